"""How the table is written, as it was found and as a person may change it, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from nnplay.data.reading.options import DECIMALS, ENCODINGS, HEADERS, QUOTES, SEPARATORS
from nnplay.data.reading.problems import Problem, Problems, counted
from nnplay.data.reading.raw import tidy
from nnplay.data.reading.read import Reading
from nnplay.text import for_markdown
from nnplay.ui.your_data.state import YourData

WIDTHS = {"encoding": 240, "sheet": 200}  # px, where a value is long
AT_ONCE = 5  # problems shown before the others unfold


def found(state: YourData, reading: Reading) -> None:
    """Draw what was found about the way the table is written, each of it changeable."""
    if reading.is_workbook:
        choices: list[tuple[str, str, Mapping[Any, str]]] = [
            ("Sheet", "sheet", {tidy(name): name for name in reading.sheets}), ("Names of columns", "header", HEADERS)]
    else:
        choices = [("Separator", "separator", SEPARATORS), ("Decimals", "decimal", DECIMALS),
                   ("Names of columns", "header", HEADERS), ("Quotes", "quote", QUOTES)]
        if isinstance(state.content, bytes):
            choices.append(("Encoding", "encoding", ENCODINGS))
    with st.container(horizontal=True, gap="small", key="your_data_found"):
        for label, name, options in choices:
            key = f"your_data_{name}"
            value = getattr(reading.found, name)
            st.session_state[key] = value if value in options else next(iter(options))
            st.selectbox(label, list(options), format_func=options.__getitem__, key=key, width=WIDTHS.get(name, 130),
                         on_change=_decide, args=(state, name, key))


def deeds(state: YourData, reading: Reading) -> None:
    """Say what was done to make a table of it, each with a button that takes it back."""
    for place, deed in enumerate(reading.deeds):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"your_data_deed_{place}"):
            st.caption(for_markdown(deed.text))
            st.button(for_markdown(deed.label), key=f"your_data_undo_{place}", on_click=state.undo, args=(deed,),
                      type="tertiary", icon=":material/undo:")
    if state.former is not None:
        st.button("Do again what was undone", key="your_data_redo", on_click=state.redo, type="tertiary",
                  icon=":material/redo:")


def problems(*lists: Problems) -> None:
    """List what could not be used: the first few at once, the others to unfold."""
    kept = sorted((problem for each in lists for problem in each), key=lambda problem: problem.row)
    count = sum(map(len, lists))
    if not count:
        return
    title = f"{counted(count, 'warning')}"
    st.warning(_as_list(kept[:AT_ONCE]), title=title)
    if count > AT_ONCE:
        with st.expander(f"{counted(count - AT_ONCE, 'more', 'more')}"), st.container(height=240, border=False):
            st.markdown(_as_list(kept[AT_ONCE:]))
            if count > len(kept):
                st.caption(f"and {count - len(kept):,} more of the kind")


def _as_list(kept: Iterable[Problem]) -> str:
    return "\n".join(f"- {for_markdown(str(problem))}" for problem in kept)


def _decide(state: YourData, name: str, key: str) -> None:
    state.decide(**{name: st.session_state[key]})
