"""Changing one setting always leaves an experiment whose parts fit, or a refusal in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.drawn import Paper, added
from nnplay.data.features import FEATURES
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Knob
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.study.adjust import adjusted
from nnplay.ui.controls import PENALTY_RATES
from nnplay.ui.settings import read_hidden, remarks_on

ENTRIES = [entry for registry in (DATA_SETS, ACTIVATIONS, LOSSES, INITIALIZERS, OPTIMIZERS, SCHEDULES, CLIPS)
           for entry in registry.values()]


def knob_values(knob: Knob) -> st.SearchStrategy[float]:
    if knob.scale == "integer":
        return st.integers(int(knob.low), int(knob.high))
    return st.floats(knob.low, knob.high)


one_change = st.one_of(
    *(st.fixed_dictionaries({name: st.sampled_from(list(registry))}) for name, registry in {
        "data": DATA_SETS, "activation": ACTIVATIONS, "head": HEADS, "loss": LOSSES, "init": INITIALIZERS,
        "optimizer": OPTIMIZERS, "schedule": SCHEDULES, "clip": CLIPS}.items()),
    st.fixed_dictionaries({"samples": st.integers(4, 5000)}),
    st.fixed_dictionaries({"noise": st.integers(0, 50)}),
    st.fixed_dictionaries({"test_share": st.integers(10, 90)}),
    st.fixed_dictionaries({"hidden": st.lists(st.integers(1, 16), max_size=8).map(tuple)}),
    st.fixed_dictionaries({"inputs": st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True).map(tuple)}),
    st.fixed_dictionaries({"batch": st.sampled_from([0, 1, 10, 250, 5000])}),
    st.fixed_dictionaries({"lr": st.sampled_from([1e-5, 0.03, 10.0])}),
    st.fixed_dictionaries({"bias": st.booleans()}),
    st.sampled_from(list(REGULARIZERS)).map(
        lambda key: {"regularization": {key: REGULARIZERS[key].knobs[0].default}}),
    st.sampled_from([(entry, knob) for entry in ENTRIES for knob in entry.knobs]).flatmap(
        lambda pair: knob_values(pair[1]).map(lambda value: {"knobs": {f"{pair[0].key}.{pair[1].name}": value}})),
)


@given(changes=st.lists(one_change, min_size=1, max_size=12))
def test_any_row_of_changes_keeps_the_experiment_whole_or_is_refused_in_words(changes: list[dict[str, Any]]) -> None:
    experiment = Experiment()
    for change in changes:
        try:
            experiment, remarks = adjusted(experiment, **change)
        except ValueError as refusal:
            assert len(str(refusal)) > 15
            continue
        for name, value in change.items():  # it was done, and not something else in its stead
            if name == "knobs":
                entry = dict(experiment.knobs)
                (knob, number), = value.items()
                default = next(k.default for e in ENTRIES for k in e.knobs if f"{e.key}.{k.name}" == knob)
                assert entry.get(knob, default) == number
            elif name == "inputs":
                assert set(experiment.inputs) == set(value)
            elif name == "activation":
                assert set(experiment.activation) <= {value}
            elif name == "regularization":
                assert dict(experiment.regularization) == value
            elif name == "samples":
                assert experiment.samples == (DATA_SETS[experiment.data].samples
                                              if DATA_SETS[experiment.data].fixed else value)
            elif name == "batch" and OPTIMIZERS[experiment.optimizer].full_batch:
                assert experiment.batch == 0
                assert remarks or value == 0
            else:
                assert getattr(experiment, name) == value
        assert experiment == experiment.with_()  # it passes its own checks
        assert all(remark.endswith((".", "!")) for remark in remarks)


@given(changes=st.lists(one_change, min_size=1, max_size=8))
def test_whatever_had_to_give_is_said(changes: list[dict[str, Any]]) -> None:
    """A field that was not asked for changes only with a remark, or because the data brings its own."""
    experiment = Experiment()
    for change in changes:
        before = experiment
        try:
            experiment, remarks = adjusted(experiment, **change)
        except ValueError:
            continue
        silent = {"data": {"samples", "head", "loss", "inputs", "knobs"}, "hidden": {"activation", "knobs"},
                  "samples": {"samples"}}
        allowed = set(change) | {"knobs"}
        for name in change:
            allowed |= silent.get(name, set())
        moved = {name for name in ("data", "samples", "noise", "test_share", "inputs", "hidden", "activation", "bias",
                                   "head", "loss", "init", "optimizer", "lr", "batch", "schedule", "clip",
                                   "regularization") if getattr(before, name) != getattr(experiment, name)}
        assert len(moved - allowed) <= len(remarks)


@pytest.mark.parametrize("data", DATA_SETS)
@pytest.mark.parametrize("start", DATA_SETS)
def test_any_data_set_can_follow_any_other(start: str, data: str) -> None:
    experiment, _ = adjusted(Experiment(data=start), data=data)
    assert experiment.data == data
    assert experiment.samples == DATA_SETS[data].samples
    classes = experiment.classes
    assert experiment.head == ("softmax" if classes > 2 else "tanh" if classes else "identity")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("data", ["circle", "plane"])
@pytest.mark.parametrize("head", HEADS)
def test_an_output_and_a_loss_that_do_not_go_together_are_brought_together(loss: str, data: str, head: str) -> None:
    try:
        chosen, _ = adjusted(Experiment(data=data), loss=loss)
        changed, remarks = adjusted(chosen, head=head)
    except ValueError as refusal:
        assert data == "plane"  # a regression has no classes to tell apart
        assert "regression" in str(refusal)
        return
    assert changed.head == head
    assert head in LOSSES[changed.loss].heads
    assert bool(remarks) == (changed.loss != loss)
    assert all(LOSSES[changed.loss].label in remark for remark in remarks)


def test_an_optimizer_brings_its_learning_rate_and_says_so() -> None:
    for key, optimizer in OPTIMIZERS.items():
        experiment, remarks = adjusted(Experiment(lr=0.5), optimizer=key)
        assert experiment.lr == optimizer.lr
        assert any(f"{optimizer.lr:g}" in remark for remark in remarks)
        assert (experiment.batch == 0) == optimizer.full_batch


def test_knobs_of_what_is_no_longer_used_are_dropped_and_others_kept() -> None:
    adam = Experiment(optimizer="adam", knobs={"adam.beta1": 0.5})
    assert adjusted(adam, hidden=(3,))[0].knobs == (("adam.beta1", 0.5),)
    assert adjusted(adam, optimizer="sgd")[0].knobs == ()


def test_more_layers_take_over_the_last_activation() -> None:
    mixed = Experiment(hidden=(3, 3), activation=("relu", "tanh"))
    assert adjusted(mixed, hidden=(3, 3, 5, 2))[0].activation == ("relu", "tanh", "tanh", "tanh")
    assert adjusted(mixed, hidden=(3,))[0].activation == ("relu",)
    none = adjusted(mixed, hidden=())[0]
    assert none.activation == ()
    assert adjusted(none, hidden=(4,))[0].activation == ("tanh",)


@pytest.mark.parametrize("change", [
    {"data": "spirl"}, {"optimizer": "adamm"}, {"loss": "x"}, {"head": "tan"}, {"activation": "rel"},
    {"init": ""}, {"schedule": "?"}, {"clip": "no"}, {"inputs": ()}, {"inputs": ("x9",)}, {"batch": -1}, {"lr": 0},
    {"lr": float("nan")}, {"samples": 3}, {"test_share": 101}, {"noise": -1}, {"hidden": (0,)}, {"hidden": (2.5,)},
    {"bias": "yes"}, {"knobs": {"adam.beta1": 0.5}}, {"regularization": {"l3": 0.1}}, {"seed": -1},
])
def test_what_cannot_be_is_refused_with_a_sentence(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".{15,}"):
        adjusted(Experiment(), **change)


# What is said about how settings were taken


def test_nothing_is_said_about_the_defaults() -> None:
    assert remarks_on(Experiment().start()) == []


def test_a_batch_larger_than_the_training_set_is_named_with_what_is_done() -> None:
    for batch in (11, 100):
        (remark,) = remarks_on(Experiment(samples=20, batch=batch).start())
        assert str(batch) in remark
        assert "all 10" in remark
    assert remarks_on(Experiment(samples=20, batch=10).start()) == []


def test_a_test_share_that_leaves_a_side_empty_is_named_with_what_is_done() -> None:
    (none_to_test,) = remarks_on(Experiment(samples=4, test_share=10, batch=1).start())
    assert "no test set" in none_to_test
    (one_kept,) = remarks_on(Experiment(samples=4, test_share=90, batch=1).start())
    assert "one was kept" in one_kept


def test_a_table_is_said_to_have_no_test_set() -> None:
    remarks = remarks_on(Experiment(data="xor_table", batch=1).start())
    assert any("4 rows" in remark and "no test set" in remark for remark in remarks)


# Layer sizes as people write them


@pytest.mark.parametrize(("text", "sizes"), [
    ("4, 2", (4, 2)), ("4,2", (4, 2)), (" 8 8  8 ", (8, 8, 8)), ("4;2", (4, 2)), ("", ()), ("  ", ()), (",", ()),
    ("7", (7,)), ("04", (4,)),
])
def test_layer_sizes_are_read_as_people_write_them(text: str, sizes: tuple[int, ...]) -> None:
    assert read_hidden(text) == sizes


@given(sizes=st.lists(st.integers(1, 256), max_size=20), comma=st.sampled_from([",", ", ", " ", ";", " , "]))
def test_layer_sizes_come_back_as_they_were_written(sizes: list[int], comma: str) -> None:
    assert read_hidden(comma.join(map(str, sizes))) == tuple(sizes)


@pytest.mark.parametrize("text", ["4, two", "-4", "4.5", "1e3", "4-2", "٤", "²", "4, 2, x"])
def test_what_is_no_layer_size_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="not a layer size"):
        read_hidden(text)


@given(text=st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        assert all(isinstance(size, int) and size >= 0 for size in read_hidden(text))
    except ValueError as refusal:
        assert "not a layer size" in str(refusal) or "hidden layers of 1 to 256 units" in str(refusal)
        assert len(str(refusal)) < 150


def test_a_number_too_long_for_a_layer_is_not_mistaken_for_a_shorter_one() -> None:
    for text in ("1000004", "9" * 5000, "257", "0", "1 " * 21):
        with pytest.raises(ValueError, match="up to 20 hidden layers of 1 to 256 units, got"):
            read_hidden(text)


@pytest.mark.parametrize("key", PENALTY_RATES)
@pytest.mark.parametrize("data", ["circle", "xor"])
def test_the_strongest_regularization_on_the_menu_still_lets_most_networks_learn(key: str, data: str) -> None:
    run = Experiment(data=data, regularization={key: max(PENALTY_RATES[key])}).start(5)
    run.advance(epochs=200)
    assert np.median(run.accuracy.train) > 0.75


def test_every_regularizer_has_a_menu() -> None:
    assert list(PENALTY_RATES) == list(REGULARIZERS)


def test_tables_and_drawn_points_are_told_apart_from_tables_without_a_test() -> None:
    drawn = added(Paper(classes=("a", "b")), None, np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]), 1)
    assert remarks_on(Experiment(table=drawn).start()) == [
        "Points of your own: 2 to learn from, 1 as the test. Choose a data set to leave them.",
        "The batch of 10 is larger than the training set: each step uses all 2.",
    ]
    assert remarks_on(Experiment(data="iris").start()) == []
    assert "there is no test set" in remarks_on(Experiment(data="xor_table").start())[0]
