"""The two passes as one would write them on paper: what `passes.py` computes, with an array for every symbol.

Read this first. One network, N samples: x (N, D), W (D, H), b (H,), targets y (N, K). `passes.py` does the same for M
networks at once and writes into arrays that stay; a test holds both to the same numbers for every activation, head and
loss. The equations are Bishop 2006, 5.48 to 5.56, and Rumelhart, Hinton and Williams 1986.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.losses import Loss
from nnplay.engine.mlp import MLP


class Step(NamedTuple):
    """What one layer read, its weighted sums, and what it answered."""

    x: Array
    z: Array
    a: Array


def forward(net: MLP, layers: Sequence[tuple[Array, Array]], x: Array) -> list[Step]:
    """Return each layer's step; the last one's `a` is the prediction (N, K)."""
    steps = []
    for (W, b), f in zip(layers, net.functions):
        z = x @ W + b  # (N, D) (D, H) -> (N, H)
        a = _of(f, z)
        steps.append(Step(x, z, a))
        x = a
    return steps


def backward(net: MLP, layers: Sequence[tuple[Array, Array]], steps: Sequence[Step], y: Array, loss: Loss,
             **knobs: float) -> list[tuple[Array, Array]]:
    """Return dL/dW and dL/db of each layer, from the last layer's dL/dz back to the first."""
    gradients: list[tuple[Array, Array]] = []
    prediction = steps[-1]
    dz = _of(lambda z, a, out: loss.logit_gradient(net.output, z, a, y, out, **knobs), prediction.z, prediction.a)
    for l in reversed(range(net.layers)):
        x, (W, _) = steps[l].x, layers[l]
        dW = x.T @ dz  # (D, N) (N, H) -> (D, H)
        db = dz.sum(axis=0)  # (N, H) -> (H,)
        gradients.insert(0, (dW, db))
        if l > 0:
            before = steps[l - 1]
            dx = dz @ W.T  # (N, H) (H, D) -> (N, D)
            dz = dx * _of(net.slopes[l - 1], before.z, before.a)
    return gradients


def gradient_step(layers: Sequence[tuple[Array, Array]], gradients: Sequence[tuple[Array, Array]],
                  lr: float) -> list[tuple[Array, Array]]:
    """Return the layers one step further down: W - lr dW, b - lr db."""
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(layers, gradients, strict=True)]


def _of(function: Callable[..., object], *arrays: Array) -> Array:
    """Return what an elementwise function of the engine writes."""
    out = np.empty_like(arrays[0])
    function(*arrays, out)
    return out
