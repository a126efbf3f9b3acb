"""Activation functions: what a hidden unit makes of its pre-activation.

To add one, write its function and its slope and add an entry to `ACTIVATIONS`.
Functions take `z` and write into `out` (which may be `z` itself). Slopes take both `z` and `a = f(z)`, because some
are cheaper in one and some in the other, and write into an `out` that is neither. Knobs arrive as keywords.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Activation:
    """An elementwise function and its derivative.

    `kinks` are the points where the slope jumps (there, the value of the slope is a convention).
    `low` and `high` bound the outputs; pictures use them as the ends of their colour scale.
    """

    key: str
    label: str
    formula: str
    function: Callable[..., object]
    slope: Callable[..., object]
    note: str
    reference: str
    kinks: tuple[float, ...] = ()
    low: float = -np.inf
    high: float = np.inf
    knobs: tuple[Knob, ...] = ()


def linear(z: Array, out: Array) -> None:
    np.copyto(out, z)


def linear_slope(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def sigmoid(z: Array, out: Array) -> None:
    np.negative(z, out=out)
    with np.errstate(over="ignore"):  # exp(1e4) is inf, and 1 / (1 + inf) is the right 0
        np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    np.divide(1.0, out, out=out)


def sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.subtract(1.0, a, out=out)
    np.multiply(out, a, out=out)


def tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out=out)


def relu_slope(z: Array, a: Array, out: Array) -> None:
    np.greater(z, 0.0, out=out, casting="unsafe")


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    Activation(
        "tanh", "tanh", r"\tanh z", tanh, tanh_slope, low=-1, high=1,
        note="Squashes to -1..1 and is steepest at 0; far from 0 it saturates and learns slowly.",
        reference="LeCun, Bottou, Orr and Muller, Efficient BackProp (1998), section 4.4",
    ),
    Activation(
        "relu", "ReLU", r"\max(0, z)", relu, relu_slope, low=0, kinks=(0.0,),
        note="Passes positive sums unchanged and silences the rest; a unit that is never positive is dead.",
        reference="Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010)",
    ),
    Activation(
        "sigmoid", "Sigmoid", r"\frac{1}{1 + e^{-z}}", sigmoid, sigmoid_slope, low=0, high=1,
        note="Squashes to 0..1; its slope is at most 1/4, so gradients shrink from layer to layer.",
        reference="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)",
    ),
    Activation(
        "linear", "Linear", r"z", linear, linear_slope,
        note="Passes the sum on as it is; layers of linear units are together only one linear layer.",
        reference="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3",
    ),
)
