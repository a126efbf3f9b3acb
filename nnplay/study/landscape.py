"""The loss as a place: planes through the space of weights, and the loss over them."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.registry import check_number
from nnplay.run import Run

FEWEST_CELLS, MOST_CELLS = 5, 121  # each way
MOST_PARAMETERS = 20_000
BATCH_VALUES = 40_000  # of one buffer: small enough to stay in the processor's cache
TINY = 1e-12  # shorter directions lead nowhere


@dataclass(frozen=True)
class Plane:
    """A plane through the weights: origin + x across + y up, all (P,).

    `share` is the part (0..1) of a path's variance that lies in the plane, where it was made from a path. `names` say
    what goes across and up.
    """

    origin: Array
    across: Array
    up: Array
    share: float | None = None
    names: tuple[str, str] = ("first direction", "second direction")

    def at(self, x: Array, y: Array) -> Array:
        """Return the weights at coordinates x (N,) and y (N,), as (N, P)."""
        return self.origin + np.multiply.outer(x, self.across) + np.multiply.outer(y, self.up)

    def coordinates(self, theta: Array) -> Array:
        """Return the coordinates (N, 2) of the points of the plane nearest to theta (N, P)."""
        basis = np.column_stack([self.across, self.up])
        solved: Array = np.linalg.lstsq(basis, (theta - self.origin).T, rcond=None)[0].T
        return solved

    def distances(self, theta: Array) -> Array:
        """Return how far theta (N, P) lies off the plane, (N,)."""
        apart: Array = np.linalg.norm(theta - self.at(*self.coordinates(theta).T), axis=1)
        return apart


def random_plane(net: MLP, centre: Array, seed: int) -> Plane:
    """Return a plane around weights (P,) in two random directions, filter-normalized.

    What comes into a unit points anywhere and is as long as the unit's own weights, so that the picture does not
    depend on their scale; biases stay (Li et al., Visualizing the Loss Landscape of Neural Nets, 2018, section 4).
    """
    rng = np.random.default_rng(seed)
    first, second = (filter_normalized(net, rng.normal(size=net.size), centre) for _ in range(2))
    if not first.any():
        raise ValueError("all weights are 0: there is no scale to look around by. Train the network first")
    return Plane(centre.copy(), first, second)


def filter_normalized(net: MLP, direction: Array, theta: Array) -> Array:
    """Return the direction with each unit's incoming weights as long as those of theta, and 0 for biases, all (P,)."""
    scaled = Parameters(net, direction[np.newaxis].astype(float))
    for (d, biases), (W, _) in zip(scaled.layers, Parameters(net, theta[np.newaxis].astype(float)).layers):
        lengths = np.linalg.norm(d, axis=1, keepdims=True)  # (1, 1, H)
        d *= np.linalg.norm(W, axis=1, keepdims=True) / np.maximum(lengths, TINY)
        if biases is not None:
            biases[:] = 0
    of_first: Array = scaled.theta[0]
    return of_first


def path_plane(path: Array) -> Plane:
    """Return the plane around the end of a path (T, P) in its two principal directions (Li et al. 2018, section 7)."""
    if len(path) < 3:
        raise ValueError("the path needs at least three points: train the network first")
    steps = path[:-1] - path[-1]
    _, sizes, directions = np.linalg.svd(steps, full_matrices=False)
    if len(sizes) < 2 or sizes[1] < TINY * max(sizes[0], 1):
        raise ValueError("the path is a straight line: it spans no plane")
    for index in range(2):  # the start lies to the left and above, whichever way the decomposition turned
        directions[index] *= -1 if (directions[index] @ steps[0] > 0) == (index == 0) else 1
    return Plane(path[-1].copy(), directions[0], directions[1], float((sizes[:2] ** 2).sum() / (sizes**2).sum()))


def plane_through(one: Array, two: Array, three: Array) -> Plane:
    """Return the plane through three weights (P,), at right angles (Garipov et al. 2018, appendix A.1).

    `one` is its origin, and `two` lies on its first axis.
    """
    across = two - one
    length = np.linalg.norm(across)
    if length < TINY:
        raise ValueError("the first two weights are the same: they span no plane. Train the network first")
    across = across / length
    up = three - one - ((three - one) @ across) * across
    height = np.linalg.norm(up)
    if height < 1e-9 * length:
        raise ValueError("the three weights lie on one line: they span no plane")
    return Plane(one.copy(), across, up / height)


def weights_plane(theta: Array, first: int, second: int, names: tuple[str, str]) -> Plane:
    """Return the plane of two of the weights (P,), the others as they are: its coordinates are their values."""
    if first == second:
        raise ValueError(f"a plane needs two different weights, and {names[0]} was chosen twice")
    for index in (first, second):
        if not 0 <= index < len(theta):
            raise ValueError(f"there is no weight {index} among {len(theta)}")
    origin, across, up = theta.copy(), np.zeros(len(theta)), np.zeros(len(theta))
    origin[[first, second]] = 0
    across[first] = up[second] = 1
    return Plane(origin, across, up, names=names)


class Surface:
    """The loss of a run's network over a plane, computed in slices of time.

    `x` (S,) and `y` (S,) are the coordinates and `loss` (S, S) the values, a row per y, NaN where `done` says they are
    yet to come; where the network's numbers overflow they are not finite.
    """

    def __init__(self, run: Run, plane: Plane, x: tuple[float, float], y: tuple[float, float], cells: int,
                 samples: str = "train") -> None:
        check_number("cells", cells, FEWEST_CELLS, MOST_CELLS, integer=True)
        if len(plane.origin) > MOST_PARAMETERS:
            raise ValueError(f"a network of {len(plane.origin):,} parameters is too large for a landscape: at most "
                             f"{MOST_PARAMETERS:,}")
        self.plane, self.cells = plane, cells
        self.x, self.y = np.linspace(*x, cells), np.linspace(*y, cells)
        self.loss = np.full((cells, cells), np.nan)
        self.computed = 0
        net, dtype = run.params.net, run.params.theta.dtype
        count = len(run.split.train if samples == "train" else run.split.test)
        size = max(1, min(cells**2, BATCH_VALUES // max(1, count * max(net.sizes))))
        self._params = Parameters.zeros(net, size, str(dtype))
        self._score = run.evaluator(self._params, samples)

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which cells have been computed, (S, S)."""
        return (np.arange(self.cells**2) < self.computed).reshape(self.cells, self.cells)

    @property
    def complete(self) -> bool:
        return self.computed == self.cells**2

    @property
    def progress(self) -> float:
        return self.computed / self.cells**2

    def over(self, places: Array) -> Array:
        """Return the surface's own loss (N,) over places (N, 2), between the cells by their distance; NaN outside."""
        columns, rows = ((places[:, axis] - line[0]) / (line[-1] - line[0]) * (self.cells - 1)
                         for axis, line in enumerate((self.x, self.y)))
        inside = (columns >= 0) & (columns <= self.cells - 1) & (rows >= 0) & (rows <= self.cells - 1)
        c, r = (np.clip(np.floor(np.where(inside, each, 0)), 0, self.cells - 2).astype(int) for each in (columns, rows))
        right, up = columns - c, rows - r
        with np.errstate(invalid="ignore"):
            lower = self.loss[r, c] * (1 - right) + self.loss[r, c + 1] * right
            upper = self.loss[r + 1, c] * (1 - right) + self.loss[r + 1, c + 1] * right
            return np.where(inside, lower * (1 - up) + upper * up, np.nan)

    def advance(self, seconds: float) -> None:
        """Compute for about so many seconds, row by row."""
        deadline = time.perf_counter() + seconds
        while not self.complete:
            self._next()
            if time.perf_counter() >= deadline:
                break

    def _next(self) -> None:
        size = len(self._params.theta)
        cells = np.arange(self.computed, min(self.computed + size, self.cells**2))
        rows, columns = np.divmod(cells, self.cells)
        self._params.theta[: len(cells)] = self.plane.at(self.x[columns], self.y[rows])
        self.loss.ravel()[cells] = self._score()[0][: len(cells)]
        self.computed += len(cells)


def losses_at(run: Run, theta: Array, samples: str = "train") -> Array:
    """Return the loss (N,) of a run's network at weights theta (N, P)."""
    count = len(run.split.train if samples == "train" else run.split.test)
    size = max(1, BATCH_VALUES // max(1, count * max(run.params.net.sizes)))
    parts = [run.evaluator(Parameters(run.params.net, part.astype(run.params.theta.dtype)), samples)()[0]
             for part in np.split(theta, range(size, len(theta), size))]
    return np.concatenate(parts)


def extent(plane: Plane, points: Array, margin: float = 0.25) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ranges of x and y that hold the points (N, P) with a margin, a part of their spread."""
    places = plane.coordinates(points)
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.maximum(margin * (high - low), margin * max((high - low).max(), TINY))
    (left, down), (right, top) = (low - room).tolist(), (high + room).tolist()
    return (left, right), (down, top)
