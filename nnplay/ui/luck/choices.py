"""The choices at the top of the page Luck, and the buttons that start, pause and drop the work."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from nnplay.run import MAX_NETWORKS
from nnplay.study.population import FEWEST, MOST_EPOCHS
from nnplay.text import for_markdown
from nnplay.ui.bound import bound
from nnplay.ui.luck.fields import FIELDS
from nnplay.ui.luck.state import COMPARISONS, GOALS, Luck
from nnplay.ui.number import number_field
from nnplay.ui.session import Session, current

SOURCES = {True: "The tutorial's XOR", False: "The Playground's"}
USUAL = {"loss": 0.05, "accuracy": 100.0, "test_accuracy": 95.0}


def choices(session: Session, state: Luck) -> None:
    """Draw the choices. They take effect at the next start; what counts as solved does at once."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="top", key="luck_choices"):
        _widget(state, "tutorial", st.segmented_control, "Network", list(SOURCES), format_func=SOURCES.__getitem__,
                required=True)
        right = [_number(state, "starts", "Starts", FEWEST, MAX_NETWORKS, step=10, width=120),
                 _number(state, "epochs", "Epochs", 1, MOST_EPOCHS, step=100, width=130)]
        _widget(state, "goal", st.selectbox, "Solved when", list(GOALS), format_func=GOALS.__getitem__, width=250)
        low, high = (1e-9, 1000.0) if state.goal == "loss" else (0.0, 100.0)
        called = "The loss" if state.goal == "loss" else "The accuracy in %"
        right.append(_number(state, "number", "is", low, high, called=called, width=100))
        _widget(state, "compare", st.selectbox, "Compare", list(COMPARISONS), width=220,
                format_func=lambda key: COMPARISONS[key].label)
        if state.compare == "own":
            _own(state)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="luck_buttons"):
        again = "Start again" if state.populations else "Start"
        st.button(again, type="primary", key="luck_start", icon=":material/play_arrow:", on_click=_start,
                  disabled=not all(right))
        if state.populations and not all(population.done for population in state.populations):
            st.button("Pause" if state.running else "Go on", key="luck_pause", on_click=_pause, width=110,
                      icon=":material/pause:" if state.running else ":material/play_arrow:")
        if state.populations:
            st.button("Cancel", key="luck_cancel", on_click=_cancel, icon=":material/close:")
        _widget(state, "log", st.toggle, "Log scale")
    if state.problem:
        st.error(for_markdown(state.problem))


def _own(state: Luck) -> None:
    field = FIELDS[state.setting]
    _widget(state, "setting", st.selectbox, "Setting", list(FIELDS), width=160,
            format_func=lambda key: FIELDS[key].label)
    options = field.options if state.value in field.options or not field.free else (*field.options, state.value)
    _widget(state, "value", st.selectbox, "against", options, width=180, accept_new_options=field.free)


def _number(state: Luck, name: str, label: str, low: float, high: float, **options: Any) -> bool:
    return number_field(label, low, high, key=f"luck_{name}", value=getattr(state, name),
                        write=lambda value: setattr(current().of(Luck), name, value), **options)


def _widget(state: Luck, name: str, widget: Any, label: str, *arguments: Any, **options: Any) -> None:
    """Draw a widget that shows a choice and writes it back."""
    bound(f"luck_{name}", widget, label, *arguments, value=getattr(state, name), write=partial(_keep, name), **options)


def _keep(name: str, value: Any) -> None:
    state = current().of(Luck)
    setattr(state, name, value)
    if name == "goal":
        state.number = USUAL[value]
    if name == "setting":
        state.value = FIELDS[value].options[0]
    if name == "tutorial":
        state.epochs = 1500 if value else 300
        state.goal, state.number = ("accuracy", 100.0) if value else ("test_accuracy", 95.0)


def _start() -> None:
    session = current()
    session.of(Luck).start(session.player.experiment)


def _pause() -> None:
    state = current().of(Luck)
    state.running = not state.running


def _cancel() -> None:
    state = current().of(Luck)
    with state.lock:
        state.cancel()
