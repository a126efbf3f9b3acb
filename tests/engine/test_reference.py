"""The passes that people read first compute what the passes that train do."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.engine import MLP, Parameters, Recipe, Trace, Trainer, passes, reference
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.losses import LOSSES

PAIRS = [(head, loss.key) for loss in LOSSES.values() for head in loss.heads]


def own(params: Parameters) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(W[0].copy(), b[0, 0].copy()) for W, b in params.layers]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("head", "loss_key"), PAIRS)
def test_both_passes_agree(activation: str, head: str, loss_key: str) -> None:
    net = MLP((3, 5, 4, 2), activation, head)
    loss = LOSSES[loss_key]
    knobs = {knob.name: knob.default for knob in loss.knobs}
    rng = np.random.default_rng(7)
    params, grads = Parameters.draw(net, "glorot_uniform", [1]), Parameters.zeros(net)
    params.theta += 0.1 * rng.standard_normal(params.theta.shape)  # biases, too
    x, y = rng.standard_normal((9, 3)), rng.choice([net.output.low, net.output.high], (9, 2))

    steps = reference.forward(net, own(params), x)
    gradients = reference.backward(net, own(params), steps, y, loss, **knobs)

    trace = Trace(net, 9)
    passes.forward(params, x[np.newaxis], trace)
    passes.backward(params, trace, y[np.newaxis], loss, grads, **knobs)
    for l, (step, (dW, db)) in enumerate(zip(steps, gradients, strict=True)):
        for ours, theirs in ((step.x, trace.x[l]), (step.z, trace.z[l]), (step.a, trace.a[l]),
                             (dW, grads.layers[l].W), (db, grads.layers[l].b)):
            np.testing.assert_allclose(ours, np.reshape(theirs, ours.shape), rtol=1e-12, atol=1e-14)


def test_a_training_run_is_the_reference_repeated() -> None:
    net, loss = MLP((2, 4, 1), "tanh", "tanh"), LOSSES["half_mse"]
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 2)), rng.choice([-1.0, 1.0], (20, 1))
    trainer = Trainer(Parameters.draw(net, "uniform_half", [3]), x, y, Recipe(batch=0, lr=0.1))
    layers = own(trainer.params)
    for _ in range(50):
        layers = reference.gradient_step(layers, reference.backward(net, layers, reference.forward(net, layers, x), y,
                                                                    loss), 0.1)
    trainer.advance(steps=50)
    for (W, b), (theirs, bias) in zip(layers, own(trainer.params), strict=True):
        np.testing.assert_allclose(W, theirs, rtol=1e-11)
        np.testing.assert_allclose(b, bias, rtol=1e-11)
