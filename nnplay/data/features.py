"""Input features: what the network is given of a point. Each can be switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Feature:
    """A column made from points: `compute(points)` turns (N, 2) into (N,)."""

    key: str
    label: str
    formula: str
    compute: Callable[[Array], Array]
    note: str
    knobs: tuple[Knob, ...] = ()


FEATURES: Registry[Feature] = Registry(
    "input",
    Feature("x1", "x₁", "x_1", lambda p: p[:, 0], "Across."),
    Feature("x2", "x₂", "x_2", lambda p: p[:, 1], "Up."),
    Feature("x1_squared", "x₁²", "x_1^2", lambda p: p[:, 0] ** 2, "Distance from the vertical axis, squared."),
    Feature("x2_squared", "x₂²", "x_2^2", lambda p: p[:, 1] ** 2, "Distance from the horizontal axis, squared."),
    Feature("x1_x2", "x₁x₂", "x_1 x_2", lambda p: p[:, 0] * p[:, 1], "Its sign tells the diagonal corners apart."),
    Feature("sin_x1", "sin x₁", r"\sin x_1", lambda p: np.sin(p[:, 0]), "Waves across."),
    Feature("sin_x2", "sin x₂", r"\sin x_2", lambda p: np.sin(p[:, 1]), "Waves up."),
)


def features(points: Array, names: Sequence[str]) -> Array:
    """Turn points (N, 2) into network inputs (N, D), one column per named feature, in the given order."""
    return np.column_stack([FEATURES[name].compute(points) for name in names])
