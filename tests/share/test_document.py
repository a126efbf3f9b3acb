"""Experiments and weights as JSON come back unchanged, and wrong files say what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.share import document
from tests.share.strategies import experiments


@given(experiments())
@settings(max_examples=100)
def test_an_experiment_comes_back_from_its_document(experiment: Experiment) -> None:
    assert document.read(document.write(experiment)) == document.Document(experiment)


@pytest.mark.parametrize("bias", [True, False])
def test_weights_come_back_to_the_last_digit(bias: bool) -> None:
    run = Experiment(bias=bias).start()
    run.advance(epochs=2)
    read = document.read(document.write(run.experiment, run.epoch, run.weights))
    assert read.epoch == 2
    for (W, b), layer in zip(read.weights or (), run.weights, strict=True):
        np.testing.assert_array_equal(W, layer.W)
        assert (b is None) == (layer.b is None) == (not bias)
        assert b is None or (b == layer.b).all()


def changed(**parts: Any) -> str:
    run = Experiment().start()
    return json.dumps(json.loads(document.write(run.experiment, 0, run.weights)) | parts)


@pytest.mark.parametrize(("text", "said"), [
    ("", "not JSON"), ("[" * 100_000, "not JSON"), ("[1]", "the file must be an object"),
    ("{}", 'must say "format": "nnplay"'), (changed(version=2), "it says 'nnplay', '2'"),
    (changed(wheights=[]), "Did you mean 'weights'?"), (changed(experiment=[]), "experiment must be an object"),
    (changed(experiment={"data": "spirl"}), "Did you mean 'spiral'?"),
    (changed(experiment={"lr": "fast"}), "lr must be a number"),
    (changed(experiment={"hidden": {"a": 1}}), "hidden layer size"),
    (changed(experiment={"activation": 5}), "activation is of the wrong kind: '5'"),
    (changed(experiment={"knobs": [1]}), "knobs must be names with numbers, as {'name': 0.1}, got [1]"),
    (changed(experiment={"hiden": [4]}), "Did you mean 'hidden'?"),
    (changed(epoch=-1), "epoch must be a whole number"), (changed(weights=[]), "a list of 3 layers"),
    (changed(weights=[1, 2, 3]), "layer 1 must be an object"),
    (changed(weights=[{"W": [[1]], "b": [1]}] * 3), "W of layer 1 must have shape (2, 4), got (1, 1)"),
    (changed(weights=[{"W": [[None] * 4] * 2, "b": [0] * 4}] * 3), "W of layer 1 must be"),
    (changed(weights=[{"W": [["x"] * 4] * 2, "b": [0] * 4}] * 3), "W of layer 1 must be finite numbers"),
])
def test_a_wrong_file_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        document.read(text)
    assert said in str(error.value)


def test_every_wrong_field_of_a_file_is_named() -> None:
    with pytest.raises(ValueError) as error:
        document.read(changed(experiment={"data": "xor", "lr": "fast", "hidden": [0], "noise": 3, "batch": -1}))
    for line, name in zip(str(error.value).splitlines(), ("lr", "hidden", "batch"), strict=True):
        assert line.startswith(name)


def test_fields_that_are_wrong_only_together_are_named() -> None:
    with pytest.raises(ValueError, match="loss 'cross_entropy' goes with the heads"):
        document.read(changed(experiment={"data": "xor", "loss": "cross_entropy", "head": "tanh"}))


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3))


@given(st.dictionaries(st.sampled_from(document.FIELDS), JSON, max_size=4), JSON)
@settings(max_examples=300)
def test_any_other_file_is_refused_in_words_or_read(settings_: dict[str, Any], weights: Any) -> None:
    try:
        document.read(changed(experiment=settings_, weights=weights))
    except ValueError as error:
        assert str(error)
