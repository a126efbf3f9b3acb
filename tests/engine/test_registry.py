"""Registries and knobs: what every entry must tell, and what is said about names and numbers that are wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.knobs import check_knobs, knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Knob, Registry, UnknownName, check_number
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING

REGISTRIES: list[Registry[Any]] = [
    ACTIVATIONS, HEADS, LOSSES, INITIALIZERS, OPTIMIZERS, SCHEDULES, CLIPS, REGULARIZERS, STOPPING]
ENTRIES = [pytest.param(key, entry, id=f"{registry.kind} {key}") for registry in REGISTRIES
           for key, entry in registry.items()]


def test_the_menus_hold_what_the_design_promises() -> None:
    assert {registry.kind: " ".join(registry) for registry in REGISTRIES} == {
        "activation": "tanh relu sigmoid linear leaky_relu elu selu softplus softsign silu gelu mish sine gaussian "
                      "step",
        "head": "tanh sigmoid identity softmax",
        "loss": "half_mse cross_entropy mse sse mae huber hinge",
        "initializer": "uniform_half uniform_unit glorot_uniform glorot_normal he_uniform he_normal lecun_normal "
                       "orthogonal zeros constant",
        "optimizer": "sgd momentum nesterov adagrad rmsprop adadelta adam adamw nadam rprop",
        "schedule": "constant step exponential cosine warm_up inverse",
        "gradient clipping": "none value norm",
        "regularizer": "l1 l2 weight_decay dropout",
        "stopping rule": "epoch loss accuracy plateau early",
    }


@pytest.mark.parametrize(("key", "entry"), ENTRIES)
def test_an_entry_tells_all_about_itself(key: str, entry: Any) -> None:
    assert key == entry.key and key.isidentifier() and key == key.lower()
    assert entry.label and entry.formula and entry.reference
    assert entry.note.endswith(".") and len(entry.note) < 130
    assert entry.formula.count("{") == entry.formula.count("}")
    names = [knob.name for knob in entry.knobs]
    assert len(set(names)) == len(names)
    for knob in entry.knobs:
        assert knob.low <= knob.default <= knob.high and knob.low < knob.high
        assert knob.check(knob.default, key) == knob.default
        assert knob.scale != "log" or knob.low >= 0
        assert knob.label


def test_losses_name_heads_that_exist_and_every_head_has_a_loss() -> None:
    named = {head for loss in LOSSES.values() for head in loss.heads}
    assert named == set(HEADS)


def test_a_registry_refuses_two_entries_with_one_key() -> None:
    with pytest.raises(ValueError, match="two entries of the head registry share a key"):
        Registry("head", HEADS["tanh"], HEADS["tanh"])


def test_an_unknown_name_suggests_the_nearest_or_lists_what_is_known() -> None:
    with pytest.raises(UnknownName) as caught:
        ACTIVATIONS["sofplus"]
    assert str(caught.value) == "unknown activation 'sofplus'. Did you mean 'softplus'?"
    with pytest.raises(KeyError, match=r"unknown head 7\. Known: tanh, sigmoid, identity, softmax\."):
        HEADS[7]  # type: ignore[index]
    with pytest.raises(ValueError, match="unknown head"):
        HEADS[["tanh"]]  # type: ignore[index]
    assert "tanh" in HEADS and 7 not in HEADS and len(HEADS) == 4


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 11, -1, "many", None, True, [1], 10**400])
def test_a_number_out_of_range_says_what_is_allowed(value: Any) -> None:
    with pytest.raises(ValueError, match=r"size must be a number from 0 to 10, got "):
        check_number("size", value, 0, 10)


def test_a_whole_number_must_be_whole() -> None:
    assert check_number("batch", 3.0, 0, 10, integer=True) == 3
    assert isinstance(check_number("batch", 3.0, 0, 10, integer=True), int)
    with pytest.raises(ValueError, match=r"batch must be a whole number from 0 to 10, got 2.5"):
        check_number("batch", 2.5, 0, 10, integer=True)


def test_knobs_take_their_defaults_and_what_was_given() -> None:
    adam = OPTIMIZERS["adam"]
    assert knobs_of(adam, (("adam.beta1", 0.5), ("momentum.momentum", 0.1))) == {
        "beta1": 0.5, "beta2": 0.999, "eps": 1e-8}
    assert check_knobs({"adam.eps": 1e-6, "adam.beta2": 0.999}, [adam]) == (("adam.eps", 1e-6),)
    with pytest.raises(UnknownName, match=r"unknown knob 'adam.beta3'. Did you mean 'adam.beta"):
        check_knobs({"adam.beta3": 0.5}, [adam])
    with pytest.raises(ValueError, match=r"adam.beta1 must be a number from 0 to 0.9999, got 1"):
        check_knobs({"adam.beta1": 1}, [adam])


def test_an_integer_knob_gives_an_int() -> None:
    knob = Knob("every", "Every", 3, 1, 9, "integer")
    assert isinstance(knob.check(4.0, "step"), int)
