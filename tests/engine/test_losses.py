"""Heads and losses: values and gradients against PyTorch, differences and hand-worked numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.engine.heads import HEADS, Head
from nnplay.engine.losses import LOSSES, Loss
from tests.reference.recorded import RECORDED, name

PAIRS = [pytest.param(loss, HEADS[head], id=f"{loss.key} {head}") for loss in LOSSES.values() for head in loss.heads]


def defaults(loss: Loss) -> dict[str, float]:
    return {knob.name: knob.default for knob in loss.knobs}


def some_targets(head: Head, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    if head.min_outputs > 1:
        return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]
    return rng.choice([head.low, head.high], shape)


def logits_gradient(loss: Loss, head: Head, z: np.ndarray, y: np.ndarray, **knobs: float) -> tuple[np.ndarray, ...]:
    a, dz = np.empty_like(z), np.empty_like(z)
    head.function(z, a)
    loss.logit_gradient(head, z, a, y, dz, **knobs)
    return loss.of(head, z, a, y, **knobs), a, dz


def test_every_loss_with_every_head_it_goes_with_was_recorded_with_pytorch() -> None:
    assert {(case["key"], case["head"]) for case in RECORDED["losses"]} == {
        (loss.key, head) for loss in LOSSES.values() for head in loss.heads}


@pytest.mark.parametrize("case", RECORDED["losses"], ids=name)
def test_values_and_gradients_agree_with_pytorch_to_1e_12(case: dict) -> None:
    z, y = np.array(case["z"])[np.newaxis], np.array(case["y"])[np.newaxis]
    value, _, dz = logits_gradient(LOSSES[case["key"]], HEADS[case["head"]], z, y, **case["knobs"])
    np.testing.assert_allclose(value, [case["value"]], rtol=1e-12)
    # 1e-16 is what 1 - a is off by when a is next to 1, in PyTorch as here
    np.testing.assert_allclose(dz[0], case["dz"], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize(("loss", "head"), PAIRS)
def test_the_gradient_is_the_derivative_along_a_random_direction(loss: Loss, head: Head) -> None:
    rng, h = np.random.default_rng(2), 1e-5
    for outputs in (max(1, head.min_outputs), 4):
        z = rng.standard_normal((3, 5, outputs))
        y = some_targets(head, rng, z.shape)
        _, _, dz = logits_gradient(loss, head, z, y, **defaults(loss))
        direction = rng.standard_normal(z.shape)
        ahead, behind = (logits_gradient(loss, head, z + s * h * direction, y, **defaults(loss))[0] for s in (1, -1))
        np.testing.assert_allclose((dz * direction).sum(axis=(1, 2)), (ahead - behind) / (2 * h), rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize(("loss", "head"), PAIRS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_losses_are_finite_at_large_logits_without_a_warning(loss: Loss, head: Head, dtype: str) -> None:
    rng = np.random.default_rng(3)
    z = rng.choice([-1e4, -700.0, -50.0, 0.0, 50.0, 700.0, 1e4], (2, 30, max(2, head.min_outputs))).astype(dtype)
    value, a, dz = logits_gradient(loss, head, z, some_targets(head, rng, z.shape).astype(dtype), **defaults(loss))
    assert np.isfinite(value).all() and np.isfinite(a).all() and np.isfinite(dz).all()
    assert value.dtype == dz.dtype == dtype


@pytest.mark.parametrize(("loss", "head"), PAIRS)
def test_a_mean_does_not_grow_with_more_of_the_same_samples_and_a_sum_does(loss: Loss, head: Head) -> None:
    rng = np.random.default_rng(4)
    z = rng.standard_normal((1, 5, 3))
    y = some_targets(head, rng, z.shape)
    once, _, dz = logits_gradient(loss, head, z, y, **defaults(loss))
    thrice, _, dz3 = logits_gradient(loss, head, np.tile(z, (1, 3, 1)), np.tile(y, (1, 3, 1)), **defaults(loss))
    factor = 3 if loss.reduction == "sum" else 1
    np.testing.assert_allclose(thrice, factor * once, rtol=1e-12)
    np.testing.assert_allclose(3 * dz3[:, :5], factor * dz, rtol=1e-12)


@pytest.mark.parametrize(("loss", "head"), PAIRS)
def test_each_network_has_its_own_loss(loss: Loss, head: Head) -> None:
    rng = np.random.default_rng(5)
    z = rng.standard_normal((4, 6, 3))
    y = some_targets(head, rng, (1, 6, 3))
    together, _, dz = logits_gradient(loss, head, z, y, **defaults(loss))
    for m in range(4):
        alone, _, dz_alone = logits_gradient(loss, head, z[m : m + 1], y, **defaults(loss))
        np.testing.assert_array_equal(together[m : m + 1], alone)
        np.testing.assert_array_equal(dz[m : m + 1], dz_alone)


def test_hand_worked_losses() -> None:
    a, y = np.array([[[0.5], [-1.0]]]), np.array([[[1.0], [1.0]]])  # residuals -1/2 and -2
    identity = HEADS["identity"]
    expected = {"half_mse": 4.25 / 4, "mse": 4.25 / 2, "sse": 4.25 / 2, "mae": 1.25, "hinge": (0.5 + 2) / 2}
    for key, value in expected.items():
        assert LOSSES[key].of(identity, a, a, y) == pytest.approx(value, rel=1e-15)
    assert LOSSES["huber"].of(identity, a, a, y, delta=1.0) == pytest.approx((0.125 + 1.5) / 2, rel=1e-15)
    even = np.zeros((1, 1, 4))
    assert LOSSES["cross_entropy"].of(HEADS["softmax"], even, even, np.eye(4)[None, :1]) == pytest.approx(np.log(4))
    assert LOSSES["cross_entropy"].of(HEADS["sigmoid"], even, even, np.eye(4)[None, :1]) == pytest.approx(np.log(2))


def test_a_sure_and_right_answer_costs_its_exact_small_surprise() -> None:
    z, y = np.array([[[40.0]]]), np.array([[[1.0]]])
    assert LOSSES["cross_entropy"].of(HEADS["sigmoid"], z, z, y) == pytest.approx(np.exp(-40), rel=1e-12, abs=0)
    assert LOSSES["cross_entropy"].of(HEADS["sigmoid"], -z, z, 1 - y) == pytest.approx(np.exp(-40), rel=1e-12, abs=0)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_turns_labels_into_its_two_numbers(head: Head) -> None:
    labels = np.array([0.0, 1.0, 1.0])
    two = head.encode(labels, 2)
    assert two.shape == (3, head.outputs(2))
    assert two[:, -1].tolist() == [head.low, head.high, head.high]
    three = head.encode(np.array([2.0, 0.0]), 3)
    assert three.tolist() == [[head.low, head.low, head.high], [head.high, head.low, head.low]]
    assert head.low < head.threshold < head.high


def test_softmax_probabilities_sum_to_one_and_softmax_needs_two_outputs() -> None:
    z = np.random.default_rng(0).normal(0, 300, (2, 5, 4))
    a = np.empty_like(z)
    HEADS["softmax"].function(z, a)
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-14)
    assert HEADS["softmax"].outputs(2) == 2 and HEADS["tanh"].outputs(2) == 1
