"""The plane that pictures show of the input space: all of it, a slice through it, or a line with the answer upwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.data.features import features_of
from nnplay.data.slice import Slice
from nnplay.data.split import Split
from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment

COMPONENTS = "components"  # the first two principal components, as against two columns
MARGIN = 1.08


@dataclass(frozen=True)
class Axis:
    """One side of the picture: its name and the numbers at its two ends."""

    label: str
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Plane:
    """Points are origin + spread * (coordinates @ directions); coordinates run from low to high both ways.

    `origin` and `spread` are (D,), `directions` (2, D), orthonormal. When `line` is set there is one column: it goes
    across, and upwards is the answer, from the low to the high end of the second axis.
    """

    origin: Array
    spread: Array
    directions: Array
    low: float
    high: float
    axes: tuple[Axis, Axis]
    line: bool = False

    def grid(self, side: int) -> Array:
        """Return the points (side^2, D) at the centres of side x side cells, row by row from the top left."""
        return self.origin + self.spread * (square_grid(self.low, self.high, side) @ self.directions)

    def place(self, points: Array) -> Array:
        """Return the coordinates (N, 2) of points (N, D), projected onto the plane."""
        return ((points - self.origin) / self.spread) @ self.directions.T

    def height(self, answers: Array) -> Array:
        """Return where on the second axis answers in units lie, as coordinates: for a line."""
        axis = self.axes[1]
        return self.low + (answers - axis.low) / (axis.high - axis.low) * (self.high - self.low)


def square_grid(low: float, high: float, side: int) -> Array:
    """Return the centres of side x side cells (side^2, 2), row by row from the top left."""
    edges = np.linspace(low, high, side + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    across, up = np.meshgrid(centres, centres[::-1])
    return np.column_stack([across.ravel(), up.ravel()])


def plane_of(experiment: Experiment, split: Split, chosen: Slice | None = None) -> Plane:
    """Return the plane to show of an experiment.

    Columns or a sample that are not there fall back to what is usual, values beyond the samples to the nearest.
    """
    source, points = experiment.source, split.train.points
    D = len(source.columns)
    if source.planar:
        ends = [Axis(label, source.low, source.high) for label in ("x₁", "x₂")]
        return Plane(np.zeros(2), np.ones(2), np.eye(2), source.low, source.high, (ends[0], ends[1]))
    if D == 1:
        return _line(experiment, split)
    spread = points.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    origin = points.mean(axis=0)
    columns = chosen.columns if chosen else None
    if columns is None and D == 2:
        columns = (0, 1)
    if columns is None or not all(0 <= column < D for column in columns) or columns[0] == columns[1]:
        return _components(origin, spread, points)
    if chosen and chosen.held is not None and 0 <= chosen.held < len(points):
        shown = np.isin(np.arange(D), columns)
        origin = np.where(shown, origin, points[chosen.held])
    for column, value in chosen.values if chosen else ():
        if 0 <= column < D and column not in columns:
            origin[column] = np.clip(value, points[:, column].min(), points[:, column].max())
    directions = np.eye(D)[list(columns)]
    reach = _reach(((points - origin) / spread) @ directions.T)
    names = [feature.label for feature in features_of(source.columns).values()]
    ends = [Axis(names[column], float(origin[column] - reach * spread[column]),
                 float(origin[column] + reach * spread[column])) for column in columns]
    return Plane(origin, spread, directions, -reach, reach, (ends[0], ends[1]))


def _components(origin: Array, spread: Array, points: Array) -> Plane:
    """Return the plane in which standardized points vary most (Pearson 1901)."""
    scaled = (points - origin) / spread
    directions = np.linalg.svd(scaled, full_matrices=False)[2][:2]
    if len(directions) < 2:
        directions = np.vstack([directions, np.eye(points.shape[1])[:1]])
    directions = directions * np.where(directions[np.arange(2), np.abs(directions).argmax(axis=1)] < 0, -1, 1)[:, None]
    share = (scaled @ directions.T).var(axis=0) / max(float(scaled.var(axis=0).sum()), 1e-12)
    reach = _reach(scaled @ directions.T)
    first, second = (Axis(f"component {number + 1} ({share[number]:.0%} of the variance)", -reach, reach)
                     for number in range(2))
    return Plane(origin, spread, directions, -reach, reach, (first, second))


def _line(experiment: Experiment, split: Split) -> Plane:
    """Return the line of the only column, with the answer upwards."""
    source = experiment.source
    column, known = split.train.points[:, 0], experiment.targets_of(split)
    targets = known.in_units(known(split.train.targets))
    if source.columns == ("x1",):
        low, high, origin, spread = source.low, source.high, 0.0, 1.0
    else:
        origin, spread = float(column.mean()), float(column.std()) or 1.0
        high = _reach((column - origin) / spread)
        low = -high
    middle = float(targets.max() + targets.min()) / 2
    reach = (float(np.ptp(targets)) / 2 or 1.0) * 1.3
    label = "x" if source.columns == ("x1",) else source.columns[0]
    ends = (Axis(label, origin + spread * low, origin + spread * high),
            Axis(known.name or "answer", middle - reach, middle + reach))
    return Plane(np.array([origin]), np.array([spread]), np.array([[1.0], [0.0]]), low, high, ends, line=True)


def _reach(coordinates: Array) -> float:
    return max(float(np.abs(coordinates).max(initial=0)) * MARGIN, 1e-9)
