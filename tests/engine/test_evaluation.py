"""Scores: the data loss, the penalty, and the share of right decisions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.data.targets import Targets
from nnplay.engine.evaluation import Evaluator, accuracy, penalty
from nnplay.engine.heads import HEADS
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer

IDENTITY = MLP((1, 1), head="identity")


def test_loss_and_accuracy_by_hand() -> None:
    params = Parameters(IDENTITY, np.array([[1.0, 0.0], [-1.0, 0.0]]))
    loss, share = Evaluator(params, [[2.0], [-1.0], [0.5], [3.0]], [[1.0], [-1.0], [-1.0], [1.0]], Recipe(loss="mse"))()
    assert loss.tolist() == [(1 + 0 + 2.25 + 4) / 4, (9 + 4 + 0.25 + 16) / 4]
    assert share.tolist() == [0.75, 0.25]


def test_the_largest_of_several_outputs_decides() -> None:
    prediction = np.array([[[0.1, 0.7, 0.2], [0.5, 0.4, 0.1]]])
    y = np.array([[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])
    assert accuracy(HEADS["softmax"], prediction, y).tolist() == [0.5]


def test_the_boundary_of_one_output_is_half_way_between_the_heads_two_targets() -> None:
    prediction = np.array([[[0.4], [0.6]]])
    assert accuracy(HEADS["sigmoid"], prediction, np.array([[[0.0], [1.0]]])).tolist() == [1.0]
    assert accuracy(HEADS["tanh"], prediction, np.array([[[-1.0], [1.0]]])).tolist() == [0.5]


@pytest.mark.parametrize("head", ["tanh", "sigmoid", "identity"])
def test_an_answer_on_the_boundary_itself_is_of_the_first_class(head: str) -> None:
    entry = HEADS[head]
    tie = np.full((1, 3, 1), entry.threshold)
    y = np.array([[[entry.low], [entry.low], [entry.high]]])
    assert accuracy(entry, tie, y) == pytest.approx([2 / 3])
    assert Targets(head, classes=2).decided(tie[0]).tolist() == [0, 0, 0]


def test_of_equal_outputs_the_first_decides() -> None:
    prediction, y = np.array([[[0.4, 0.4, 0.2]] * 3]), np.eye(3)[[[0, 0, 1]]]
    assert accuracy(HEADS["softmax"], prediction, y) == pytest.approx([2 / 3])
    assert Targets("softmax", classes=3).decided(prediction[0]).tolist() == [0, 0, 0]


def test_a_regression_has_no_accuracy_and_no_samples_have_no_score() -> None:
    params = Parameters.zeros(IDENTITY, 2)
    loss, share = Evaluator(params, [[1.0], [2.0]], [[1.0], [0.3]], Recipe())()
    assert np.isfinite(loss).all() and np.isnan(share).all()
    for scores in Evaluator(params, np.zeros((0, 1)), np.zeros((0, 1)), Recipe())():
        assert np.isnan(scores).all() and scores.shape == (2,)


def test_a_network_that_has_diverged_decides_nothing() -> None:
    params = Parameters(IDENTITY, np.array([[math.nan, 0.0], [1.0, 0.0]]))
    _, share = Evaluator(params, [[1.0]], [[1.0]], Recipe())()
    assert np.isnan(share[0]) and share[1] == 1


def test_penalties_count_weights_and_not_biases_and_add_up() -> None:
    params = Parameters(MLP((2, 1), head="identity"), np.array([[1.0, -2.0, 10.0], [0.0, 4.0, 10.0]]))
    assert penalty(params, (("l1", 0.1),)) == pytest.approx([0.3, 0.4])
    assert penalty(params, (("l2", 0.1),)) == pytest.approx([0.25, 0.8])
    every = (("l1", 0.1), ("l2", 0.1), ("dropout", 0.5), ("weight_decay", 0.1))
    assert penalty(params, every) == pytest.approx([0.55, 1.2])


def test_the_gradient_of_the_penalty_is_what_training_adds() -> None:
    net, h, rates = MLP((2, 3, 1)), 1e-6, (("l1", 0.03), ("l2", 0.2))
    theta = np.random.default_rng(0).standard_normal((1, net.size))
    with_rates, without = (Trainer(Parameters(net, theta.copy()), [[0.3, 0.4]], [[1.0]], Recipe(regularization=r))
                           for r in (rates, ()))
    for run in (with_rates, without):
        run.advance(steps=1)
    added = (with_rates.grads.theta - without.grads.theta)[0]
    for p in range(net.size):
        up, down = theta.copy(), theta.copy()
        up[0, p] += h
        down[0, p] -= h
        difference = (penalty(Parameters(net, up), rates) - penalty(Parameters(net, down), rates)) / (2 * h)
        assert added[p] == pytest.approx(difference[0], rel=1e-6, abs=1e-9)


def test_dropout_is_for_training_only() -> None:
    recipe = Recipe(batch=0, regularization=(("dropout", 0.5),))
    params = Parameters.draw(MLP((1, 20, 1)), "he_normal", [0])
    x, y = np.linspace(-1, 1, 9)[:, None], np.sign(np.linspace(-1, 1.1, 9))[:, None]
    evaluator, trainer = Evaluator(params, x, y, recipe), Trainer(params, x, y, recipe)
    trainer.advance(steps=1)
    (W1, b1), (W2, b2) = params.layers
    prediction = np.tanh(np.tanh(x @ W1[0] + b1[0]) @ W2[0] + b2[0])
    assert evaluator()[0] == pytest.approx(0.5 * ((prediction - y) ** 2).mean(), rel=1e-14)


def test_samples_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"x must be \(N, 1\) for this network, got \(2, 2\)"):
        Evaluator(Parameters.zeros(IDENTITY), np.zeros((2, 2)), np.zeros((2, 1)), Recipe())
