"""Losses: how wrong the predictions are, as one number per network, and its gradient by the logits.

A loss owns its reduction (mean or sum) and its gradient, so the factor 1/N is written in exactly one place. To add
one, write its value and its gradient and add an entry to `LOSSES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.heads import Head
from nnplay.engine.registry import Knob, Registry

EVERY_HEAD = ("tanh", "sigmoid", "identity", "softmax")


@dataclass(frozen=True)
class Loss:
    """A loss of logits `z`, predictions `a` and targets `y`, each (M, N, K) or broadcast to it.

    `value(z, a, y)` returns (M,). `gradient(z, a, y, out)` writes dL/da into `out` when it is `by` predictions, and
    dL/dz when it is `by` logits; the functions of a loss by logits are given the head as well, after `y`.
    Whoever has a head at hand calls `of` and `logit_gradient`, which are the same for both.
    `heads` names the heads that the loss makes sense with; `kinks` are values of a - y where the slope jumps.
    """

    key: str
    label: str
    formula: str
    value: Callable[..., Array]
    gradient: Callable[..., object]
    heads: tuple[str, ...]
    note: str
    reference: str
    by: Literal["predictions", "logits"] = "predictions"
    reduction: Literal["mean", "sum"] = "mean"
    kinks: tuple[float, ...] = ()
    knobs: tuple[Knob, ...] = ()

    def check_head(self, head: Head) -> None:
        """Raise ValueError for a head that the loss does not go with."""
        if head.key not in self.heads:
            raise ValueError(f"loss {self.key!r} goes with the heads {', '.join(self.heads)}, got {head.key!r}")

    def of(self, head: Head, z: Array, a: Array, y: Array, **knobs: float) -> Array:
        """Return the loss of each network, (M,). Raises ValueError for a head that it does not go with."""
        self.check_head(head)
        if self.by == "logits":
            return self.value(z, a, y, head, **knobs)
        return self.value(z, a, y, **knobs)

    def logit_gradient(self, head: Head, z: Array, a: Array, y: Array, out: Array, **knobs: float) -> None:
        """Write dL/dz into `out`. Raises ValueError for a head that it does not go with."""
        self.check_head(head)
        if self.by == "logits":
            self.gradient(z, a, y, head, out, **knobs)
        else:
            self.gradient(z, a, y, out, **knobs)
            head.pull_back(z, a, out)


def _share(a: Array) -> float:
    """Return the weight of one output of one sample in a mean over both."""
    return float(1.0 / (a.shape[-2] * a.shape[-1]))


def _mean(values: Array) -> Array:
    """Return the mean over samples and outputs, (M,)."""
    mean: Array = np.mean(values, axis=(-2, -1))
    return mean


def _half_mse(z: Array, a: Array, y: Array) -> Array:
    return 0.5 * _mean((a - y) ** 2)


def _half_mse_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out=out)
    np.multiply(out, _share(a), out=out)


def _sse(z: Array, a: Array, y: Array) -> Array:
    total: Array = np.sum((a - y) ** 2, axis=(-2, -1))
    return 0.5 * total


def _sse_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out=out)


def _mse(z: Array, a: Array, y: Array) -> Array:
    return _mean((a - y) ** 2)


def _mse_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out=out)
    np.multiply(out, 2.0 * _share(a), out=out)


def _mae(z: Array, a: Array, y: Array) -> Array:
    return _mean(np.abs(a - y))


def _mae_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.subtract(a, y, out=out)
    np.sign(out, out=out)
    np.multiply(out, _share(a), out=out)


def _huber(z: Array, a: Array, y: Array, delta: float) -> Array:
    """Return the mean of r^2 / 2 within delta and delta (|r| - delta / 2) beyond: both are c (r - c / 2)."""
    r = a - y
    c = np.clip(r, -delta, delta)
    return _mean(c * (r - 0.5 * c))


def _huber_gradient(z: Array, a: Array, y: Array, out: Array, delta: float) -> None:
    np.subtract(a, y, out=out)
    np.clip(out, -delta, delta, out=out)
    np.multiply(out, _share(a), out=out)


def _hinge(z: Array, a: Array, y: Array) -> Array:
    return _mean(np.maximum(1.0 - y * a, 0.0))


def _hinge_gradient(z: Array, a: Array, y: Array, out: Array) -> None:
    np.multiply(y, -_share(a), out=out)
    np.multiply(out, y * a < 1.0, out=out)


def _cross_entropy(z: Array, a: Array, y: Array, head: Head) -> Array:
    assert head.surprise is not None  # the heads it goes with have one
    return _mean(head.surprise(z, y))


def _cross_entropy_gradient(z: Array, a: Array, y: Array, head: Head, out: Array) -> None:
    np.subtract(a, y, out=out)
    np.multiply(out, 1.0 / (a.shape[-2] * head.decisions(a.shape[-1])), out=out)


LOSSES: Registry[Loss] = Registry(
    "loss",
    Loss(
        "half_mse", "Half squared error", r"\frac{1}{2N} \sum_n (\hat y_n - y_n)^2",
        _half_mse, _half_mse_gradient, heads=EVERY_HEAD,
        note="Half the squared distance, averaged over samples and outputs; the half cancels the 2 of the derivative.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), equation 5.11",
    ),
    Loss(
        "cross_entropy", "Cross-entropy", r"-\frac{1}{N} \sum_n \ln p(y_n)",
        _cross_entropy, _cross_entropy_gradient, heads=("sigmoid", "softmax"), by="logits",
        note="How surprised the network is by the right answer; a wrong answer given with confidence costs most.",
        reference="Bishop, Pattern Recognition and Machine Learning (2006), equations 4.90 and 4.108",
    ),
    Loss(
        "mse", "Mean squared error", r"\frac{1}{N} \sum_n (\hat y_n - y_n)^2",
        _mse, _mse_gradient, heads=EVERY_HEAD,
        note="The squared distance, averaged over samples and outputs: twice the half squared error.",
        reference="Goodfellow, Bengio and Courville, Deep Learning (2016), equation 5.4",
    ),
    Loss(
        "sse", "Sum of squares / 2", r"\frac{1}{2} \sum_n (\hat y_n - y_n)^2",
        _sse, _sse_gradient, heads=EVERY_HEAD, reduction="sum",
        note="Summed over samples, not averaged: more samples mean larger steps at the same learning rate.",
        reference="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986), eq. 3",
    ),
    Loss(
        "mae", "Mean absolute error", r"\frac{1}{N} \sum_n |\hat y_n - y_n|",
        _mae, _mae_gradient, heads=EVERY_HEAD, kinks=(0.0,),
        note="The distance itself: outliers count no more than their distance.",
        reference="Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 10.6",
    ),
    Loss(
        "huber", "Huber", r"\tfrac{1}{2} r^2 \text{ if } |r| \le \delta \text{ else } \delta (|r| - \tfrac{\delta}{2})",
        _huber, _huber_gradient, heads=EVERY_HEAD,
        knobs=(Knob("delta", "Delta", 1.0, 0.01, 10, "log", "The error at which squared turns into absolute."),),
        note="Squared for small errors and absolute for large ones.",
        reference="Huber, Robust Estimation of a Location Parameter (1964)",
    ),
    Loss(
        "hinge", "Hinge", r"\frac{1}{N} \sum_n \max(0, 1 - y_n \hat y_n)",
        _hinge, _hinge_gradient, heads=("identity", "tanh"), kinks=(0.0,),
        note="For classes -1 and 1: right by a margin of 1 costs nothing, and teaches nothing.",
        reference="Cortes and Vapnik, Support-Vector Networks (1995)",
    ),
)
