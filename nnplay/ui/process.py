"""What a server process does once, before its first page: one BLAS thread, and Plotly's script within reach."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import plotly
import streamlit as st

from nnplay.engine.threads import single_thread

STATIC = Path(__file__).parents[2] / "static"
PLOTLY_JS = f"vendor/plotly-{version('plotly')}.min.js"


@st.cache_resource(show_spinner=False)
def prepare_process() -> None:
    """Prepare the process; later calls do nothing."""
    import_module("pandas")  # Plotly looks whether it is there, and stumbles when another thread is just loading it
    single_thread()
    copy_plotly()


def copy_plotly() -> None:
    """Put the script that the installed plotly ships where Streamlit serves files (it serves no links out of there)."""
    target = STATIC / PLOTLY_JS
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(source, unfinished)
        unfinished.replace(target)  # atomic: another process never sees half a file
