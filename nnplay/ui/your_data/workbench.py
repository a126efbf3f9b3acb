"""The page's parts in order: bring, look, decide, train."""

from __future__ import annotations

import streamlit as st

from nnplay.data.reading.read import Reading
from nnplay.figures.theme import Theme
from nnplay.text import for_markdown
from nnplay.ui.your_data.columns import choices, notes
from nnplay.ui.your_data.found import deeds, found, problems
from nnplay.ui.your_data.grid import grid
from nnplay.ui.your_data.source import source
from nnplay.ui.your_data.state import YourData
from nnplay.ui.your_data.trial import train, verdict


def workbench(state: YourData, theme: Theme) -> None:
    """Draw everything there is to do with a table."""
    if state.reading is None or state.raw is None:
        source(state)
        if state.reading is not None:
            _no_table(state.name, state.reading)
            if state.content and state.reading.found.separator is not None:
                found(state, state.reading)
        return
    with st.expander("Bring another table", icon=":material/upload:", key=f"your_data_other_{state.revision}"):
        source(state)
    if state.failed:
        _no_table(*state.failed)
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.subheader(for_markdown(state.name), anchor=False)
        found(state, state.reading)
        deeds(state, state.reading)
        grid(state, state.raw)
    prepared = state.prepared()
    if prepared is None:
        return
    with right:
        st.subheader("What to learn from what", anchor=False)
        choices(state, prepared)
        problems(state.reading.problems, prepared.problems)
        verdict(prepared)
        if prepared.table is not None:
            train(state, prepared.table, theme)
    st.subheader("What was done with each column", anchor=False)
    notes(prepared)


def _no_table(name: str, reading: Reading) -> None:
    """Say why there is no table in what was brought."""
    st.error("\n".join(f"- {for_markdown(str(problem))}" for problem in reading.problems),
             title=f"No table in {for_markdown(name)}")
