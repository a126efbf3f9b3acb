"""What the step is made of: the Playground's network or one's own, how many digits, and a mistake to plant."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from nnplay.data.quantity import quantity
from nnplay.study.one_step.mistakes import MISTAKES, Mistake
from nnplay.study.one_step.sources import MOST_SAMPLES, from_run
from nnplay.study.one_step.step import Moment
from nnplay.text import for_markdown
from nnplay.ui.address import arrived_with, keep_in_address
from nnplay.ui.bound import bound
from nnplay.ui.number import number_field
from nnplay.ui.one_step.exercise import exercise
from nnplay.ui.one_step.state import OneStep
from nnplay.ui.one_step.written import KEY, read_link, write_link
from nnplay.ui.session import Session

SOURCES = {False: "The Playground's network", True: "My own numbers"}


def source(session: Session) -> tuple[Moment | None, Mistake | None]:
    """Draw the choices; return the moment before the step (None if it cannot be made) and the planted mistake."""
    state = session.of(OneStep)
    _arrive(state)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="one_step_choices"):
        _bound(state, "own", st.segmented_control, "Network", list(SOURCES), format_func=SOURCES.__getitem__,
               required=True)
        right = state.own or _samples(session, state)
        _bound(state, "digits", st.slider, "Digits", 2, 12, width=170)
        _bound(state, "mistake", st.selectbox, "Plant a mistake", ["none", *MISTAKES], width=230,
               format_func=lambda key: "None" if key == "none" else MISTAKES[key].label,
               help="A classic error in the backward pass: see whether the central differences catch it.")
    moment = exercise(state) if state.own else _present(session, state) if right else None
    if moment is not None or not state.own:  # else what was right last stays there
        keep_in_address(state.address, KEY, write_link(state.exercise, state.numbers) if state.own else "")
    return moment, _mistake(state, moment)


def _arrive(state: OneStep) -> None:
    """Take over the exercise of the address, if the person has come with one."""
    if text := arrived_with(state.address, KEY):
        try:
            state.begin(*read_link(text))
            state.own = True
        except ValueError as problem:
            st.warning(f"{for_markdown(str(problem))}.", title="About the link")


def _samples(session: Session, state: OneStep) -> bool:
    there = len(session.player.run.split.train)
    state.first = min(state.first, there)
    state.count = min(state.count, MOST_SAMPLES, there - state.first + 1)
    return all([number_field(label, 1, most, key=f"one_step_{name}", width=120, value=getattr(state, name),
                             write=partial(setattr, state, name))
                for label, name, most in (("First sample", "first", there),
                                          ("Samples", "count", min(MOST_SAMPLES, there - state.first + 1)))])


def _present(session: Session, state: OneStep) -> Moment:
    run = session.player.run
    moment = from_run(run, state.first - 1, state.count)
    left_out = " Dropout is left out here." if "dropout" in dict(run.experiment.regularization) else ""
    sizes = "-".join(map(str, moment.net.sizes))
    scaled = (f" The target is {for_markdown(known.name)} less its mean {quantity(known.mean, 6)} and divided by its "
              f"deviation {quantity(known.spread, 6)}." if (known := run.targets).standardized else "")
    st.caption(f"A {sizes} network at epoch {run.epoch:,}, step {run.step:,} of the Playground. The next step is made "
               f"from these samples on a copy; the Playground's own network does not change.{left_out}{scaled}")
    return moment


def _mistake(state: OneStep, moment: Moment | None) -> Mistake | None:
    if state.mistake == "none" or moment is None:
        return None
    mistake = MISTAKES[state.mistake]
    if not mistake.fits(moment.net):
        st.info(mistake.refusal)
        return None
    st.warning(f"Planted: {mistake.note}", icon=":material/bug_report:")
    return mistake


def _bound(state: OneStep, name: str, widget: Any, label: str, *arguments: Any, **options: Any) -> None:
    bound(f"one_step_{name}", widget, label, *arguments, value=getattr(state, name),
          write=partial(setattr, state, name), **options)
