"""What the page keeps for a person: what is written in its boxes, and the sweep that was begun last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnplay.experiment import Experiment
from nnplay.study.population import Goal
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.plan import Sweep
from nnplay.study.sweep.pool import POOL
from nnplay.study.sweep.values import SETTINGS, read_values, written_values
from nnplay.text import for_markdown
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.session import Session
from nnplay.ui.sweep import link

EXERCISE = {"data": "circle, spiral", "noise": "0, 15", "hidden": "none; 2; 3; 5; 5,5; 7,7,7",
            "activation": "relu, tanh, sigmoid"}
GOALS = {"test accuracy": ("accuracy", "test", 0.95), "train accuracy": ("accuracy", "train", 0.99),
         "test loss": ("loss", "test", 0.05), "train loss": ("loss", "train", 0.05)}


@dataclass
class SweepPage:
    """`texts` are the values of each setting as written; `problems` what cannot be used of them."""

    base: Experiment | None = None
    texts: dict[str, str] = field(default_factory=lambda: {"hidden": "2; 4; 8", "activation": "tanh, relu"})
    repeats: int = 5
    epochs: int = 300
    goal: Goal = field(default_factory=lambda: Goal("accuracy", "test", 0.95))
    job: Job | None = None
    chosen: int | None = None  # the combination whose line or cell was clicked
    read_from: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    def put(self, sweep: Sweep) -> None:
        """Write a sweep into the boxes."""
        self.base, self.repeats, self.epochs, self.goal = sweep.base, sweep.repeats, sweep.epochs, sweep.goal
        self.texts = {name: written_values(name, values) for name, values in sweep.axes}

    def sweep(self) -> Sweep | None:
        """Return the sweep that is written in the boxes, or None where there are `problems`."""
        self.problems, axes = {}, {}
        for name, text in self.texts.items():
            try:
                axes[name] = read_values(name, text, layers=MAX_LAYERS, units=MAX_UNITS)
            except ValueError as problem:
                self.problems[name] = str(problem)
        if self.problems:
            return None
        try:
            sweep = Sweep(self.base or Experiment(), tuple(axes.items()), self.repeats, self.epochs, self.goal)
            sweep.check_size()
        except ValueError as problem:
            self.problems[""] = f"{str(problem)[:1].upper()}{str(problem)[1:]}."
            return None
        return sweep

    def start(self, sweep: Sweep) -> None:
        """Train it, instead of the one before."""
        if self.job:
            self.job.cancel()
        job = Job(sweep, watching())
        try:
            POOL.submit(job)
            self.job, self.chosen = job, None
        except ValueError as problem:
            self.problems["start"] = f"{problem}."


def open_page(session: Session) -> SweepPage:
    """Return what the page keeps, after taking in a link that was opened."""
    state, written = session.of(SweepPage), st.query_params.get(link.KEY, "")
    if state.base is None:
        state.base = session.player.experiment
    if written and written != state.read_from:
        sweep, warnings = link.read(written)
        state.put(sweep)
        state.read_from = written
        if warnings:
            st.warning("\n".join(f"- {for_markdown(warning)}" for warning in warnings), title="About the link")
    return state


def exercise() -> Sweep:
    """Return a course's exercise: six networks, two data sets, three activations, with and without noise."""
    axes = {name: read_values(name, text) for name, text in EXERCISE.items()}
    return Sweep(axes=tuple(axes.items()), repeats=5, epochs=300)


def watching() -> Any:
    """Return a function that says whether this tab is still there."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    server, tab = runtime.get_instance(), context.session_id
    return lambda: server.is_active_session(tab)


def names_of(state: SweepPage) -> list[str]:
    return [name for name in SETTINGS if name in state.texts]
