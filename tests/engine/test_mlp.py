"""Networks as descriptions, and their parameters as one array."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.registry import UnknownName


def test_layers_are_views_into_theta() -> None:
    net = MLP((2, 3, 1))
    params = Parameters(net, np.arange(26.0).reshape(2, 13))
    (W1, b1), (W2, b2) = params.layers
    assert W1[1].tolist() == [[13, 14, 15], [16, 17, 18]] and b1[1].tolist() == [[19, 20, 21]]
    assert W2[0].tolist() == [[9], [10], [11]] and b2[0].tolist() == [[12]]
    W1[0, 0, 0] = -5
    params.theta[1, 12] = -7
    assert params.theta[0, 0] == -5 and b2[1, 0, 0] == -7 and b2[0, 0, 0] == 12
    assert net.is_weight.tolist() == [1] * 6 + [0] * 3 + [1] * 3 + [0]


def test_a_network_without_biases_has_none() -> None:
    params = Parameters.draw(MLP((2, 3, 1), bias=False), "uniform_half", [0])
    assert params.theta.shape == (1, 9)
    assert all(b is None for _, b in params.layers)


@pytest.mark.parametrize(("sizes", "message"), [
    ((2,), r"needs the sizes of its inputs and outputs, got \(2,\)"),
    ((2, 0, 1), "layer size must be a whole number of at least 1, got 0"),
    ((2, math.inf, 1), "layer size must be a whole number of at least 1, got inf"),
    ((2, 2.5, 1), "layer size must be a whole number"),
])
def test_sizes_out_of_range_are_refused(sizes: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MLP(sizes)


def test_the_largest_network_is_allowed() -> None:
    net = MLP((256, *(256,) * 20, 20), "selu", "softmax")
    assert net.size == 20 * (256 * 256 + 256) + 256 * 20 + 20


def test_activations_must_be_one_or_one_per_layer() -> None:
    assert MLP((2, 3, 3, 1), "relu").activation == ("relu", "relu")
    assert MLP((2, 3, 3, 1), ("relu",)).activation == ("relu", "relu")
    assert MLP((2, 3, 3, 1), ("relu", "sine")).activation == ("relu", "sine")
    with pytest.raises(ValueError, match="3 activations for 2 hidden layers"):
        MLP((2, 3, 3, 1), ("relu",) * 3)


def test_unknown_names_suggest_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"unknown activation 'tahn'. Did you mean 'tanh'\?"):
        MLP((2, 3, 1), "tahn")
    with pytest.raises(UnknownName, match=r"unknown head 'softmx'. Did you mean 'softmax'\?"):
        MLP((2, 3, 1), head="softmx")
    with pytest.raises(ValueError, match="head 'softmax' needs at least 2 outputs, got 1"):
        MLP((2, 3, 1), head="softmax")


def test_parameters_of_the_wrong_shape_are_refused_with_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"theta must be \(M, 13\) for sizes \(2, 3, 1\), got \(1, 12\)"):
        Parameters(MLP((2, 3, 1)), np.zeros((1, 12)))


@pytest.mark.parametrize("key", INITIALIZERS)
def test_a_seed_draws_the_same_network_alone_and_among_others(key: str) -> None:
    net = MLP((3, 7, 5, 2))
    together = Parameters.draw(net, key, [4, 9, 4])
    alone = Parameters.draw(net, key, [9])
    np.testing.assert_array_equal(together.theta[1], alone.theta[0])
    np.testing.assert_array_equal(together.theta[0], together.theta[2])
    for _, b in together.layers:
        assert b is not None and (b == INITIALIZERS[key].bias).all()


# Mean and variance of one weight of D = 200 inputs and H = 100 units
MOMENTS = {
    "uniform_half": (0, 1 / 12), "uniform_unit": (0.5, 1 / 12), "glorot_uniform": (0, 2 / 300),
    "glorot_normal": (0, 2 / 300), "he_uniform": (0, 2 / 200), "he_normal": (0, 2 / 200), "lecun_normal": (0, 1 / 200),
    "orthogonal": (0, 1 / 200), "zeros": (0, 0), "constant": (0.5, 0),
}


@pytest.mark.parametrize("key", INITIALIZERS)
def test_weights_have_the_mean_and_variance_of_their_formula(key: str) -> None:
    entry = INITIALIZERS[key]
    W = entry.draw(np.random.default_rng(0), 200, 100, **{knob.name: knob.default for knob in entry.knobs})
    mean, variance = MOMENTS[key]
    assert W.shape == (200, 100)
    assert W.mean() == pytest.approx(mean, abs=6 * np.sqrt(variance / W.size))
    assert W.var() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize(("key", "limit"), [
    ("uniform_half", 0.5), ("glorot_uniform", np.sqrt(6 / 300)), ("he_uniform", np.sqrt(6 / 200)),
])
def test_uniform_weights_reach_to_their_limit_and_not_beyond(key: str, limit: float) -> None:
    entry = INITIALIZERS[key]
    W = entry.draw(np.random.default_rng(1), 200, 100, **{knob.name: knob.default for knob in entry.knobs})
    assert 0.999 * limit < np.abs(W).max() <= limit


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 3)])
def test_orthogonal_weights_are_at_right_angles(shape: tuple[int, int]) -> None:
    W = INITIALIZERS["orthogonal"].draw(np.random.default_rng(2), *shape, gain=1.5)
    fewer = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(fewer, 2.25 * np.eye(min(shape)), atol=1e-14)


def test_orthogonal_weights_point_either_way_equally_often() -> None:
    rng = np.random.default_rng(3)
    for shape in ((1, 1), (3, 3), (4, 2)):
        corner = np.array([INITIALIZERS["orthogonal"].draw(rng, *shape, gain=1.0)[0, 0] for _ in range(400)])
        assert 0.4 < (corner > 0).mean() < 0.6


@pytest.mark.parametrize("key", ["glorot_uniform", "glorot_normal", "orthogonal"])
def test_a_gain_scales_the_weights(key: str) -> None:
    one, two = (INITIALIZERS[key].draw(np.random.default_rng(3), 4, 5, gain=gain) for gain in (1.0, 2.0))
    np.testing.assert_allclose(two, 2 * one, rtol=1e-14)
