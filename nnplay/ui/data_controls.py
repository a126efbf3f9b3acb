"""The part of the sidebar that says what is learnt: the data set, its noise and train/test split, and the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import features_of
from nnplay.data.formula import FUNCTIONS, MAX_LENGTH
from nnplay.data.slice import Slice
from nnplay.engine.fields import MAX_SEED
from nnplay.experiment import Experiment
from nnplay.figures.theme import CLASSES
from nnplay.figures.valley import valleys_figure
from nnplay.study.plane import COMPONENTS, plane_of
from nnplay.study.valley import valleys
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.bound import bound
from nnplay.ui.component import static_component
from nnplay.ui.number import number_field
from nnplay.ui.session import current
from nnplay.ui.setting import knob_slider, seed_box, setting, slider

THUMBNAIL_POINTS = 160
COUNTS = (*range(4, 20), *range(20, 100, 5), *range(100, 500, 25), *range(500, 1500, 100), *range(1500, 5001, 250))
MOST_PILLS = 12  # inputs to switch on and off; more are chosen from a list
SLICE_STEPS = 200  # of a slider that moves a held column
MOST_SLICED = 12  # columns of which any two can be the axes of the picture, and each other has a slider

_picker = static_component("nnplay_picker", "picker/picker.js")


def data_controls(experiment: Experiment) -> None:
    fixed = experiment.source.fixed
    if "data" not in current().hide:
        _picker(key="data_picker", on_choose_change=_chose_data, data={
            "name": "Data set", "chosen": experiment.data, "note": experiment.source.note, "options": thumbnails()})
    if experiment.source.of_formula is not None:
        setting("formula", st.text_input, "Above y =" if experiment.source.classes else "y =", value=experiment.formula,
                max_chars=MAX_LENGTH, help="A formula of x, with + - * / ^, numbers, pi, e, |x| and "
                f"{', '.join(FUNCTIONS)}. It is defined everywhere from -6 to 6.")
    if "data" not in current().hide:
        for knob in experiment.source.knobs:
            knob_slider(experiment.source, knob, experiment)
    left, right = st.columns(2, gap="small")
    with left:
        setting("samples", st.select_slider, "Samples", options=sorted({*COUNTS, experiment.samples}),
                value=experiment.samples, disabled=fixed)
    with right:
        slider("noise", "Noise %", 0, 50, 1, experiment.noise, disabled=fixed)
    left, right = st.columns(2, gap="small")
    with left:
        slider("test_share", "Test share %", 10, 90, 5, experiment.test_share, disabled=experiment.source.whole)
    with right:
        seed_box("data_seed", "Data seed", experiment.data_seed)
    if not experiment.source.whole:
        _spoilt(experiment)


def _spoilt(experiment: Experiment) -> None:
    """Let the person deal the same points anew and, of made classes, make some rare and some labels wrong."""
    relabelled = experiment.source.relabelled
    changed = experiment.split_seed > 0 or (relabelled and (experiment.balance < 100 or experiment.wrong_labels > 0))
    more = st.expander("Labels and split", key="data_more", on_change="rerun", expanded=changed)
    if not more.open:
        return
    with more:
        if relabelled:
            left, right = st.columns(2, gap="small")
            with left:
                slider("balance", "Balance %", 1, 100, 1, experiment.balance,
                        help="How many samples the last class has for a hundred of the first.")
            with right:
                slider("wrong_labels", "Wrong %", 0, 50, 1, experiment.wrong_labels,
                        help="How many samples, of those to learn from and of the test alike, have another class's "
                             "label.")
        left, right = st.columns(2, gap="small", vertical_alignment="bottom")
        with left:
            seed_box("split_seed", "Split seed", experiment.split_seed,
                     help="Deals the same points to training and test in another way.")
        with right:
            if "test" not in current().hide:
                st.button("New split", key="new_split", on_click=_split_anew, width="stretch",
                          help="Keep the points, and deal them to training and test anew.")


def _split_anew() -> None:
    seed = current().player.experiment.split_seed
    current().change(split_seed=seed + 1 if seed < MAX_SEED else 0)


def _chose_data() -> None:
    choice = st.session_state["data_picker"].choose
    if choice in DATA_SETS:
        current().change(data=choice)


def inputs_control(experiment: Experiment) -> None:
    known = features_of(experiment.source.columns)
    few = len(known) <= MOST_PILLS
    widget = partial(st.pills, selection_mode="multi") if few else st.multiselect
    setting("inputs", widget, "Inputs", options=list(known), value=list(experiment.inputs), read=_read_inputs,
            format_func=lambda key: for_markdown(known[key].label) if few else known[key].label)  # pills read Markdown
    if not experiment.source.planar:
        standardize_control(experiment)
    if len(experiment.source.columns) > 2:
        _slice(experiment)


def _read_inputs(names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        experiment = current().player.experiment
        kept = ", ".join(features_of(experiment.source.columns)[name].label for name in experiment.inputs)
        raise ValueError(f"A network needs at least one input: it goes on with {kept}.")
    return tuple(names)


def standardize_control(experiment: Experiment) -> None:
    setting("standardize", st.toggle, "Standardize the inputs", value=experiment.standardize,
            help="Gives every input mean 0 and spread 1, measured on the training samples. A loss whose inputs differ "
                 "widely in size is a narrow valley, in which steps swing from side to side.")
    shown = len(experiment.inputs) > 1 and "inputs" not in current().hide
    if shown and st.button("What standardizing does", key="standardize_why", width="stretch"):
        _valleys(experiment)


@st.dialog("What standardizing does", width="medium")
def _valleys(experiment: Experiment) -> None:
    """Show the loss over two weights without and with standardizing."""
    found = valleys(experiment)
    if found is None:
        st.write("There are no two inputs that vary.")
        return
    names, without, with_ = found
    first, second = map(for_markdown, names)
    st.write(f"The loss of one linear unit over its weights of {first} and {second}, the inputs of the largest and the "
             f"smallest spread. Without standardizing it curves {_long(without.ratio)} times as much one way as "
             f"another, with it {_long(with_.ratio)} times: in a narrow valley a step that is small enough for the "
             "steep sides hardly moves along the floor.")
    figure = valleys_figure(("as they are", "standardized"), [(each.x, each.y) for each in (without, with_)],
                            [without.loss, with_.loss], names=names, theme=theme())
    st.plotly_chart(figure, key="valleys", alt="Contours of the loss over two weights, without standardizing a narrow "
                    f"valley of ratio {without.ratio:.3g}, with it one of {with_.ratio:.3g}.",
                    config={"displayModeBar": False})


def _long(ratio: float) -> str:
    """Write three figures of a number, without an exponent."""
    return f"{float(f'{ratio:.3g}'):,.13g}"


def _slice(experiment: Experiment) -> None:
    """Let the person choose which plane of more than two columns the pictures show."""
    chosen = current().player.sight.slice
    names = [each.label for each in features_of(experiment.source.columns).values()]
    options: list[tuple[int, int] | str] = [COMPONENTS, *((i, j) for i in range(min(len(names), MOST_SLICED))
                                                        for j in range(i + 1, min(len(names), MOST_SLICED)))]
    if chosen.columns and chosen.columns not in options:
        options.append(chosen.columns)  # of a link
    bound("slice_columns", st.selectbox, "Picture", options, value=chosen.columns or COMPONENTS, write=_choose_slice,
          format_func=lambda pair: "principal components" if pair == COMPONENTS
          else f"{names[pair[0]]} and {names[pair[1]]}",
          help="The plane that the pictures show of the inputs. Other columns are held.")
    if chosen.columns is not None:
        samples = len(current().player.run.split.train)
        held = -1 if chosen.held is None or chosen.held >= samples else chosen.held
        number_field("Others held at training sample (0: their means)", 0, samples, key="slice_held", value=held + 1,
                     write=_hold_at)
        more = st.expander("Move the others", key="slice_more", on_change="rerun")
        if more.open:
            with more:
                _held(experiment, chosen, names)


def _held(experiment: Experiment, chosen: Slice, names: list[str]) -> None:
    """Draw a slider for each held column, over the range of its training samples; of many, for one at a time."""
    split = current().player.run.split
    origin, points = plane_of(experiment, split, chosen).origin, split.train.points
    low, high = points.min(axis=0), points.max(axis=0)
    shown = chosen.columns or ()
    held = [column for column in range(len(names)) if column not in shown and low[column] < high[column]]
    if len(held) > MOST_SLICED:
        held = [st.selectbox("Move", held, key="slice_moved", format_func=names.__getitem__)]
    for column in held:
        ends = float(low[column]), float(high[column])
        bound(f"slice_value_{column}", st.slider, for_markdown(names[column]), *ends,
              value=min(max(float(origin[column]), ends[0]), ends[1]), write=partial(_hold, column),
              step=(ends[1] - ends[0]) / SLICE_STEPS, format="%.4g")


def _hold(column: int, value: float) -> None:
    player = current().player
    player.catch_up()
    values = {**dict(player.sight.slice.values), column: float(value)}
    player.show(replace(player.sight.slice, values=tuple(sorted(values.items()))))


def _choose_slice(columns: Any) -> None:
    _show(Slice(None if columns == COMPONENTS else columns, current().player.sight.slice.held))


def _hold_at(number: int) -> None:
    _show(Slice(current().player.sight.slice.columns, number - 1 if number else None))


def _show(chosen: Slice) -> None:
    player = current().player
    player.catch_up()
    player.show(chosen)


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
            places[:, 1] = plane.height(targets)
        places = np.clip((places - plane.low) / (plane.high - plane.low), 0, 1)
        around = experiment.targets_of(split).scaled(targets)
        values = targets * 2 - 1 if experiment.classes == 2 else around / max(np.abs(around).max(), 1e-9)
        colours = [CLASSES[int(target)] for target in targets] if experiment.classes > 2 else None
        pictures.append({"key": key, "label": entry.label, "note": entry.note, "group": entry.group,
                         "colours": colours, "points": np.column_stack([places, values]).round(3).tolist()})
    return pictures
