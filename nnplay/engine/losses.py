"""Losses: how wrong the predictions are, as one number per network, and its gradient by the logits.

A loss owns its reduction (mean or sum) and its gradient, so the factor 1/N is written in exactly one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.heads import Head
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Loss:
    """A loss of logits `z`, predictions `a` and targets `y`, each (M, N, K) or broadcast to it.

    `value(z, a, y)` returns (M,). `gradient(z, a, y, out)` writes dL/da into `out` when `by` is "predictions",
    and dL/dz when it is "logits". `heads` names the heads that the loss makes sense with.
    """

    key: str
    label: str
    formula: str
    value: Callable[..., Array]
    gradient: Callable[..., object]
    heads: tuple[str, ...]
    note: str
    reference: str
    by: str = "predictions"
    reduction: str = "mean"
    knobs: tuple[Knob, ...] = ()

    def logit_gradient(self, head: Head, z: Array, a: Array, y: Array, out: Array, **knobs: float) -> None:
        """Write dL/dz into `out`."""
        self.gradient(z, a, y, out, **knobs)
        if self.by == "predictions":
            head.pull_back(z, a, out)


def _half_mse(z: Array, a: Array, y: Array) -> Array:
    return 0.5 * np.mean((a - y) ** 2, axis=(-2, -1))


def _half_mse_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out=out)
    np.multiply(out, 1.0 / (a.shape[-2] * a.shape[-1]), out=out)


LOSSES: Registry[Loss] = Registry(
    "loss",
    Loss(
        "half_mse", "Half squared error", r"\frac{1}{2N} \sum_n (\hat y_n - y_n)^2",
        _half_mse, _half_mse_gradient, heads=("tanh", "sigmoid", "identity", "softmax"),
        note="Half the squared distance, averaged over samples and outputs; the half cancels the 2 of the derivative.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), equation 5.11",
    ),
)
