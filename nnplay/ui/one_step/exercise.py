"""One's own numbers: the shape of the network, a grid for each of its tables, and a place to paste into."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Registry
from nnplay.study.one_step.sources import (
    LEAST_RATE,
    MOST_HIDDEN_LAYERS,
    MOST_RATE,
    MOST_SAMPLES,
    MOST_UNITS,
    Exercise,
)
from nnplay.study.one_step.step import Moment, take_step
from nnplay.study.one_step.tables import MAX_TEXT, TableError, checked, pasted
from nnplay.text import for_markdown
from nnplay.ui.bound import bound
from nnplay.ui.number import number_field
from nnplay.ui.one_step.state import OneStep

DECIMALS = "%.12g"


def exercise(state: OneStep) -> Moment | None:
    """Draw the exercise and return its moment, or say what is wrong with it and return None."""
    with st.container(border=True, key="one_step_exercise"):
        right = _shape(state)
        if state.problem:
            st.error(for_markdown(state.problem))
        tables = _grids(state)
        if tables is not None and state.exercise.is_worked_example(tables):
            st.caption(_published(state.exercise, tables))
        _paste(state)
    return state.exercise.moment(tables) if tables is not None and right else None


def _published(exercise: Exercise, tables: dict[str, np.ndarray]) -> str:
    """Say why some published numbers of the worked example differ."""
    steps = [take_step(replace(exercise, biases_stay=stay).moment(tables)) for stay in (True, False)]
    kept, moved = (step.after.loss_of(step.again) for step in steps)
    return (f"Matt Mazur's example. His article moves the weights alone, so its error after the step is {kept:.5f}; "
            f"with the biases moved as well it is {moved:.5f}. Published numbers differ by that.")


def _shape(state: OneStep) -> bool:
    """Draw what the network is like; return whether all of its numbers can be used."""
    now = state.exercise
    with st.container(horizontal=True, gap="small"):
        counts = [("Inputs", "inputs", now.inputs, 1, MOST_UNITS),
                  ("Hidden layers", "layers", len(now.hidden), 0, MOST_HIDDEN_LAYERS),
                  *((f"Units in layer {layer + 1}", f"hidden_{layer}", units, 1, MOST_UNITS)
                    for layer, units in enumerate(now.hidden)),
                  ("Outputs", "outputs", now.outputs, 1, MOST_UNITS),
                  ("Samples", "samples", now.samples, 1, MOST_SAMPLES)]
        right = [_count(state, *each) for each in counts]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _choice(state, "Activation", "activation", ACTIVATIONS)
        _choice(state, "Output", "head", HEADS)
        _choice(state, "Loss", "loss", LOSSES)
        _choice(state, "Optimizer", "optimizer", OPTIMIZERS)
        right.append(number_field("Learning rate", LEAST_RATE, MOST_RATE, format="%.6g", key="one_step_lr", width=140,
                                  value=float(now.lr), write=partial(_set, state, "lr")))
        _bound(state, "bias", st.checkbox, "Biases")
        if now.bias:
            _bound(state, "biases_stay", st.checkbox, "Biases stay",
                   help="The step moves the weights alone; derivatives by the biases are shown all the same.")
    return all(right)


def _count(state: OneStep, label: str, name: str, value: int, low: int, high: int) -> bool:
    return number_field(label, low, high, key=f"one_step_{name}", width=120, value=value,
                        write=partial(_set, state, name))


def _choice(state: OneStep, label: str, name: str, registry: Registry[Any]) -> None:
    _bound(state, name, st.selectbox, label, list(registry), format_func=lambda entry: registry[entry].label, width=200)


def _bound(state: OneStep, name: str, widget: Any, label: str, *arguments: Any, **options: Any) -> None:
    bound(f"one_step_{name}", widget, label, *arguments, value=getattr(state.exercise, name),
          write=partial(_set, state, name), **options)


def _set(state: OneStep, name: str, value: Any) -> None:
    """Take a setting over. Numbers that still fit stay; the others begin anew."""
    now = state.exercise
    if name == "layers":
        change: dict[str, Any] = {"hidden": (*now.hidden, *(2,) * MOST_HIDDEN_LAYERS)[:value]}
    elif name.startswith("hidden_"):
        layer = int(name.removeprefix("hidden_"))
        change = {"hidden": (*now.hidden[:layer], value, *now.hidden[layer + 1 :])}
    else:
        change = {name: value}
        if (name == "head" and value not in LOSSES[now.loss].heads) or (
            name == "loss" and now.head not in LOSSES[value].heads
        ):
            change |= _fitting(name, value)
        if HEADS[change.get("head", now.head)].min_outputs > now.outputs:
            change["outputs"] = HEADS[change.get("head", now.head)].min_outputs
        if name == "outputs" and value < HEADS[now.head].min_outputs:
            change["head"] = "sigmoid"
    try:
        new = replace(now, **change)
    except ValueError as problem:
        state.problem = str(problem)
        return
    state.begin(new, carried(now, state.numbers, new))


def carried(old: Exercise, numbers: dict[str, np.ndarray], new: Exercise) -> dict[str, np.ndarray]:
    """Return the tables of another exercise: a cell whose row and column there were keeps its number."""
    tables, before = new.example(), old.tables()
    for name, (rows, columns) in new.tables().items():
        if name in before:
            was_rows, was_columns = before[name]
            for i, j in ((i, j) for i, row in enumerate(rows) if row in was_rows
                         for j, column in enumerate(columns) if column in was_columns):
                tables[name][i, j] = numbers[name][was_rows.index(rows[i]), was_columns.index(columns[j])]
    return tables


def _fitting(name: str, value: str) -> dict[str, str]:
    """Return the loss that goes with a head, or the head that goes with a loss."""
    if name == "loss":
        return {"head": LOSSES[value].heads[0]}
    return {"loss": next(key for key, loss in LOSSES.items() if value in loss.heads)}


def _grids(state: OneStep) -> dict[str, np.ndarray] | None:
    tables, wrong = {}, []
    with st.container(horizontal=True, gap="medium"):
        for name, (rows, columns) in state.exercise.tables().items():
            with st.container(width=110 + 92 * len(columns)):
                st.caption("Samples: inputs and targets" if name == "samples"
                           else f"{for_markdown(name.capitalize())}: from row to column")
                key = f"one_step_grid_{name}_{state.revision}"
                if key not in st.session_state and name in state.edited:
                    state.tables[name] = state.edited[name]
                cells = st.data_editor(
                    pd.DataFrame(state.tables[name], rows, columns), key=key, width="stretch",
                    column_config={column: st.column_config.NumberColumn(format=DECIMALS) for column in columns},
                )
                try:
                    tables[name] = state.edited[name] = checked(cells.to_numpy(object), rows, columns, name)
                except TableError as problem:
                    wrong.append(str(problem))
    for problem_text in wrong:
        st.error(f"{for_markdown(problem_text)}. Fill it in to go on.")
    return None if wrong else tables


def _paste(state: OneStep) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover("Paste a table", icon=":material/content_paste:"):
            st.caption("Copy cells in a spreadsheet and paste them here. Pasting into a grid works as well.")
            with st.form("one_step_paste", border=False):
                st.selectbox("Into", list(state.exercise.tables()), key="one_step_into")
                st.text_area(
                    "Cells", key="one_step_cells", height=130, max_chars=MAX_TEXT,
                    placeholder="0.15\t0.25\n0.20\t0.30\n0.35\t0.35"
                )
                st.form_submit_button("Take over", on_click=_take_over, args=(state,))
            if state.problem:
                st.error(for_markdown(state.problem))
        st.button("Worked example", on_click=_example, args=(state,), key="one_step_example",
                  help="Matt Mazur's 2-2-2 network, whose numbers many have checked by hand")


def _take_over(state: OneStep) -> None:
    name = st.session_state["one_step_into"]
    rows, columns = state.exercise.tables()[name]
    try:
        table = pasted(st.session_state["one_step_cells"], rows, columns, name)
    except TableError as problem:
        state.problem = str(problem)
        return
    state.begin(state.exercise, state.numbers | {name: table})


def _example(state: OneStep) -> None:
    state.begin(Exercise(), Exercise().example())
