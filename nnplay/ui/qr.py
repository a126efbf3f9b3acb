"""The QR code of a link, where it is short enough for one."""

from __future__ import annotations

import streamlit as st

from nnplay.share.qr import MOST_CHARACTERS, qr_code


def qr_box(address: str) -> None:
    """Draw the code of a link, or say why there is none."""
    if len(address) > MOST_CHARACTERS:
        st.info(f"This link has {len(address):,} characters, and a QR code holds {MOST_CHARACTERS:,}.")
    else:
        st.html(f'<img src="{qr_code(address)}" alt="QR code of the link" style="width: 100%; display: block">')
