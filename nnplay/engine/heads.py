"""Output heads: how the logits of the last layer become predictions, and which targets they answer.

A head knows the two numbers by which it tells classes apart (tanh: -1 and 1; sigmoid and softmax: 0 and 1).
With one output unit the middle of the two is the decision boundary; with several, the largest output wins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.elementwise import linear, sigmoid, sigmoid_slope, tanh, tanh_slope
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Head:
    """The map from logits `z` to predictions `a`, both (M, N, K).

    `function(z, out)` writes the predictions; `pull_back(z, a, d)` turns `d` from dL/da into dL/dz, in place.
    `low` and `high` are the targets of the two sides of a decision; `min_outputs` is 2 for softmax.
    Heads whose predictions are probabilities have `surprise(z, y)`, minus the logarithm of the probability of the
    targets: (M, N, K) where each output is a decision, (M, N, 1) where all of them are one.
    """

    key: str
    label: str
    formula: str
    function: Callable[[Array, Array], object]
    pull_back: Callable[[Array, Array, Array], object]
    note: str
    reference: str
    low: float = -1.0
    high: float = 1.0
    min_outputs: int = 1
    surprise: Callable[[Array, Array], Array] | None = None
    knobs: tuple[Knob, ...] = ()

    @property
    def threshold(self) -> float:
        """The prediction on the decision boundary of a network with one output."""
        return (self.low + self.high) / 2

    def encode(self, labels: Array, classes: int) -> Array:
        """Turn class indices (N,) into targets (N, K): one column for two classes, else one per class."""
        labels = np.asarray(labels)
        if classes == 2 and self.min_outputs == 1:
            return np.where(labels == 1, self.high, self.low)[:, np.newaxis]
        return np.where(labels[:, np.newaxis] == np.arange(classes), self.high, self.low)

    def outputs(self, classes: int) -> int:
        """Return the number of output units that tell `classes` classes apart."""
        return 1 if classes == 2 and self.min_outputs == 1 else classes

    def decisions(self, outputs: int) -> int:
        """Return how many decisions so many outputs make: one each, or one in all where they share one."""
        return outputs if self.min_outputs == 1 else 1


def _unchanged(z: Array, a: Array, d: Array) -> None:
    pass


def _times(slope: Callable[[Array, Array, Array], object]) -> Callable[[Array, Array, Array], object]:
    def pull_back(z: Array, a: Array, d: Array) -> None:
        da_dz = np.empty_like(d)
        slope(z, a, da_dz)
        np.multiply(d, da_dz, out=d)

    return pull_back


def softmax(z: Array, out: Array) -> None:
    """Write exp(z) / sum(exp(z)) over the outputs, shifted by the largest logit so that nothing overflows."""
    np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    np.exp(out, out=out)
    np.divide(out, out.sum(axis=-1, keepdims=True), out=out)


def _softmax_pull_back(z: Array, a: Array, d: Array) -> None:
    np.subtract(d, (a * d).sum(axis=-1, keepdims=True), out=d)
    np.multiply(a, d, out=d)


def _sigmoid_surprise(z: Array, y: Array) -> Array:
    """Return -ln p = (1 - y) z + ln(1 + e^-z); the two large parts of negative logits cancel exactly."""
    return (1.0 - y) * z + np.maximum(-z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def _softmax_surprise(z: Array, y: Array) -> Array:
    """Return -ln p = sum_k y_k (ln sum_j e^z_j - z_k), with logits shifted by the largest."""
    below = z - z.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(below).sum(axis=-1, keepdims=True))  # (M, N, 1)
    surprise: Array = (y * (log_sum - below)).sum(axis=-1, keepdims=True)
    return surprise


HEADS: Registry[Head] = Registry(
    "head",
    Head(
        "tanh", "tanh", r"\hat y = \tanh z", tanh, _times(tanh_slope),
        note="Answers between -1 and 1; classes are -1 and 1 and the boundary is at 0.",
        reference="LeCun, Bottou, Orr and Muller, Efficient BackProp (1998), section 4.5",
    ),
    Head(
        "sigmoid", "Sigmoid", r"\hat y = \sigma(z)", sigmoid, _times(sigmoid_slope), low=0.0, high=1.0,
        surprise=_sigmoid_surprise,
        note="Answers with a probability; classes are 0 and 1 and the boundary is at 0.5.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2",
    ),
    Head(
        "identity", "Identity", r"\hat y = z", linear, _unchanged,
        note="Answers with any number: for regression.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), section 5.2",
    ),
    Head(
        "softmax", "Softmax", r"\hat y_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", softmax, _softmax_pull_back,
        low=0.0, high=1.0, min_outputs=2, surprise=_softmax_surprise,
        note="Answers with one probability per class; they sum to 1.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4",
    ),
)
