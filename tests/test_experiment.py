"""Experiments: names and numbers, checked, comparable, and complete."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import features_of
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import UnknownName
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any experiment that the menus can make, small enough to train a little."""
    def one(registry: Any) -> str:
        return draw(st.sampled_from(list(registry)))

    data = one(DATA_SETS)
    hidden = tuple(draw(st.lists(st.integers(1, 9), max_size=4)))
    heads = [head for head in HEADS.values() if DATA_SETS[data].classes or head.min_outputs == 1]
    head = draw(st.sampled_from(heads)).key
    loss = draw(st.sampled_from([loss.key for loss in LOSSES.values() if head in loss.heads]))
    optimizer, known = one(OPTIMIZERS), list(features_of(DATA_SETS[data].columns))
    return Experiment(
        data=data, samples=draw(st.integers(20, 60)), noise=draw(st.integers(0, 50)),
        balance=draw(st.integers(1, 100)), wrong_labels=draw(st.integers(0, 50)), split_seed=draw(st.integers(0, 3)),
        inputs=tuple(draw(st.sets(st.sampled_from(known), min_size=1))), hidden=hidden,
        activation=tuple(one(ACTIVATIONS) for _ in hidden), bias=draw(st.booleans()), head=head, loss=loss,
        init=one(INITIALIZERS), seed=draw(st.integers(0, 2**32 - 1)), optimizer=optimizer,
        lr=draw(st.sampled_from([1e-3, 0.03])), schedule=one(SCHEDULES), clip=one(CLIPS),
        batch=0 if OPTIMIZERS[optimizer].full_batch else draw(st.integers(0, 12)),
        regularization={name: 0.1 for name in draw(st.sets(st.sampled_from(list(REGULARIZERS))))},
        stop={name: STOPPING[name].knobs[0].default for name in draw(st.sets(st.sampled_from(list(STOPPING))))},
        dtype=draw(st.sampled_from(["float64", "float32"])))


@given(experiments(), st.integers(1, 3))
@settings(max_examples=60)
def test_whatever_the_menus_make_trains_without_a_warning_and_repeats_exactly(it: Experiment, networks: int) -> None:
    again = Experiment(**{item.name: getattr(it, item.name) for item in fields(it)})
    runs = [it.start(networks), again.start(networks)]
    for run in runs:
        run.advance(epochs=2, steps=9)
        assert run.divergence or not run.trainer.divergences or networks > 1
    assert runs[0].params.theta.tobytes() == runs[1].params.theta.tobytes()
    assert runs[0].params.theta.dtype == it.dtype


@given(experiments())
@settings(max_examples=60)
def test_an_experiment_is_its_own_normal_form_and_can_be_hashed(it: Experiment) -> None:
    again = it.with_()
    assert again == it and hash(again) == hash(it)
    assert it.with_(seed=0, data_seed=1) != it


def test_the_defaults_are_those_of_tensorflow_playground() -> None:
    it = Experiment()
    assert (it.data, it.samples, it.head, it.activation, it.net.sizes) == (
        "circle", 500, "tanh", ("tanh", "tanh"), (2, 4, 2, 1))
    assert (it.lr, it.batch, it.test_share, it.loss, it.init, it.optimizer) == (
        0.03, 10, 50, "half_mse", "uniform_half", "sgd")


def test_what_is_written_loosely_becomes_one_normal_form() -> None:
    loose = Experiment(hidden=[3, 2.0], activation="relu", inputs=["x2", "x1"], lr="0.1", batch=7.0,
                       regularization={"l2": 0.01, "l1": 0}, stop={"loss": 0.1, "epoch": 5}, optimizer="adam",
                       knobs={"adam.beta2": 0.99, "adam.beta1": 0.9})
    assert loose.hidden == (3, 2) and loose.activation == ("relu", "relu") and loose.inputs == ("x1", "x2")
    assert loose.regularization == (("l2", 0.01),) and loose.stop == (("epoch", 5), ("loss", 0.1))
    assert loose.knobs == (("adam.beta2", 0.99),) and loose.lr == 0.1 and loose.batch == 7
    assert Experiment(hidden=5).hidden == (5,)
    assert Experiment(data="plane").head == "identity"
    assert Experiment(data="xor_table", samples=77).samples == 4


@pytest.mark.parametrize(("changes", "message"), [
    ({"data": "spirl"}, "unknown data set 'spirl'. Did you mean 'spiral'?"),
    ({"activation": "rellu"}, "unknown activation 'rellu'. Did you mean 'relu'?"),
    ({"optimizer": "adan"}, "unknown optimizer 'adan'. Did you mean 'adam'?"),
    ({"inputs": ("x3",)}, "unknown input 'x3'. Did you mean 'x2'?"),
    ({"stop": {"epochs": 3}}, "unknown stopping rule 'epochs'. Did you mean 'epoch'?"),
    ({"regularization": {"L2": 3}}, "unknown regularizer 'L2'. Did you mean 'l2'?"),
    ({"dtype": "float16"}, "unknown dtype 'float16'. Did you mean 'float64'?"),
    ({"knobs": {"adam.beta1": 0.5}}, "unknown knob 'adam.beta1'. There is none to choose from."),
])
def test_an_unknown_name_suggests_the_nearest(changes: dict, message: str) -> None:
    with pytest.raises(UnknownName) as caught:
        Experiment(**changes)
    assert str(caught.value) == message


@pytest.mark.parametrize(("changes", "message"), [
    ({"lr": 0}, "lr must be a number from 0.000001 to 1,000, got 0"),
    ({"lr": math.nan}, "lr must be a number from 0.000001 to 1,000, got nan"),
    ({"batch": -1}, "batch must be a whole number from 0 to 5,000, got -1"),
    ({"noise": 51}, "noise must be a number from 0 to 50, got 51"),
    ({"samples": 3}, "samples must be a whole number from 4 to 5,000, got 3"),
    ({"seed": 2**32}, "seed must be a whole number"),
    ({"hidden": (0,)}, "hidden layer size must be a whole number of at least 1, got 0"),
    ({"activation": ("tanh",) * 3}, "3 activations for 2 hidden layers"),
    ({"inputs": ()}, "at least one input"),
    ({"bias": 1}, "bias must be True or False, got 1"),
    ({"loss": "cross_entropy"}, "loss 'cross_entropy' goes with the heads sigmoid, softmax, got 'tanh'"),
    ({"data": "plane", "head": "softmax"}, "head 'softmax' tells classes apart, and 'plane' is a regression"),
    ({"optimizer": "rprop"}, "optimizer 'rprop' needs the full batch: batch must be 0, got 10"),
    ({"regularization": {"dropout": 0.95}}, "dropout.rate must be a number from 0 to 0.9, got 0.95"),
    ({"stop": {"accuracy": 99}}, "accuracy.accuracy must be a number from 0 to 1, got 99"),
    ({"optimizer": "adam", "knobs": {"adam.beta1": 2}}, "adam.beta1 must be a number from 0 to 0.9999, got 2"),
])
def test_a_value_out_of_range_says_what_is_allowed(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        Experiment(**changes)


def test_the_data_and_their_order_have_a_seed_of_their_own() -> None:
    it = Experiment(seed=5, data_seed=7)
    assert it.recipe.seed == 7
    assert (it.split().train.points == Experiment(seed=6, data_seed=7).split().train.points).all()
    assert (it.split().train.points != Experiment(seed=5, data_seed=8).split().train.points).any()


def test_other_layers_keep_the_activations_they_can() -> None:
    it = Experiment(hidden=(4, 3), activation=("relu", "sine"))
    assert it.with_(hidden=(5,)).activation == ("relu",)
    assert it.with_(hidden=(5, 5, 5, 5)).activation == ("relu", "sine", "sine", "sine")
    assert it.with_(hidden=()).with_(hidden=(3,)).activation == ("tanh",)
    assert it.with_(hidden=(2, 2, 2), activation="gelu").activation == ("gelu",) * 3


def test_knobs_reach_the_network_and_the_rule() -> None:
    it = Experiment(activation="leaky_relu", init="constant", optimizer="momentum", schedule="step", clip="norm",
                    knobs={"leaky_relu.slope": 0.2, "constant.value": 0.25, "momentum.momentum": 0.5,
                           "step.every": 2, "norm.limit": 0.5})
    assert it.net.knobs == (("constant.value", 0.25), ("leaky_relu.slope", 0.2))
    assert (it.start().params.layers[0].W == 0.25).all()
    plain = it.with_(knobs={"constant.value": 0.25, "leaky_relu.slope": 0.2})
    one, other = it.start(), plain.start()
    for run in (one, other):
        run.advance(steps=3)
    assert (one.params.theta != other.params.theta).any()
