"""The sidebar of the Playground: what is learnt, by what network, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.study.data_remarks import data_remarks
from nnplay.text import for_markdown
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.data_controls import data_controls, inputs_control, standardize_control
from nnplay.ui.session import Session, current
from nnplay.ui.setting import choice, knob_box, label_in, number_box, setting
from nnplay.ui.settings import read_hidden, remarks_on

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 250, 0)
# Chosen by trying: beyond the last of each most networks no longer learn the circle or exclusive or.
PENALTY_RATES = {"l1": (0.0001, 0.0003, 0.001, 0.003, 0.01), "l2": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
                 "weight_decay": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03), "dropout": (0.05, 0.1, 0.2, 0.3, 0.4)}


def controls(session: Session) -> None:
    """Draw the controls of the session's experiment."""
    experiment = session.player.experiment
    with st.sidebar, st.container(gap="xsmall"):
        data_controls(experiment)
        inputs_control(experiment)
        _network(experiment)
        _training(experiment)
        _more(experiment)
        run = session.player.run
        for remark in [*remarks_on(run), *map(for_markdown, [*data_remarks(run), *session.remarks])]:
            st.info(remark)
    session.remarks.clear()
    session.problems.clear()


def _network(experiment: Experiment) -> None:
    row, below = st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", wrap=False), st.container()
    with row:
        setting("hidden", st.text_input, "Hidden layers", value=", ".join(map(str, experiment.hidden)),
                placeholder="none", read=_read_hidden, below=below,
                help=f"Units of each hidden layer, as in 4, 2: up to {MAX_LAYERS} layers of {MAX_UNITS}.")
        if "hidden" not in current().hide:
            st.button("−", key="fewer_layers", help="Remove the last hidden layer", disabled=not experiment.hidden,
                      on_click=_change_layers, args=(-1,))
            st.button("\\+", key="more_layers", help="Add a hidden layer", on_click=_change_layers, args=(1,),
                      disabled=len(experiment.hidden) >= MAX_LAYERS)
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with left:
        names = set(experiment.activation)
        chosen = names.pop() if len(names) == 1 else None
        setting("activation", st.selectbox, "Activation", options=list(ACTIVATIONS), value=chosen,
                format_func=label_in(ACTIVATIONS), disabled=not experiment.hidden,
                placeholder="per layer" if experiment.hidden else "none")
    with right:
        choice("init", "Weight initialization", INITIALIZERS, experiment)


def _training(experiment: Experiment) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        setting("lr", st.selectbox, "Learning rate", options=_with(RATES, experiment.lr), value=experiment.lr,
                format_func=_plain, accept_new_options=True)
    with right:
        setting("batch", st.selectbox, "Batch size", options=_with(BATCHES[:-1], experiment.batch, last=0),
                value=experiment.batch, format_func=lambda batch: "all" if batch == 0 else str(batch),
                accept_new_options=True, read=_read_batch)
    left, right = st.columns(2, gap="small")
    with left:
        choice("optimizer", "Optimizer", OPTIMIZERS, experiment)
    with right:
        chosen, _ = _penalty(experiment)
        setting("penalty", st.selectbox, "Regularization", options=["none", *REGULARIZERS], value=chosen,
                format_func=lambda key: "None" if key == "none" else REGULARIZERS[key].label,
                write=_write_penalty)
    if chosen != "none":
        rate = dict(experiment.regularization)[chosen]
        options = _with(PENALTY_RATES[chosen], rate)
        setting("penalty_rate", st.select_slider, f"{REGULARIZERS[chosen].label} rate", options=options, value=rate,
                format_func=_plain, write=lambda rate: {"regularization": {chosen: rate}})


def _more(experiment: Experiment) -> None:
    if "more" in current().hide:
        return
    more = st.expander("More", key="more", on_change="rerun")
    if not more.open:
        return  # what is not seen is not drawn: every widget makes each answer a little later
    with more:
        left, right = st.columns(2, gap="small")
        with left:
            choice("head", "Output", HEADS, experiment)
            choice("schedule", "Rate schedule", SCHEDULES, experiment)
        with right:
            choice("loss", "Loss", LOSSES, experiment)
            choice("clip", "Gradient clipping", CLIPS, experiment)
        _stop(experiment)
        if experiment.source.planar:
            standardize_control(experiment)
        setting("bias", st.toggle, "Biases", value=experiment.bias)
        for entry in experiment.entries():
            if entry is experiment.source:
                continue  # its knobs are beside the data
            for knob in entry.knobs:
                knob_box(entry, knob, experiment)


def _stop(experiment: Experiment) -> None:
    """Let the run stop by a rule; a link may bring several, of which the first is shown."""
    rule, number = experiment.stop[0] if experiment.stop else ("none", 0.0)
    setting("stop", st.selectbox, "Stop", options=["none", *STOPPING], value=rule, write=_write_stop,
            format_func=lambda key: "Never" if key == "none" else STOPPING[key].label)
    if rule != "none":
        knob = STOPPING[rule].knobs[0]
        number_box("stop_number", knob.label, knob, number, lambda number: {"stop": {rule: number}})


def _write_stop(key: str) -> dict[str, Any]:
    return {"stop": {} if key == "none" else {key: STOPPING[key].knobs[0].default}}


def _change_layers(by: int) -> None:
    hidden = current().player.experiment.hidden
    layers = hidden[:-1] if by < 0 else (*hidden, hidden[-1] if hidden else 4)
    current().change(hidden=layers)


def _read_hidden(text: str) -> tuple[int, ...]:
    return read_hidden(text, layers=MAX_LAYERS, units=MAX_UNITS)


def _read_batch(value: Any) -> int:
    if str(value).strip().lower() == "all":
        return 0
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"batch must be a whole number or all, got {str(value)[:20]!r}") from None


def _penalty(experiment: Experiment) -> tuple[str, float]:
    """Return the one regularizer the menu shows, and its rate."""
    return experiment.regularization[0] if experiment.regularization else ("none", 0.0)


def _write_penalty(key: str) -> dict[str, Any]:
    return {"regularization": {} if key == "none" else {key: REGULARIZERS[key].knobs[0].default}}


def _with(options: Sequence[float], value: float, last: float | None = None) -> list[float]:
    """Return the options with the present value among them, in order."""
    ordered = sorted({*options, value} - {last})
    return ordered if last is None else [*ordered, last]


def _plain(value: float | str) -> str:
    """Write a number without an exponent where it is short."""
    return np.format_float_positional(float(value), trim="-") if isinstance(value, int | float) else value


