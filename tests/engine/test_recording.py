"""Recorded computations: the same digits on new values, and a refusal of what would not be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.plan import Plan
from nnplay.engine.recording import Recording
from tests.engine.test_passes import networks


def test_a_replay_does_the_same_to_what_the_arrays_hold_now() -> None:
    x, out = np.array([1.0, 2.0]), np.zeros(2)
    recording = Recording()
    followed = recording.follow(x)
    np.add(np.maximum(followed * 3.0, 4.0), followed.sum(keepdims=True), out=recording.follow(out))
    assert out.tolist() == [7, 9]
    x[:] = 10, 20
    assert out.tolist() == [7, 9]
    recording.replay()
    assert out.tolist() == [60, 90]


@pytest.mark.parametrize("operation", [
    bool, float, int, np.sort, lambda x: np.where(x > 0, x, 0), lambda x: x.__setitem__(0, 1), lambda x: x.copy(),
    lambda x: x.astype(np.float32), lambda x: x.item(), lambda x: 1 if x > 0 else 0,
], ids=["bool", "float", "int", "sort", "where", "assignment", "copy", "astype", "item", "if"])
def test_what_a_replay_would_not_repeat_is_refused(operation: Callable[[np.ndarray], object]) -> None:
    with pytest.raises(TypeError, match="recorded"):
        operation(Recording().follow(np.ones(1)))


@given(networks(), st.integers(1, 3), st.integers(1, 12), st.booleans(), st.booleans(), st.booleans(),
       st.sampled_from(["float64", "float32"]), st.integers(0, 2**32 - 1))
def test_recorded_passes_have_the_digits_of_the_readable_ones(
    case: tuple[MLP, str], M: int, N: int, apart: bool, dropped: bool, extreme: bool, dtype: str, seed: int
) -> None:
    """For every network the menus can make, at the first batch and at the next ones, with weights that moved."""
    (net, loss_key), rng = case, np.random.default_rng(seed)
    loss = LOSSES[loss_key]
    knobs = {knob.name: knob.default for knob in loss.knobs}
    params, grads, expected = (Parameters.zeros(net, M, dtype) for _ in range(3))
    plan = None
    for _ in range(3):
        shape = (M if apart else 1, N)
        x = rng.normal(0, 1000 if extreme else 1, (*shape, net.sizes[0])).astype(dtype)
        y = rng.choice([net.output.low, net.output.high], (*shape, net.sizes[-1])).astype(dtype)
        params.theta[:] = rng.standard_normal(params.theta.shape)
        trace = Trace(net, N, M, params.theta.dtype)
        plan = plan or Plan(params, grads, x, y)
        if dropped:
            for l, a in enumerate(trace.a[:-1]):
                trace.keep[l] = ((rng.random((1, *a.shape[1:])) > 0.4) / 0.6).astype(dtype)
                if plan.trace.keep[l] is None:
                    plan.trace.keep[l] = np.empty_like(trace.keep[l])
                plan.trace.keep[l][:] = trace.keep[l]
        with np.errstate(all="ignore"):
            forward(params, x, trace)
            backward(params, trace, y, loss, expected, **knobs)
            plan.run(x, y, loss, **knobs)
        np.testing.assert_array_equal(grads.theta, expected.theta)
        np.testing.assert_array_equal(plan.trace.prediction, trace.prediction)
