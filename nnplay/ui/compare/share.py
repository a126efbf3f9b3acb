"""The kept runs leave the page as one link."""

from __future__ import annotations

import streamlit as st

from nnplay.text import for_markdown
from nnplay.ui.address import page_address
from nnplay.ui.compare.kept import KeptRuns
from nnplay.ui.compare.link import KEY, write
from nnplay.ui.qr import qr_box
from nnplay.ui.session import current


@st.dialog("Share these runs")
def dialog() -> None:
    """Draw the link and its QR code."""
    try:
        address = page_address("compare", {KEY: write(current().of(KeptRuns).kept)})
    except ValueError as problem:
        st.info(f"They do not fit into a link: {for_markdown(str(problem))}. Share each of them from the Playground, "
                "or take their histories as CSV.")
        return
    link, code = st.tabs(["Link", "QR code"])
    with link:
        st.code(address, language=None, wrap_lines=True)
        st.caption("Whoever opens it compares the same runs, from the same initial weights.")
    with code:
        qr_box(address)
