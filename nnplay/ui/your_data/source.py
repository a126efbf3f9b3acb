"""Where the table comes from: a file, the clipboard, or one of ours to try."""

from __future__ import annotations

import streamlit as st

from nnplay.data.reading.examples import EXAMPLES
from nnplay.data.reading.read import MAX_BYTES
from nnplay.data.table import MAX_CLASSES, MAX_INPUTS, MAX_ROWS
from nnplay.ui.your_data.state import YourData

UPLOAD, TEXT = "your_data_upload", "your_data_text"
PASTED = 240_000  # characters of up to 4 bytes, so that they fit in a message; a longer text is brought as a file
PLACEHOLDER = "length, width, kind\n7.9, 6.4, pea bean\n15.2, 7.6, kidney"
LIMITS = (f"Up to {MAX_BYTES // 2**20} MB, {MAX_ROWS:,} rows, {MAX_INPUTS} inputs and {MAX_CLASSES} classes. It stays "
          "in the memory of this session: nothing is written to disk or sent anywhere else.")


def source(state: YourData) -> None:
    """Draw the ways to bring a table."""
    upload, paste = st.columns(2, gap="large")
    with upload:
        st.file_uploader("A file: CSV, TSV, Excel (.xlsx), ARFF or Markdown", key=UPLOAD, on_change=_uploaded,
                         args=(state,))
        st.caption(LIMITS)
        st.markdown("**Or try one of these**, all made up")
        for example in EXAMPLES.values():
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.button(example.label, key=f"your_data_example_{example.key}", width=130,
                          on_click=state.bring_example, args=(example.key,))
                st.caption(example.note, width="stretch")
    with paste:
        st.session_state[TEXT] = state.text
        st.text_area("Or cells copied from a spreadsheet, or lines of text", key=TEXT, height=230, max_chars=PASTED,
                     placeholder=PLACEHOLDER, on_change=_keep_text, args=(state,))
        st.button("Use this text", key="your_data_paste", icon=":material/content_paste:", on_click=_pasted,
                  args=(state,))


def _uploaded(state: YourData) -> None:
    file = st.session_state[UPLOAD]
    if file is not None:  # what was brought stays when the file is taken off the list
        state.bring(file.getvalue(), file.name)


def _keep_text(state: YourData) -> None:
    state.text = st.session_state[TEXT]


def _pasted(state: YourData) -> None:
    _keep_text(state)
    state.bring(state.text, "pasted text")
