"""The low level is guarded like the high one: what a recipe, a network or a trainer refuses, and how it says so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.engine import MLP, Parameters, Recipe, Trainer
from nnplay.engine.evaluation import Evaluator, penalty
from nnplay.engine.losses import LOSSES

X, Y = np.zeros((4, 2)), np.ones((4, 1))


def trainer(recipe: Recipe, net: MLP = MLP((2, 3, 1))) -> Trainer:
    return Trainer(Parameters.draw(net, "uniform_half", [0]), X, Y, recipe)


@pytest.mark.parametrize(("fields", "message"), [
    ({"batch": -5}, "batch must be a whole number from 0 to 5,000, got -5"),
    ({"lr": -1}, "lr must be a number from 0.000001 to 1,000, got -1"),
    ({"lr": math.inf}, "lr must be a number from 0.000001 to 1,000, got inf"),
    ({"frozen": (0,)}, "frozen layer must be a whole number of at least 1, got 0"),
    ({"optimizer": "adan"}, "unknown optimizer 'adan'. Did you mean 'adam'?"),
    ({"loss": "mes"}, "unknown loss 'mes'. Did you mean 'mse'?"),
    ({"schedule": "cosin"}, "unknown schedule 'cosin'. Did you mean 'cosine'?"),
    ({"clip": "values"}, "unknown gradient clipping 'values'. Did you mean 'value'?"),
    ({"regularization": {"L2": 0.1}}, "unknown regularizer 'L2'. Did you mean 'l2'?"),
    ({"regularization": (("l2", -1),)}, "l2.rate must be a number from 0 to 10, got -1"),
    ({"optimizer": "adam", "knobs": {"adam.bta1": 0.5}}, "unknown knob 'adam.bta1'. Did you mean 'adam.beta1'?"),
    ({"regularization": "l2"}, "regularizers must be names with numbers, as {'name': 0.1}, got 'l2'"),
    ({"knobs": 3}, "knobs must be names with numbers, as {'name': 0.1}, got 3"),
    ({"optimizer": "rprop"}, "optimizer 'rprop' needs the full batch: batch must be 0, got 10"),
    ({"seed": -1}, "seed must be a whole number from 0 to 4,294,967,295, got -1"),
])
def test_a_recipe_refuses_what_an_experiment_refuses_in_the_same_words(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as low:
        Recipe(**fields)
    assert str(low.value) == message
    if not {"frozen"} & fields.keys():
        with pytest.raises(ValueError) as high:
            Experiment(**fields)
        assert str(high.value) == message


def test_mappings_and_pairs_are_the_same() -> None:
    pairs = Recipe(optimizer="adam", regularization=(("l2", 0.1), ("dropout", 0)), knobs=(("adam.beta1", 0.8),))
    assert pairs == Recipe(optimizer="adam", regularization={"l2": 0.1}, knobs={"adam.beta1": 0.8, "adam.eps": 1e-8})
    assert MLP((1, 1, 1), "elu", knobs={"elu.alpha": 2}) == MLP([1, 1, 1], ["elu"], knobs=(("elu.alpha", 2.0),))
    params = Parameters(MLP((1, 1)), np.array([[3.0, 5.0]]))
    assert penalty(params, {"l2": 2}) == penalty(params, (("l2", 2),)) == 9


@pytest.mark.parametrize(("fields", "message"), [
    ({"knobs": {"elu.alfa": 2}}, "unknown knob 'elu.alfa'. Did you mean 'elu.alpha'?"),
    ({"knobs": {"elu.alpha": 0}}, "elu.alpha must be a number from 0.1 to 5, got 0"),
    ({"bias": 1}, "bias must be True or False, got 1"),
])
def test_a_network_refuses_knobs_it_does_not_have(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:
        MLP((2, 3, 1), "elu", **fields)
    assert str(error.value) == message


def test_a_loss_says_which_heads_it_goes_with() -> None:
    message = "loss 'cross_entropy' goes with the heads sigmoid, softmax, got 'tanh'"
    recipe, params = Recipe(loss="cross_entropy"), Parameters.draw(MLP((2, 3, 1)), "uniform_half", [0])
    a = np.zeros((1, 4, 1))
    for use in (lambda: trainer(recipe), lambda: Evaluator(params, X, Y, recipe),
                lambda: LOSSES["cross_entropy"].of(params.net.output, a, a, a),
                lambda: LOSSES["cross_entropy"].logit_gradient(params.net.output, a, a, a, a)):
        with pytest.raises(ValueError, match=message):
            use()


def test_a_trainer_freezes_layers_that_there_are() -> None:
    with pytest.raises(ValueError, match="frozen layer must be a whole number from 1 to 2, got 3"):
        trainer(Recipe(frozen=(3,)))
    frozen = trainer(Recipe(frozen=[1], lr=1))
    start = frozen.params.theta.copy()
    frozen.advance(steps=1)
    assert (frozen.params.theta == start)[0, :9].all() and (frozen.params.theta != start)[0, 9:].any()


@pytest.mark.parametrize(("limits", "message"), [
    ({}, "advance needs a limit: steps, epochs, seconds"),
    ({"seconds": math.nan}, "seconds must be a number, got nan"),
    ({"steps": 1.5}, "steps must be a whole number of at least 0, got 1.5"),
    ({"epochs": -1}, "epochs must be a whole number of at least 0, got -1"),
])
def test_limits_that_are_no_numbers_are_refused(limits: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:
        trainer(Recipe()).advance(**limits)
    assert str(error.value) == message
    if limits:
        with pytest.raises(ValueError) as error:
            Experiment().start().advance(**limits)
        assert str(error.value) == message


def test_a_trainer_predicts_and_says_its_loss() -> None:
    one = trainer(Recipe(batch=2, loss="mse"))
    x = np.array([[0.5, -1.0], [2.0, 0.0], [1.0, 1.0]])
    (W1, b1), (W2, b2) = one.params.layers
    np.testing.assert_allclose(one.predict(x), np.tanh(np.tanh(x @ W1[0] + b1[0]) @ W2[0] + b2[0]), rtol=1e-14)
    assert one.loss == pytest.approx(np.mean((one.predict(X) - Y) ** 2))
    with pytest.raises(ValueError, match=r"x must be \(N, 2\)"):
        one.predict([1.0, 2.0])
    many = Trainer(Parameters.draw(MLP((2, 3, 1)), "uniform_half", [0, 1]), X, Y, Recipe(loss="mse"))
    assert many.predict(x).shape == (2, 3, 1) and np.shape(many.loss) == (2,)
    assert many.loss[0] == pytest.approx(one.loss)


def test_the_pieces_say_what_they_are() -> None:
    one = trainer(Recipe(batch=2))
    one.advance(epochs=3)
    assert "(2, 3, 1)" in repr(one) and "epoch 3" in repr(one) and "step 6" in repr(one)
    assert "13 numbers" in repr(one.params) and "0x" not in repr(one)
    assert repr(Experiment().start()).startswith("Run(circle, 2-4-2-1, epoch 0")
