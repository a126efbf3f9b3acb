"""Input features: what the network is given of a point. Each can be switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from nnplay.data.table import PLANE
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


ON_A_LINE = ("x1", "x1_squared", "sin_x1")


@lru_cache(maxsize=256)
def features_of(columns: tuple[str, ...]) -> Mapping[str, Feature]:
    """Return what a network can be given of points with these columns: in a plane all of `FEATURES`, on a line those
    of x1, else the columns themselves, under the keys c1, c2, ...
    """
    if columns == PLANE:
        return {key: FEATURES[key] for key in FEATURES}
    if columns == PLANE[:1]:
        return {key: FEATURES[key] for key in ON_A_LINE}
    return {f"c{number}": Feature(f"c{number}", name, rf"x_{{{number}}}", partial(_column, number - 1), name)
            for number, name in enumerate(columns, 1)}


def _column(index: int, points: Array) -> Array:
    return points[:, index]


def features(points: Array, names: Sequence[str], columns: tuple[str, ...] = PLANE) -> Array:
    """Turn points (N, raw D) into network inputs (N, D), one column per named feature, in the given order."""
    known = features_of(columns)
    return np.column_stack([known[name].compute(points) for name in names])


@dataclass(frozen=True, eq=False)
class Inputs:
    """How points become what one run's network is given: features, standardized by the training samples if at all.

    `mean` and `spread` (D,) are those of the training samples; 0 and 1 when nothing is standardized.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    mean: Array | float = 0.0
    spread: Array | float = 1.0

    @classmethod
    def fitted(cls, names: tuple[str, ...], columns: tuple[str, ...], standardize: bool, train: Array) -> Inputs:
        """Learn the means and spreads of training points (N, raw D); a constant column keeps spread 1."""
        if not standardize:
            return cls(names, columns)
        raw = features(train, names, columns)
        spread = raw.std(axis=0)
        return cls(names, columns, raw.mean(axis=0), np.where(spread > 0, spread, 1.0))

    @property
    def standardized(self) -> bool:
        return not isinstance(self.mean, float)

    def __call__(self, points: Array) -> Array:
        raw = features(points, self.names, self.columns)
        return (raw - self.mean) / self.spread if self.standardized else raw
