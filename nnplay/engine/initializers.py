"""Initializers: where training starts. Weights are drawn layer by layer from one generator per network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Initializer:
    """A way to draw one layer's weights.

    `draw(rng, fan_in, fan_out)` returns W (D, H) = (fan_in, fan_out); every bias starts at `bias`.
    """

    key: str
    label: str
    formula: str
    draw: Callable[..., Array]
    note: str
    reference: str
    bias: float = 0.0
    knobs: tuple[Knob, ...] = ()


def _uniform_half(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return rng.uniform(-0.5, 0.5, (fan_in, fan_out))


def _uniform_unit(rng: Generator, fan_in: int, fan_out: int) -> Array:
    return rng.random((fan_in, fan_out))


INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    Initializer(
        "uniform_half", "Uniform -0.5..0.5", r"W \sim U(-\tfrac12, \tfrac12),\ b = 0.1", _uniform_half, bias=0.1,
        note="Small weights of both signs and slightly positive biases: the start of TensorFlow Playground.",
        reference="Smilkov, Carter, Sculley, Viegas and Wattenberg, Direct-Manipulation Visualization (2017)",
    ),
    Initializer(
        "uniform_unit", "Uniform 0..1", r"W \sim U(0, 1),\ b = 0", _uniform_unit,
        note="All weights positive: the start of many from-scratch tutorials; units begin alike and part slowly.",
        reference="Harris et al., Array programming with NumPy (2020): numpy.random.rand",
    ),
)
