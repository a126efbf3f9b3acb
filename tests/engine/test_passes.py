"""The two passes: gradients against differences over all that the menus can make, and against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.passes import Trace, backward, forward
from tests.reference.recorded import RECORDED, name


@st.composite
def networks(draw: st.DrawFn) -> tuple[MLP, str]:
    """Any network that the menus can make, with a loss that goes with its head."""
    loss = LOSSES[draw(st.sampled_from(list(LOSSES)))]
    head = HEADS[draw(st.sampled_from(loss.heads))]
    hidden = draw(st.lists(st.integers(1, 6), max_size=4))
    names = tuple(draw(st.sampled_from(list(ACTIVATIONS))) for _ in hidden)
    knobs = {f"{key}.{knob.name}": draw(st.floats(knob.low, min(knob.high, 3))) for key in sorted(set(names))
             for knob in ACTIVATIONS[key].knobs}
    sizes = (draw(st.integers(1, 4)), *hidden, draw(st.integers(head.min_outputs, 4)))
    return MLP(sizes, names, head.key, draw(st.booleans()), tuple(sorted(knobs.items()))), loss.key


def near_a_kink(net: MLP, loss: str, trace: Trace, y: np.ndarray, distance: float) -> bool:
    """Say whether some number is so close to where a slope jumps that a difference would straddle it."""
    places = [(z, ACTIVATIONS[key].kinks) for z, key in zip(trace.z, net.activation)]
    places.append((trace.a[-1] - y, LOSSES[loss].kinks))
    return any((np.abs(values - kink) < distance).any() for values, kinks in places for kink in kinks)


@given(networks(), st.integers(1, 3), st.integers(0, 2**32 - 1), st.booleans())
def test_the_gradient_is_the_derivative_along_a_random_direction(
    case: tuple[MLP, str], M: int, seed: int, dropped: bool
) -> None:
    (net, loss_key), rng = case, np.random.default_rng(seed)
    loss, N, h = LOSSES[loss_key], 5, 1e-6
    knobs = {knob.name: knob.default for knob in loss.knobs}
    theta, direction = rng.standard_normal((2, M, net.size))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    x = rng.standard_normal((1, N, net.sizes[0]))
    head = net.output
    y = (np.eye(net.sizes[-1])[rng.integers(net.sizes[-1], size=(1, N))] if head.min_outputs > 1
         else rng.choice([head.low, head.high], (1, N, net.sizes[-1])))
    trace = Trace(net, N, M)
    if dropped:
        for l, a in enumerate(trace.a[:-1]):
            trace.keep[l] = (rng.random((1, *a.shape[1:])) > 0.4) / 0.6

    def value(at: np.ndarray) -> np.ndarray:
        a = forward(Parameters(net, at), x, trace)
        return loss.of(head, trace.z[-1], a, y, **knobs)

    value(theta)
    assume(not near_a_kink(net, loss_key, trace, y, 1e-4))
    params = Parameters(net, theta)
    grads = backward(params, trace, y, loss, Parameters.zeros(net, M), **knobs)
    # Richardson's extrapolation of two central differences: the error is O(h^4)
    near, far = ((value(theta + s * direction) - value(theta - s * direction)) / (2 * s) for s in (50 * h, 100 * h))
    noise = 1e-8 * max(1.0, np.abs(grads.theta).max())
    np.testing.assert_allclose((grads.theta * direction).sum(axis=1), (4 * near - far) / 3, rtol=1e-6, atol=noise)


@pytest.mark.parametrize("case", RECORDED["networks"], ids=name)
def test_predictions_losses_and_gradients_agree_with_pytorch_to_1e_12(case: dict) -> None:
    net = MLP(tuple(case["sizes"]), tuple(case["activation"]), case["head"], case["bias"],
              tuple(sorted(case["knobs"].items())))
    loss, params = LOSSES[case["loss"]], Parameters(net, np.array([case["theta"]]))
    x, y = np.array([case["x"]]), np.array([case["y"]])
    trace = Trace(net, x.shape[1])
    prediction = forward(params, x, trace)
    grads = backward(params, trace, y, loss, Parameters.zeros(net), **case["loss_knobs"])
    value = loss.of(net.output, trace.z[-1], prediction, y, **case["loss_knobs"])
    np.testing.assert_allclose(prediction[0], case["prediction"], rtol=1e-12)
    np.testing.assert_allclose(value, [case["value"]], rtol=1e-12)
    np.testing.assert_allclose(grads.theta[0], case["gradient"], rtol=1e-12, atol=1e-16)


def test_a_hand_worked_pass() -> None:
    net = MLP((2, 1, 1), "relu", "identity")
    params = Parameters(net, np.array([[1.0, -2.0, 0.5, 3.0, -1.0]]))  # W1, b1, W2, b2
    trace = Trace(net, 2)
    x, y = np.array([[[2.0, 1.0], [0.0, 1.0]]]), np.array([[[0.0], [1.0]]])
    assert forward(params, x, trace)[0].tolist() == [[0.5], [-1.0]]  # 3 * relu(0.5) - 1, 3 * relu(-1.5) - 1
    grads = backward(params, trace, y, LOSSES["sse"], Parameters.zeros(net))
    # dz2 = (0.5, -2); dW2 = 0.5 * 0.5; db2 = -1.5; dz1 = (1.5, 0); dW1 = 1.5 * (2, 1); db1 = 1.5
    assert grads.theta[0].tolist() == [3.0, 1.5, 1.5, 0.25, -1.5]
    assert trace.dz[0][0].tolist() == [[1.5], [0.0]]


def test_backward_leaves_parameters_inputs_and_targets_alone() -> None:
    rng = np.random.default_rng(0)
    net = MLP((3, 4, 2), "gelu", "sigmoid")
    params = Parameters.draw(net, "he_normal", [1, 2])
    x, y = rng.random((1, 6, 3)), rng.integers(2, size=(1, 6, 2)) * 1.0
    kept = [array.copy() for array in (params.theta, x, y)]
    trace = Trace(net, 6, 2)
    forward(params, x, trace)
    backward(params, trace, y, LOSSES["cross_entropy"], Parameters.zeros(net, 2))
    for array, before in zip((params.theta, x, y), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_inputs_that_do_not_fit_the_trace_are_refused_with_both_shapes() -> None:
    net = MLP((3, 2))
    with pytest.raises(ValueError, match=r"\(1, 6, 4\) do not fit a trace for \(1, 6, 3\)"):
        forward(Parameters.zeros(net), np.zeros((1, 6, 4)), Trace(net, 6))
