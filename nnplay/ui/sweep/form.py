"""Choosing what is swept: settings, their values, repeats, epochs and the goal; and what that comes to."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nnplay.experiment import Experiment
from nnplay.study.compare import described, differences
from nnplay.study.population import Goal
from nnplay.study.sweep.plan import GOAL_RANGE, MAX_AXES, MAX_EPOCHS, MAX_REPEATS, Sweep
from nnplay.study.sweep.pool import POOL, WORKERS
from nnplay.study.sweep.values import SETTINGS, Setting, written_values
from nnplay.text import for_markdown
from nnplay.ui.number import number_field
from nnplay.ui.session import current
from nnplay.ui.sweep.state import GOALS, SweepPage, exercise, names_of

MAIN = ("data", "noise", "hidden", "activation", "lr", "batch", "optimizer", "regularization")  # said even if usual


def form(state: SweepPage) -> Sweep | None:
    """Draw the boxes and return the sweep they hold, or None where something cannot be."""
    with st.container(horizontal=True, gap="small", key="sweep_presets"):
        st.button("The course's exercise", key="sweep_exercise", on_click=_put_exercise, icon=":material/school:",
                  help="Six networks on circle and spiral, three activations, with and without noise: 360 runs")
        st.button("Settings of the Playground", key="sweep_base", on_click=_take_base, icon=":material/tune:",
                  help="Take everything that is not varied from the run in the Playground")
    st.session_state["sweep_names"] = names_of(state)
    st.multiselect("Settings to vary", list(SETTINGS), key="sweep_names", max_selections=MAX_AXES,
                   format_func=lambda name: SETTINGS[name].label, on_change=_name)
    sweep = state.sweep()
    columns = st.columns(2, gap="medium")
    for place, name in enumerate(names_of(state)):
        with columns[place % 2]:
            _values(state, SETTINGS[name])
    right = _amounts(state)
    for problem in (state.problems.get(""), state.problems.get("start")):
        if problem:
            st.error(for_markdown(problem))
    if sweep and right:
        _size(sweep)
    _base(state)
    return sweep if right else None


def _values(state: SweepPage, setting: Setting) -> None:
    key, text = f"sweep_of_{setting.name}", state.texts[setting.name]
    if setting.registry is not None:
        chosen = [part.strip() for part in text.split(",") if part.strip() in setting.registry]
        st.session_state[key] = chosen
        st.multiselect(setting.label, list(setting.registry), key=key, on_change=_write, args=(setting.name, key),
                       format_func=setting.shown)
    else:
        st.session_state[key] = text
        st.text_input(setting.label, key=key, on_change=_write, args=(setting.name, key), max_chars=400,
                      placeholder=setting.example, help=f"As in {setting.example}" + (
                          ": a semicolon between two values" if setting.listed else ""))
    if setting.name in state.problems:
        st.error(for_markdown(state.problems[setting.name]))


def _amounts(state: SweepPage) -> bool:
    """Draw repeats, epochs and the goal; return whether their numbers can be used."""
    columns, right = st.columns(4, gap="small"), []
    for name, label, most, column in (("repeats", "Repeats", MAX_REPEATS, columns[0]),
                                      ("epochs", "Epochs", MAX_EPOCHS, columns[1])):
        with column:
            right.append(number_field(label, 1, most, key=f"sweep_{name}", value=getattr(state, name),
                                      write=partial(setattr, state, name)))
    st.session_state["sweep_goal"] = f"{state.goal.samples} {state.goal.measure}"
    columns[2].selectbox("Goal", list(GOALS), key="sweep_goal", on_change=_goal, help="How soon is it reached?")
    goal = state.goal
    with columns[3]:
        right.append(number_field("At least" if goal.measure == "accuracy" else "Below", *GOAL_RANGE[goal.measure],
                                  key="sweep_goal_number", value=float(goal.number), write=_goal_number))
    return all(right)


def _size(sweep: Sweep) -> None:
    combinations = len(sweep.plan.combinations)
    seconds = sweep.seconds * POOL.pace / WORKERS
    about = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds)):.0f} s"
    st.markdown(f"**{sweep.runs:,} runs** ({combinations:,} combination{'s' * (combinations != 1)} × {sweep.repeats} "
                f"repeat{'s' * (sweep.repeats != 1)}), about **{about}** when nobody else trains.")
    if sweep.plan.impossible:
        with st.expander(f"{len(sweep.plan.impossible)} combinations cannot be", key="sweep_impossible"):
            st.markdown("\n".join(
                "- " + for_markdown(", ".join(written_values(name, (value,))
                                          for name, value in zip(sweep.names, values)))
                + f": {for_markdown(reason)}" for values, reason in sweep.plan.impossible[:50]))


def _base(state: SweepPage) -> None:
    base = state.base or Experiment()
    unusual = [name for name in differences(base, Experiment()) if name not in ("seed", "stop", *MAIN)]
    fixed = ", ".join(f"{name.replace('_', ' ')} {described(getattr(base, name))}" for name in (*MAIN, *unusual)
                      if name not in state.texts)
    st.caption(f"The same in every run: {for_markdown(fixed)}; everything else is as usual."
               if fixed else "Everything else is as usual.")


def _state() -> SweepPage:
    return current().of(SweepPage)


def _put_exercise() -> None:
    _state().put(exercise())


def _take_base() -> None:
    _state().base = current().player.experiment


def _name() -> None:
    state, chosen = _state(), st.session_state["sweep_names"]
    base = state.base or Experiment()
    state.texts = {name: state.texts.get(name, _first_text(name, base)) for name in chosen}


def _first_text(name: str, base: Experiment) -> str:
    """Return what a box starts with: the value of the base, or an example."""
    setting = SETTINGS[name]
    if setting.registry is None:
        return setting.example
    value = getattr(base, name)
    return setting.written(value[:1] if isinstance(value, tuple) else value)


def _write(name: str, key: str) -> None:
    value = st.session_state[key]
    _state().texts[name] = value if isinstance(value, str) else ", ".join(value)


def _goal() -> None:
    _state().goal = Goal(*GOALS[st.session_state["sweep_goal"]])  # type: ignore[arg-type]


def _goal_number(number: float) -> None:
    goal = _state().goal
    _state().goal = Goal(goal.measure, goal.samples, number)
