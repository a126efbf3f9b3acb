"""The sidebar of the Playground: what is learnt, by what network, and how.

A widget shows the experiment's value and writes a change back through `_change`; nothing else holds settings. What a
person typed and cannot be used stays in its box with the reason below it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import features_of
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Entry, Knob, Registry
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.figures.theme import CLASSES
from nnplay.share.lesson import HIDDEN_BY
from nnplay.study.plane import COMPONENTS, Slice, plane_of
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.component import static_component
from nnplay.ui.session import Session, current
from nnplay.ui.settings import read_hidden, remarks_on

THUMBNAIL_POINTS = 160
MOST_PILLS = 12  # inputs to switch on and off; more are chosen from a list
MOST_SLICED = 12  # columns of which any two can be the axes of the picture
RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 250, 0)
# Chosen by trying: beyond the last of each most networks no longer learn the circle or exclusive or.
PENALTY_RATES = {"l1": (0.0001, 0.0003, 0.001, 0.003, 0.01), "l2": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
                 "weight_decay": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03), "dropout": (0.05, 0.1, 0.2, 0.3, 0.4)}

_picker = static_component("nnplay_picker", "picker/picker.js")


def controls(session: Session) -> None:
    """Draw the controls of the session's experiment."""
    experiment = session.player.experiment
    with st.sidebar, st.container(gap="xsmall"):
        _data(experiment)
        _inputs(experiment)
        _network(experiment)
        _training(experiment)
        _more(experiment)
        for remark in [*remarks_on(session.player.run), *session.remarks]:
            st.info(remark)
    session.remarks.clear()
    session.problems.clear()


def _data(experiment: Experiment) -> None:
    fixed = experiment.source.fixed
    if "data" not in current().hide:
        _picker(key="data_picker", data={"name": "Data set", "chosen": experiment.data, "options": thumbnails()},
                on_choose_change=_chose_data)
    left, right = st.columns(2, gap="small")
    with left:
        _widget("samples", st.slider, "Samples", min_value=min(4, experiment.samples),
                max_value=5000 if experiment.samples > 1500 else 1500, value=experiment.samples, disabled=fixed)
    with right:
        _percent("noise", "Noise %", 0, 50, 1, experiment.noise, disabled=fixed)
    left, right = st.columns(2, gap="small")
    with left:
        _percent("test_share", "Test share %", 10, 90, 5, experiment.test_share, disabled=experiment.source.whole)
    with right:
        _widget("data_seed", st.number_input, "Data seed", min_value=0, max_value=2**32 - 1, step=1,
                value=experiment.data_seed)


def _percent(name: str, label: str, low: int, high: int, step: int, value: float, *, disabled: bool) -> None:
    """Draw a slider for whole percents; what a link brought between or below them is shown as it is."""
    kind = int if value == int(value) else float
    _widget(name, st.slider, label, min_value=kind(min(low, value)), max_value=kind(high), step=kind(step),
            value=kind(value), disabled=disabled)


def _inputs(experiment: Experiment) -> None:
    known = features_of(experiment.source.columns)
    widget = partial(st.pills, selection_mode="multi") if len(known) <= MOST_PILLS else st.multiselect
    _widget("inputs", widget, "Inputs", options=list(known), value=list(experiment.inputs),
            format_func=lambda key: known[key].label, read=_read_inputs)
    if not experiment.source.planar:
        _standardize(experiment)
    if len(experiment.source.columns) > 2:
        _slice(experiment)


def _standardize(experiment: Experiment) -> None:
    _widget("standardize", st.toggle, "Standardize the inputs", value=experiment.standardize,
            help="Gives every input mean 0 and spread 1, measured on the training samples. A loss whose inputs differ "
                 "widely in size is a narrow valley, in which steps swing from side to side.")


def _slice(experiment: Experiment) -> None:
    """Let the person choose which plane of more than two columns the pictures show."""
    chosen, names = current().player.slice, [each.label for each in features_of(experiment.source.columns).values()]
    options: list[tuple[int, int] | str] = [COMPONENTS, *((i, j) for i in range(min(len(names), MOST_SLICED))
                                                        for j in range(i + 1, min(len(names), MOST_SLICED)))]
    st.session_state["slice_columns"] = chosen.columns if chosen.columns in options else COMPONENTS
    st.selectbox("Picture", options, key="slice_columns", on_change=_choose_slice,
                 format_func=lambda pair: "principal components" if pair == COMPONENTS
                 else f"{names[pair[0]]} and {names[pair[1]]}",
                 help="The plane that the pictures show of the inputs. Other columns are held.")
    if chosen.columns is not None:
        st.session_state["slice_held"] = 0 if chosen.held is None else chosen.held + 1
        st.number_input("Others held at training sample (0: their means)", 0, len(current().player.run.split.train),
                        key="slice_held", on_change=_choose_slice)


def _choose_slice() -> None:
    session, held = current(), st.session_state.get("slice_held") or 0
    session.player.catch_up()
    columns = st.session_state["slice_columns"]
    session.player.show(Slice(None if columns == COMPONENTS else columns, held - 1 if held else None))


def _network(experiment: Experiment) -> None:
    row, below = st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", wrap=False), st.container()
    with row:
        _widget("hidden", st.text_input, "Hidden layers", value=", ".join(map(str, experiment.hidden)),
                placeholder="none", read=_read_hidden, below=below,
                help=f"Units of each hidden layer, as in 4, 2: up to {MAX_LAYERS} layers of {MAX_UNITS}.")
        if "hidden" not in current().hide:
            st.button("−", key="fewer_layers", help="Remove the last hidden layer", disabled=not experiment.hidden,
                      on_click=_change_layers, args=(-1,))
            st.button("\\+", key="more_layers", help="Add a hidden layer", on_click=_change_layers, args=(1,),
                      disabled=len(experiment.hidden) >= MAX_LAYERS)
    left, right = st.columns(2, gap="small")
    with left:
        names = set(experiment.activation)
        chosen = names.pop() if len(names) == 1 else None
        _widget("activation", st.selectbox, "Activation", options=list(ACTIVATIONS), value=chosen,
                format_func=_label(ACTIVATIONS), disabled=not experiment.hidden,
                placeholder="per layer" if experiment.hidden else "none")
    with right:
        _choice("init", "First weights", INITIALIZERS, experiment)


def _training(experiment: Experiment) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        _widget("lr", st.selectbox, "Learning rate", options=_with(RATES, experiment.lr), value=experiment.lr,
                format_func=_plain, accept_new_options=True)
    with right:
        _widget("batch", st.selectbox, "Batch size", options=_with(BATCHES[:-1], experiment.batch, last=0),
                value=experiment.batch, format_func=lambda batch: "all" if batch == 0 else str(batch),
                accept_new_options=True, read=_read_batch)
    left, right = st.columns(2, gap="small")
    with left:
        _choice("optimizer", "Optimizer", OPTIMIZERS, experiment)
    with right:
        chosen, _ = _penalty(experiment)
        _widget("penalty", st.selectbox, "Regularization", options=["none", *REGULARIZERS], value=chosen,
                format_func=lambda key: "None" if key == "none" else REGULARIZERS[key].label,
                write=_write_penalty)
    if chosen != "none":
        rate = dict(experiment.regularization)[chosen]
        options = _with(PENALTY_RATES[chosen], rate)
        _widget("penalty_rate", st.select_slider, f"{REGULARIZERS[chosen].label} rate", options=options, value=rate,
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
            _choice("head", "Output", HEADS, experiment)
            _choice("schedule", "Rate schedule", SCHEDULES, experiment)
        with right:
            _choice("loss", "Loss", LOSSES, experiment)
            _choice("clip", "Gradient clipping", CLIPS, experiment)
        _stop(experiment)
        if experiment.source.planar:
            _standardize(experiment)
        _widget("bias", st.toggle, "Biases", value=experiment.bias)
        for entry in experiment.entries():
            for knob in entry.knobs:
                _knob(entry, knob, experiment)


def _stop(experiment: Experiment) -> None:
    """Let the run stop by a rule; a link may bring several, of which the first is shown."""
    rule, number = experiment.stop[0] if experiment.stop else ("none", 0.0)
    _widget("stop", st.selectbox, "Stop", options=["none", *STOPPING], value=rule, write=_write_stop,
            format_func=lambda key: "Never" if key == "none" else STOPPING[key].label)
    if rule != "none":
        knob = STOPPING[rule].knobs[0]
        _number("stop_number", knob.label, knob, number, lambda number: {"stop": {rule: number}})


def _write_stop(key: str) -> dict[str, Any]:
    return {"stop": {} if key == "none" else {key: STOPPING[key].knobs[0].default}}


def _knob(entry: Entry, knob: Knob, experiment: Experiment) -> None:
    name = f"{entry.key}.{knob.name}"
    value = dict(experiment.knobs).get(name, knob.default)
    _number(name, f"{entry.label}: {knob.label}", knob, value,
            lambda value: {"knobs": {**dict(experiment.knobs), name: value}})


def _number(name: str, label: str, knob: Knob, value: float, write: Callable[[Any], dict[str, Any]]) -> None:
    """Draw a box for a knob's number."""
    kind = int if knob.scale == "integer" else float
    _widget(name, st.number_input, label, min_value=kind(knob.low), max_value=kind(knob.high), value=kind(value),
            help=knob.help or None, format="%d" if kind is int else "%g", step=1 if kind is int else None, write=write)


def _choice(name: str, label: str, registry: Registry[Any], experiment: Experiment) -> None:
    _widget(name, st.selectbox, label, options=list(registry), value=getattr(experiment, name),
            format_func=_label(registry))


def _widget(name: str, widget: Callable[..., Any], label: str, *, value: Any, read: Callable[[Any], Any] | None = None,
            write: Callable[[Any], dict[str, Any]] | None = None, below: Any = st, **options: Any) -> None:
    """Draw a widget that shows `value` and, when touched, changes the experiment.

    `read` turns what the widget holds into a value (ValueError: it cannot); `write` says which fields that changes,
    by default the one called `name`. What cannot be used is said in `below`.
    """
    session = current()
    if HIDDEN_BY.get(name) in session.hide:
        return
    problem = session.problems.get(name)
    key = f"set_{name}"
    if not problem:
        st.session_state[key] = value
    widget(label, key=key, on_change=_change, args=(name, key, read, write), **options)
    if problem:
        below.error(problem)


def _change(name: str, key: str, read: Callable[[Any], Any] | None,
            write: Callable[[Any], dict[str, Any]] | None) -> None:
    session, value = current(), st.session_state[key]
    if value is None:
        return
    try:
        value = read(value) if read else value
        session.change(**(write(value) if write else {name: value}))
    except ValueError as error:
        session.problems[name] = str(error)


def _chose_data() -> None:
    choice = st.session_state["data_picker"].choose
    if choice in DATA_SETS:
        current().change(data=choice)


def _change_layers(by: int) -> None:
    hidden = current().player.experiment.hidden
    layers = hidden[:-1] if by < 0 else (*hidden, hidden[-1] if hidden else 4)
    current().change(hidden=layers)


def _read_hidden(text: str) -> tuple[int, ...]:
    hidden = read_hidden(text)
    if len(hidden) > MAX_LAYERS or any(not 1 <= size <= MAX_UNITS for size in hidden):
        raise ValueError(f"The Playground shows up to {MAX_LAYERS} hidden layers of 1 to {MAX_UNITS} units, "
                         f"got {text[:40]}")
    return hidden


def _read_inputs(names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        experiment = current().player.experiment
        kept = ", ".join(features_of(experiment.source.columns)[name].label for name in experiment.inputs)
        raise ValueError(f"A network needs at least one input: it goes on with {kept}.")
    return tuple(names)


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


def _label(registry: Registry[Any]) -> Callable[[str], str]:
    return lambda key: registry[key].label


@st.cache_data
def thumbnails() -> list[dict[str, Any]]:
    """Return a small picture of every data set, from its own generator."""
    pictures = []
    for key, entry in DATA_SETS.items():
        experiment = Experiment(data=key, samples=entry.samples if entry.fixed else 160, test_share=0)
        split = experiment.split()
        plane, shown = plane_of(experiment, split), slice(0, THUMBNAIL_POINTS)
        places, targets = plane.place(split.train.points[shown]), split.train.targets[shown]
        if plane.line:
            places[:, 1] = plane.height(experiment.targets(targets)[:, 0])
        places = np.clip((places - plane.low) / (plane.high - plane.low), 0, 1)
        values = targets * 2 - 1 if experiment.classes == 2 else targets / max(np.abs(targets).max(), 1e-9)
        colours = [CLASSES[int(target)] for target in targets] if experiment.classes > 2 else None
        pictures.append({"key": key, "label": entry.label, "note": entry.note, "group": entry.group,
                         "colours": colours, "points": np.column_stack([places, values]).round(3).tolist()})
    return pictures
