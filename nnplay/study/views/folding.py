"""The input plane and the samples as each layer sees them: a sheet folded until a straight line cuts it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, forward
from nnplay.run import Run
from nnplay.study.plane import Plane, square_grid

SIDE = 31  # points of the sheet, both ways
MOST_SAMPLES = 400


@dataclass(frozen=True)
class Fold:
    """What one layer makes of the sheet (SIDE^2, 2) and of the samples (N, 2), seen in a plane of its space.

    `axes` says what goes across and up: two units from 0, or None for the two principal components. The whole lies
    within -1..1; `low` and `high` (2,) are the answers at its ends, for two units.
    """

    sheet: Array
    samples: Array
    axes: tuple[int, int] | None
    low: tuple[float, float]
    high: tuple[float, float]
    explained: float


def folds(run: Run, plane: Plane, axes: tuple[int, int] | None = None) -> list[Fold]:
    """Return one fold for the inputs' plane itself and one for each hidden layer.

    `axes` are the two units to look at; in layers that do not have both, and without any, layers of one or two units
    show those and wider ones their principal components, turned so that they lie as close as they can to the plane of
    the inputs (orthogonal Procrustes problem, Schönemann 1966): so the picture stays still while the network learns.
    """
    grid = plane.grid(SIDE)
    points = run.split.train.points[:MOST_SAMPLES]
    flat = np.concatenate([square_grid(plane.low, plane.high, SIDE), plane.place(points)])
    x = np.concatenate([run.inputs(grid), run.inputs(points)])
    params = Parameters(run.params.net, run.params.theta[:1])
    trace = Trace(params.net, len(x), 1, params.theta.dtype)
    with np.errstate(all="ignore"):
        forward(params, x[np.newaxis], trace)
    answers = [np.nan_to_num(a[0].astype(float), posinf=0, neginf=0) for a in trace.a[:-1]]
    return [_fold(flat, (0, 1), len(grid)), *(_layer(a, flat, axes, len(grid)) for a in answers)]


def _layer(a: Array, flat: Array, axes: tuple[int, int] | None, cells: int) -> Fold:
    units = a.shape[1]
    if units == 1:
        return _fold(np.column_stack([a[:, 0], np.zeros(len(a))]), (0, 0), cells)
    if units == 2 and axes is None:
        axes = (0, 1)
    if axes is not None and axes[0] != axes[1] and all(0 <= unit < units for unit in axes):
        return _fold(a[:, list(axes)], axes, cells)
    centred = a - a.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    seen = centred @ directions[:2].T
    left, _, right = np.linalg.svd(seen.T @ (flat - flat.mean(axis=0)))
    total = float((sizes**2).sum())
    return _fold(seen @ (left @ right), None, cells, float((sizes[:2] ** 2).sum()) / total if total > 0 else 1.0)


def _fold(seen: Array, axes: tuple[int, int] | None, cells: int, explained: float = 1.0) -> Fold:
    low, high = seen.min(axis=0), seen.max(axis=0)
    reach = max(float((high - low).max()) / 2, 1e-9)
    middle = (low + high) / 2
    scaled = (seen - middle) / reach
    ends = [(float(end[0]), float(end[1])) for end in (middle - reach, middle + reach)]
    return Fold(scaled[:cells], scaled[cells:], axes, ends[0], ends[1], explained)
