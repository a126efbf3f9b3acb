"""Regularizers: what keeps weights small or units independent. Biases are never regularized.

A penalty adds `rate * value(theta)` to the loss and `rate * slope(theta)` to the gradient. Decoupled weight decay
and dropout have no penalty; the training loop applies them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.knobs import NamedNumbers
from nnplay.engine.registry import Knob, Registry

Rates = tuple[tuple[str, float], ...]  # regularizers with their rates, as ("l2", 0.001)


@dataclass(frozen=True)
class Regularizer:
    """A rate (the one knob) and what it multiplies.

    `value(theta)` is elementwise (M, P) and summed over the weights; `slope(theta)` is its derivative.
    """

    key: str
    label: str
    formula: str
    note: str
    reference: str
    knobs: tuple[Knob]
    value: Callable[[Array], Array] | None = None
    slope: Callable[[Array], Array] | None = None


class Penalty(NamedTuple):
    """What a regularizer adds to the loss, elementwise, and its derivative; both to be multiplied by the rate."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    rate: float


REGULARIZERS: Registry[Regularizer] = Registry(
    "regularizer",
    Regularizer(
        "l1", "L1", r"\lambda \sum |w|",
        value=np.abs, slope=np.sign, knobs=(Knob("rate", "Rate", 0.001, 0, 10, "log"),),
        note="Pulls every weight towards 0 by the same amount, so that many end there.",
        reference="Tibshirani, Regression Shrinkage and Selection via the Lasso (1996)",
    ),
    Regularizer(
        "l2", "L2", r"\frac{\lambda}{2} \sum w^2",
        value=lambda theta: 0.5 * theta * theta, slope=lambda theta: theta,
        knobs=(Knob("rate", "Rate", 0.001, 0, 10, "log"),),
        note="Pulls large weights more than small ones, which smooths the function.",
        reference="Krogh and Hertz, A Simple Weight Decay Can Improve Generalization (1991)",
    ),
    Regularizer(
        "weight_decay", "Weight decay", r"w \leftarrow (1 - \eta \lambda) w",
        knobs=(Knob("rate", "Rate", 0.01, 0, 1, "log"),),
        note="Shrinks the weights at every step, apart from the gradient; with Adam that differs from L2.",
        reference="Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019)",
    ),
    Regularizer(
        "dropout", "Dropout", r"a \leftarrow a \cdot m / (1 - p),\ m \sim \mathrm{Bernoulli}(1 - p)",
        knobs=(Knob("rate", "Rate", 0.2, 0, 0.9, "linear"),),
        note="Silences each hidden unit with probability p in training, so that none relies on another.",
        reference="Srivastava et al., Dropout (2014)",
    ),
)


def penalties(rates: NamedNumbers) -> list[Penalty]:
    """Return the regularizers among `rates` that add to the loss."""
    entries = [(REGULARIZERS[key], rate) for key, rate in dict(rates).items() if rate]
    return [Penalty(entry.value, entry.slope, rate) for entry, rate in entries if entry.value and entry.slope]


def decay_rate(rates: Rates) -> float:
    return dict(rates).get("weight_decay", 0.0)


def dropout_rate(rates: Rates) -> float:
    return dict(rates).get("dropout", 0.0)
