"""Update rules, schedules and clipping: paths against PyTorch, and first steps by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.engine.clipping import CLIPS
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS, Optimizer
from nnplay.engine.recipe import Recipe
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.training import Trainer
from tests.reference.recorded import RECORDED, name


@pytest.mark.parametrize("case", RECORDED["paths"], ids=name)
def test_a_path_of_50_steps_agrees_with_pytorch_to_1e_9(case: dict) -> None:
    net = MLP(tuple(case["sizes"]), "tanh", "tanh", case["bias"])
    recipe = dict(case["recipe"])
    recipe["regularization"] = tuple(recipe.get("regularization", {}).items())
    trainer = Trainer(Parameters(net, np.array([case["start"]])), case["x"], case["y"], Recipe(
        loss="half_mse", optimizer=case["optimizer"], lr=case["lr"], batch=0,
        knobs=tuple(sorted(case["knobs"].items())), **recipe))
    for step, theta in zip(case["steps"], case["theta"], strict=True):
        trainer.advance(steps=step - trainer.step)
        np.testing.assert_allclose(trainer.params.theta[0], theta, rtol=1e-9, err_msg=f"step {step}")


def test_every_optimizer_was_recorded_with_every_knob_away_from_its_default() -> None:
    tuned = {knob for case in RECORDED["paths"] for knob in case["knobs"]}
    assert {case["optimizer"] for case in RECORDED["paths"]} == set(OPTIMIZERS)
    for entry in OPTIMIZERS.values():
        assert {f"{entry.key}.{knob.name}" for knob in entry.knobs} <= tuned


def follow(entry: Optimizer, gradients: list[np.ndarray], lr: float) -> np.ndarray:
    """Start at 0, follow the gradients, and return theta after each of them."""
    theta = np.zeros_like(gradients[0])
    memory = {key: np.zeros_like(theta) for key in entry.memory}
    knobs = {knob.name: knob.default for knob in entry.knobs}
    path = []
    for t, gradient in enumerate(gradients, 1):
        kept = gradient.copy()
        entry.rule(theta, gradient, memory, t, lr, **knobs)
        np.testing.assert_array_equal(gradient, kept, "a rule may not change the gradient")
        path.append(theta.copy())
    return np.array(path)


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_rule_walks_downhill_and_treats_every_entry_alike(entry: Optimizer) -> None:
    rng = np.random.default_rng(0)
    gradients = list(rng.uniform(0.5, 1.5, (6, 3, 4)))
    path = follow(entry, gradients, entry.lr)
    assert (path[-1] < 0).all()
    one = follow(entry, [gradient[1:2, 2:3] for gradient in gradients], entry.lr)
    np.testing.assert_array_equal(path[:, 1:2, 2:3], one)


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_rule_keeps_float32_as_it_is(entry: Optimizer) -> None:
    gradients = [np.ones((2, 3), np.float32)] * 3
    path = follow(entry, gradients, entry.lr)
    assert path.dtype == np.float32 and np.isfinite(path).all()


def test_first_steps_by_hand() -> None:
    g = [np.array([[2.0]]), np.array([[-1.0]])]
    assert follow(OPTIMIZERS["sgd"], g, 0.1).ravel() == pytest.approx([-0.2, -0.1])
    assert follow(OPTIMIZERS["momentum"], g, 0.1).ravel() == pytest.approx([-0.2, -0.28])  # v = 2, 0.8
    assert follow(OPTIMIZERS["nesterov"], g, 0.1).ravel() == pytest.approx([-0.38, -0.352])  # g + 0.9 v = 3.8, -0.28
    assert follow(OPTIMIZERS["adagrad"], g, 0.1).ravel() == pytest.approx([-0.1, -0.1 + 0.1 / math.sqrt(5)])
    adam = [-0.1, -0.1 - 0.1 * (0.08 / 0.19) / math.sqrt(0.004996 / 0.001999)]  # m = 0.2, 0.08; v = 0.004, 0.004996
    assert follow(OPTIMIZERS["adam"], g, 0.1).ravel() == pytest.approx(adam, rel=1e-7)
    assert follow(OPTIMIZERS["rprop"], g, 0.1).ravel() == pytest.approx([-0.1, -0.1])  # it waits after a change of sign


@pytest.mark.parametrize("case", RECORDED["schedules"], ids=name)
def test_learning_rates_agree_with_pytorchs_schedulers(case: dict) -> None:
    factors = [SCHEDULES[case["key"]].factor(epoch, **case["knobs"]) for epoch in range(len(case["factors"]))]
    np.testing.assert_allclose(factors, case["factors"], rtol=1e-12)


@pytest.mark.parametrize("key", SCHEDULES)
def test_a_schedule_stays_between_0_and_1_for_a_million_epochs(key: str) -> None:
    entry = SCHEDULES[key]
    for knobs in ({k.name: k.default for k in entry.knobs}, {k.name: k.low for k in entry.knobs}):
        factors = [entry.factor(epoch, **knobs) for epoch in (0, 1, 2, 99, 10_000, 1_000_000)]
        assert all(0 <= factor <= 1 for factor in factors)
        assert key == "warm_up" or factors[0] == 1


def test_every_schedule_was_recorded() -> None:
    assert {case["key"] for case in RECORDED["schedules"]} == set(SCHEDULES)


def test_the_cosine_stays_at_its_floor() -> None:
    assert SCHEDULES["cosine"].factor(400, epochs=100, floor=0.2) == pytest.approx(0.2, rel=1e-15)


def test_the_learning_rate_holds_for_a_whole_epoch_and_then_follows_the_schedule() -> None:
    net = MLP((1, 1), bias=False, head="identity")
    recipe = Recipe(loss="sse", lr=0.1, batch=1, schedule="step", knobs=(("step.every", 1), ("step.factor", 0.1)))
    trainer = Trainer(Parameters(net, np.zeros((1, 1))), [[0.0], [0.0]], [[1.0], [1.0]], recipe)
    rates = []
    for _ in range(6):
        rates.append(trainer.lr)
        trainer.advance(steps=1)
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])
    weight = Trainer(Parameters(net, np.zeros((1, 1))), [[1.0], [1.0]], [[1.0], [1.0]], recipe)
    weight.advance(steps=4)
    assert weight.params.theta[0, 0] == pytest.approx(1 - 0.9 * 0.9 * 0.99 * 0.99, rel=1e-12)


def test_clipping_by_value_cuts_each_entry_and_by_norm_each_network() -> None:
    g = np.array([[3.0, -4.0], [0.3, 0.4]])
    by_value, by_norm = g.copy(), g.copy()
    CLIPS["value"].clip(by_value, limit=0.35)
    CLIPS["norm"].clip(by_norm, limit=1.0)
    assert by_value.tolist() == [[0.35, -0.35], [0.3, 0.35]]
    np.testing.assert_allclose(by_norm, [[0.6, -0.8], [0.3, 0.4]], rtol=1e-6)
