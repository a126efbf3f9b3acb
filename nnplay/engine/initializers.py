"""Initializers: where training starts. Weights are drawn layer by layer from one generator per network."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Initializer:
    """A way to draw one layer's weights.

    `draw(rng, fan_in, fan_out, **knobs)` returns W (D, H) = (fan_in, fan_out); every bias starts at `bias`.
    """

    key: str
    label: str
    formula: str
    draw: Callable[..., Array]
    note: str
    reference: str
    bias: float = 0.0
    knobs: tuple[Knob, ...] = ()


def _uniform(rng: Generator, fan_in: int, fan_out: int, limit: float) -> Array:
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def _normal(rng: Generator, fan_in: int, fan_out: int, deviation: float) -> Array:
    return deviation * rng.standard_normal((fan_in, fan_out))


def _uniform_half(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return _uniform(rng, fan_in, fan_out, 0.5)


def _uniform_unit(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return rng.random((fan_in, fan_out))


def _glorot_uniform(rng: Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    return _uniform(rng, fan_in, fan_out, gain * math.sqrt(6 / (fan_in + fan_out)))


def _glorot_normal(rng: Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    return _normal(rng, fan_in, fan_out, gain * math.sqrt(2 / (fan_in + fan_out)))


def _he_uniform(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return _uniform(rng, fan_in, fan_out, math.sqrt(6 / fan_in))


def _he_normal(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return _normal(rng, fan_in, fan_out, math.sqrt(2 / fan_in))


def _lecun_normal(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return _normal(rng, fan_in, fan_out, math.sqrt(1 / fan_in))


def _orthogonal(rng: Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """Return rows or columns (whichever are fewer) at right angles, drawn evenly from all such matrices."""
    tall = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    Q, R = np.linalg.qr(tall)
    Q = gain * Q * np.sign(np.diag(R))  # without the signs the draw is not even: Mezzadri 2007, section 5
    return Q if fan_in >= fan_out else Q.T


def _zeros(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return np.zeros((fan_in, fan_out))


def _constant(rng: Generator, fan_in: int, fan_out: int, value: float) -> Array:
    return np.full((fan_in, fan_out), value)


_GAIN = Knob("gain", "Gain", 1.0, 0.1, 5, help="A factor on every weight.")
_GLOROT = "Glorot and Bengio, Understanding the difficulty of training deep networks (2010), equation "
_HE = "He, Zhang, Ren and Sun, Delving Deep into Rectifiers (2015), equation 10"

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    Initializer(
        "uniform_half", "Uniform -0.5..0.5", r"W \sim U(-\tfrac12, \tfrac12),\ b = 0.1", _uniform_half, bias=0.1,
        note="Small weights of both signs and slightly positive biases: the start of TensorFlow Playground.",
        reference="Smilkov, Carter, Sculley, Viegas and Wattenberg, Direct-Manipulation Visualization (2017)",
    ),
    Initializer(
        "uniform_unit", "Uniform 0..1", r"W \sim U(0, 1),\ b = 0", _uniform_unit,
        note="All weights positive: the start of many from-scratch tutorials; units begin alike and grow apart slowly.",
        reference="Harris et al., Array programming with NumPy (2020): numpy.random.rand",
    ),
    Initializer(
        "glorot_uniform", "Glorot uniform", r"W \sim U(-l, l),\ l = \gamma \sqrt{6 / (D + H)}", _glorot_uniform,
        knobs=(_GAIN,), reference=_GLOROT + "16",
        note="Keeps signals and gradients of about one size from layer to layer; made for tanh.",
    ),
    Initializer(
        "glorot_normal", "Glorot normal", r"W \sim N(0, 2 \gamma^2 / (D + H))", _glorot_normal,
        knobs=(_GAIN,), reference=_GLOROT + "12",
        note="Glorot's variance with a bell curve: mostly small weights and a few large ones.",
    ),
    Initializer(
        "he_uniform", "He uniform", r"W \sim U(-l, l),\ l = \sqrt{6 / D}", _he_uniform, reference=_HE,
        note="Twice the variance of LeCun's, because a ReLU silences half of what it is given.",
    ),
    Initializer(
        "he_normal", "He normal", r"W \sim N(0, 2 / D)", _he_normal, reference=_HE,
        note="He's variance with a bell curve; made for ReLU and its relatives.",
    ),
    Initializer(
        "lecun_normal", "LeCun normal", r"W \sim N(0, 1 / D)", _lecun_normal,
        note="Sums of unit inputs have unit variance; the start that SELU needs.",
        reference="LeCun, Bottou, Orr and Muller, Efficient BackProp (1998), equation 16",
    ),
    Initializer(
        "orthogonal", "Orthogonal", r"W^\top W = \gamma^2 I \text{ or } W W^\top = \gamma^2 I", _orthogonal,
        knobs=(_GAIN,),
        note="Turns its inputs without stretching them, so deep linear networks neither fade nor explode.",
        reference="Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning (2014)",
    ),
    Initializer(
        "zeros", "Zeros", r"W = 0", _zeros,
        note="Every unit of a layer is the same and stays the same: watch the network fail to learn.",
        reference="Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.4",
    ),
    Initializer(
        "constant", "Constant", r"W = c", _constant,
        knobs=(Knob("value", "Value", 0.5, -2, 2, help="Every weight starts at this."),),
        note="Not zero, yet still all alike: a layer of any width learns as if it were one unit.",
        reference="Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.4",
    ),
)
