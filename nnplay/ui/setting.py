"""Widgets of settings: each shows the experiment's value and writes a change back; nothing else holds settings.

What a person typed and cannot be used stays in its box with the reason below it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from nnplay.engine.fields import MAX_SEED
from nnplay.engine.registry import Entry, Knob, Registry
from nnplay.experiment import Experiment
from nnplay.share.lesson import HIDDEN_BY
from nnplay.text import for_markdown
from nnplay.ui.bound import bound
from nnplay.ui.number import out_of_range
from nnplay.ui.session import current

SEED = Knob("seed", "Seed", 0, 0, MAX_SEED, "integer")


def setting(name: str, widget: Callable[..., Any], label: str, *, value: Any, read: Callable[[Any], Any] | None = None,
            write: Callable[[Any], dict[str, Any]] | None = None, below: Any = st, **options: Any) -> None:
    """Draw a widget that shows `value` and, when touched, changes the experiment.

    `read` turns what the widget holds into a value (ValueError: it cannot); `write` says which fields that changes,
    by default the one called `name`. What cannot be used is said in `below`.
    """
    session = current()
    if HIDDEN_BY.get(name) in session.hide:
        return
    typed, problem = session.problems.get(name, (None, ""))
    bound(f"set_{name}", widget, label, value=value, typed=typed, write=partial(_change, name, read, write), **options)
    if problem:
        below.error(for_markdown(problem))


def _change(name: str, read: Callable[[Any], Any] | None, write: Callable[[Any], dict[str, Any]] | None,
            typed: Any) -> None:
    session = current()
    try:
        value = read(typed) if read else typed
        session.change(**(write(value) if write else {name: value}))
    except ValueError as error:
        session.problems[name] = typed, str(error)


def slider(name: str, label: str, low: int, high: int, step: int, value: float, **options: Any) -> None:
    """Draw a slider for whole numbers; what a link brought between or below them is shown as it is."""
    kind = int if value == int(value) else float
    setting(name, st.slider, label, min_value=kind(min(low, value)), max_value=kind(high), step=kind(step),
            value=kind(value), **options)


def number_box(name: str, label: str, knob: Knob, value: float, write: Callable[[Any], dict[str, Any]]) -> None:
    """Draw a box for a knob's number."""
    kind = int if knob.scale == "integer" else float
    setting(name, st.number_input, label, value=kind(value), read=partial(_in_range, label, knob), write=write,
            help=knob.help or None, format="%d" if kind is int else "%g", step=1 if kind is int else None)


def seed_box(name: str, label: str, value: int, **options: Any) -> None:
    """Draw a box for a seed."""
    setting(name, st.number_input, label, value=value, step=1, read=partial(_in_range, label, SEED), **options)


def _in_range(label: str, knob: Knob, value: float) -> float:
    """Return a number that is allowed. Raises ValueError with the range in words for another."""
    if problem := out_of_range(label, value, knob.low, knob.high, whole=knob.scale == "integer"):
        raise ValueError(problem)
    return value


def knob_box(entry: Entry, knob: Knob, experiment: Experiment) -> None:
    """Draw a box for a knob of one of the entries that an experiment uses."""
    name, value, write = _knob(entry, knob, experiment)
    number_box(name, f"{entry.label}: {knob.label}", knob, value, write)


def knob_slider(entry: Entry, knob: Knob, experiment: Experiment) -> None:
    """Draw a slider for a knob of whole numbers, where it is plain whose it is."""
    name, value, write = _knob(entry, knob, experiment)
    slider(name, knob.label, int(knob.low), int(knob.high), 1, value, help=knob.help or None, write=write)


def _knob(entry: Entry, knob: Knob, experiment: Experiment) -> tuple[str, float, Callable[[Any], dict[str, Any]]]:
    """Return a knob's name, its value, and what writes it."""
    name = f"{entry.key}.{knob.name}"
    value = dict(experiment.knobs).get(name, knob.default)
    return name, value, lambda value: {"knobs": {**dict(experiment.knobs), name: value}}


def choice(name: str, label: str, registry: Registry[Any], experiment: Experiment) -> None:
    setting(name, st.selectbox, label, options=list(registry), value=getattr(experiment, name),
            format_func=label_in(registry))


def label_in(registry: Registry[Any]) -> Callable[[str], str]:
    return lambda key: registry[key].label
