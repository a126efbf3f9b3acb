"""The Share dialog: the experiment leaves the page as a link or a file, and comes back as either."""

from __future__ import annotations

import streamlit as st

from nnplay.share import pasted
from nnplay.share.qr import qr_code
from nnplay.ui.address import shared_link
from nnplay.ui.controls import MAX_LAYERS, MAX_UNITS
from nnplay.ui.pages import PAGES
from nnplay.ui.session import Session, current
from nnplay.ui.text import plain

PASTED = "share_pasted"


def share_button(session: Session) -> None:
    """Draw the button that opens the dialog."""
    if st.button("Share", key="share", icon=":material/share:", help="Link, QR code, open a link"):
        st.session_state.pop(PASTED, None)
        _dialog()


@st.dialog("Share this experiment")
def _dialog() -> None:
    session = current()
    link, code, back = st.tabs(["Link", "QR code", "Open"])
    address = shared_link(session)
    with link:
        st.caption("Whoever opens this link gets the same experiment: same data, same first weights, same run.")
        st.code(address, language=None, wrap_lines=True)
    with code:
        st.html(f'<img src="{qr_code(address)}" alt="QR code of the link" style="width: 100%; display: block">')
    with back:
        _open(session)


def _open(session: Session) -> None:
    text = st.text_input("A link of nnplay or TensorFlow Playground", key=PASTED,
                         placeholder="https://playground.tensorflow.org/#dataset=spiral&...")
    if not text:
        st.caption("It replaces the experiment on the stage; the browser's Back returns to it.")
        return
    try:
        experiment, remarks = pasted.read(text, layers=MAX_LAYERS, units=MAX_UNITS)
    except ValueError as error:
        st.error(plain(str(error)))
        return
    session.player.catch_up()
    session.player.change(experiment)
    session.notices += remarks
    if session.page == "playground":
        st.rerun()
    st.switch_page(PAGES["playground"].script, query_params={})
