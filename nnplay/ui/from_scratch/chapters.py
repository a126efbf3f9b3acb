"""The chapters, in order. To add one, add a row: what it draws, and which lines of the code it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from nnplay.figures.theme import Theme
from nnplay.study.listing import SOURCE, lines_of
from nnplay.ui.from_scratch import building, learning
from nnplay.ui.from_scratch.source import show_source


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title, what draws it, the functions whose lines are lit, and the last function known so far."""

    key: str
    title: str
    draw: Callable[[Theme], None]
    lit: tuple[str, ...]
    last: str = ""

    @property
    def code(self) -> tuple[set[int], int]:
        """The lit lines, and how many lines of the code there are so far."""
        lit = lines_of(self.lit)
        return lit, max(lines_of([self.last])) if self.last else len(SOURCE.splitlines())


CHAPTERS = {
    chapter.key: chapter
    for chapter in (
        Chapter("neuron", "A neuron", building.neuron, ("sigmoid", "sigmoid_derivative"), "sigmoid_derivative"),
        Chapter("layers", "Layers", building.layers, ("NeuralNetwork", "__init__"), "__init__"),
        Chapter("forward", "Forward pass", building.forward, ("feedforward",), "feedforward"),
        Chapter("cost", "Cost", building.cost, ("loss",), "loss"),
        Chapter("backprop", "Backpropagation", learning.backprop, ("sigmoid_derivative", "backprop"), "backprop"),
        Chapter("training", "Training", learning.training, ("train",)),
        Chapter("starts", "Sixty starts", learning.starts, ("__init__",)),
        Chapter("onward", "Now you", learning.onward, ()),
    )
}


def chapters(theme: Theme) -> None:
    """Draw the list of chapters, the one that is open beside its code, and the way to the next."""
    keys = list(CHAPTERS)
    begin = None if "chapter" in st.session_state else keys[0]  # a button has set it, or the address
    key = st.segmented_control("Chapter", keys, format_func=lambda key: f"{keys.index(key) + 1} {CHAPTERS[key].title}",
                               default=begin, key="chapter", bind="query-params", required=True,
                               label_visibility="collapsed") or keys[0]
    chapter = CHAPTERS[key]
    prose, code = st.columns([6, 5], gap="medium")
    with prose:
        st.subheader(chapter.title, anchor=False)
        body = st.container()
        _turn(keys, keys.index(key))
    with code:
        lit, last = chapter.code
        st.caption("The code so far; what this chapter is about is lit")
        show_source(lit, last, theme)
    with body:  # last, because some chapters compute for seconds
        _body(chapter.key, theme)


@st.fragment
def _body(key: str, theme: Theme) -> None:
    CHAPTERS[key].draw(theme)


def _turn(keys: list[str], at: int) -> None:
    with st.container(horizontal=True, gap="small"):
        if at > 0:
            st.button(f"← {CHAPTERS[keys[at - 1]].title}", on_click=_open, args=(keys[at - 1],), key="chapter_back",
                      shortcut="Shift+Left")
        if at + 1 < len(keys):
            st.button(f"{CHAPTERS[keys[at + 1]].title} →", on_click=_open, args=(keys[at + 1],), key="chapter_next",
                      type="primary", shortcut="Shift+Right")


def _open(key: str) -> None:
    st.session_state["chapter"] = key
