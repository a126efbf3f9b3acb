"""What a server process does once, before its first page."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from nnplay.engine.threads import single_thread


@st.cache_resource(show_spinner=False)
def prepare_process() -> None:
    """Prepare the process; later calls do nothing."""
    import_module("pandas")  # Plotly looks whether it is there, and stumbles when another thread is just loading it
    single_thread()
