"""An exercise of one's own leaves the page as a link or a file, and comes back as either."""

from __future__ import annotations

import streamlit as st

from nnplay.text import for_markdown
from nnplay.ui.address import page_address
from nnplay.ui.one_step.state import OneStep
from nnplay.ui.one_step.written import KEY, read_file, write_file, write_link
from nnplay.ui.qr import qr_box
from nnplay.ui.session import current

UPLOADED = "one_step_uploaded"


@st.dialog("Share this exercise")
def dialog() -> None:
    """Draw the ways out of the page and back."""
    session = current()
    state = session.of(OneStep)
    link, code, file, back = st.tabs(["Link", "QR code", "File", "Open"])
    address = page_address("one_step", {KEY: write_link(state.exercise, state.numbers)})
    with link:
        st.code(address, language=None, wrap_lines=True)
        st.caption("Whoever opens it gets this network with these numbers, and works out the same step.")
    with code:
        qr_box(address)
    with file:
        st.download_button("Exercise (JSON)", write_file(state.exercise, state.numbers), "one-step.json",
                           "application/json", key="one_step_file", on_click="ignore", icon=":material/download:")
    with back:
        _open(state)


def _open(state: OneStep) -> None:
    file = st.file_uploader("A file with an exercise (JSON)", type=["json"], key=UPLOADED)
    if file is None:
        return
    try:
        state.begin(*read_file(file.getvalue()))
    except ValueError as problem:
        st.error(f"{for_markdown(str(problem))}.")
    else:
        st.rerun()
