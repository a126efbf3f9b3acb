"""Points that a person draws: a table on a grid in a square, whose points know themselves whether they are a test.

The grid keeps links short and lets a place hold one point. A point that is drawn is dealt to training or test so that
each class keeps the share asked for, and stays where it was dealt whatever is drawn or erased later.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnplay.data.table import PLANE, Table
from nnplay.engine.arrays import Array

MAX_POINTS = 5000
STEPS = 600  # of the grid, a side
LEVELS = 100  # of a target, from 0 to the reach
FURTHEST = 1e6  # that a square or a target may reach

Flags = NDArray[np.bool_]
Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Paper:
    """What is drawn on: the square from `low` to `high` both ways, and what a point may be.

    There are names of `classes`, or else targets from -`reach` to `reach`. `share` is the percentage of points that
    are dealt to the test; together with `seed` it names how they were dealt.
    """

    low: float = -6.0
    high: float = 6.0
    classes: tuple[str, ...] = ()
    reach: float = 1.0
    share: float = 50.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("low", "high", "reach", "share"):
            object.__setattr__(self, name, float(getattr(self, name)))
        if not -FURTHEST <= self.low < self.high <= FURTHEST:
            raise ValueError(f"a square reaches from a low to a high end within ±{FURTHEST:g}, got {self.low!r} to "
                             f"{self.high!r}")
        if not 1 / FURTHEST <= self.reach <= FURTHEST:
            raise ValueError(f"targets reach to a number up to {FURTHEST:g}, got {self.reach!r}")
        if not 0 <= self.share <= 100:
            raise ValueError(f"the share of the test is from 0 to 100 %, got {self.share!r}")

    @property
    def step(self) -> float:
        return (self.high - self.low) / STEPS

    def cells(self, places: Array) -> Cells:
        """Return the cells (N,) of places (N, 2), -1 where one is outside the square."""
        nodes = np.rint((places - self.low) / self.step)
        inside = ((nodes >= 0) & (nodes <= STEPS)).all(axis=1)
        return np.where(inside, nodes[:, 1] * (STEPS + 1) + nodes[:, 0], -1).astype(np.int64)

    def places(self, cells: Cells) -> Array:
        """Return the places (N, 2) of cells (N,)."""
        up, across = np.divmod(cells, STEPS + 1)
        return self.low + np.column_stack([across, up]) * self.step

    def value(self, value: float) -> float:
        """Return a class index or a target as this paper has it. Raises ValueError for one it cannot have."""
        if self.classes:
            if value not in range(len(self.classes)):
                raise ValueError(f"a class is a whole number from 0 to {len(self.classes) - 1}, got {value!r}")
            return float(value)
        if not abs(value) <= self.reach:
            raise ValueError(f"a target is a number from {-self.reach:g} to {self.reach:g}, got {value!r}")
        return float(self.rounded(np.array([value]))[0])

    def rounded(self, targets: Array) -> Array:
        """Return targets at the nearest of the levels, within the reach."""
        levels: Array = np.rint(np.clip(targets / self.reach, -1, 1) * LEVELS) + 0.0  # there is one zero, not two
        return levels / LEVELS * self.reach


@dataclass(frozen=True, eq=False, repr=False)
class Drawn(Table):
    """Points (N, 2) on a paper, in the order of their cells, each a `test` or not. At least one is not."""

    paper: Paper = field(default=Paper())
    test: Flags = field(default_factory=lambda: np.zeros(0, bool))

    LEAST_ROWS = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self) > MAX_POINTS:
            raise ValueError(f"a drawing has 1 to {MAX_POINTS:,} points, got {len(self):,}")
        test = np.array(self.test, dtype=bool)
        test.flags.writeable = False
        object.__setattr__(self, "test", test)
        if self.test.shape != (len(self),) or self.test.all():
            raise ValueError("drawn points need a flag each that says whether it is a test, and one that is none")
        if self.columns != PLANE or self.classes != self.paper.classes:
            raise ValueError("drawn points have the columns x1 and x2 and the classes of their paper")
        cells = self.paper.cells(self.inputs)
        if (cells < 0).any() or (np.diff(cells) <= 0).any():
            raise ValueError("drawn points lie within their square, each in a cell of its own, in order")

    @cached_property
    def cells(self) -> Cells:
        return self.paper.cells(self.inputs)

    @cached_property
    def digest(self) -> str:
        """A short name of the content: equal drawings have equal ones."""
        content = repr(self.paper).encode() + self.inputs.tobytes() + self.targets.tobytes() + self.test.tobytes()
        return hashlib.sha256(content).hexdigest()[:16]


def drawing(paper: Paper, cells: ArrayLike, values: ArrayLike, test: ArrayLike) -> Drawn | None:
    """Return points in any order as a drawing; None when there are none. When all are tests, all are learnt from."""
    where = np.asarray(cells, dtype=np.int64)
    if not len(where):
        return None
    order = np.argsort(where, kind="stable")
    flags = np.asarray(test, dtype=bool)[order]
    return Drawn(PLANE, paper.places(where[order]), np.asarray(values, dtype=float)[order], paper.classes,
                 paper=paper, test=flags & (not flags.all()))


def traced(paper: Paper, train: tuple[Array, Array], test: tuple[Array, Array]) -> tuple[Drawn | None, int]:
    """Draw points (N, 2) with their targets (N,) again, each in the part where it was; say how many did not fit.

    Those outside the square do not, nor those in a cell that has a point already.
    """
    points = np.concatenate([train[0], test[0]])
    targets = np.concatenate([train[1], test[1]])
    flags = np.arange(len(points)) >= len(train[0])
    cells = paper.cells(points)
    chosen = np.unique(cells, return_index=True)[1]
    chosen = np.sort(chosen[cells[chosen] >= 0])
    values = targets if paper.classes else paper.rounded(targets)
    if len(chosen) > MAX_POINTS:
        raise ValueError(f"at most {MAX_POINTS:,} points can be drawn, and there are {len(chosen):,}")
    return drawing(paper, cells[chosen], values[chosen], flags[chosen]), len(points) - len(chosen)


def added(paper: Paper, drawn: Drawn | None, places: Array, value: float) -> Drawn | None:
    """Draw points at places (K, 2); one that is there already takes the new value. Those outside are left out.

    Raises ValueError for a value that the paper cannot have, and for too many points.
    """
    value = paper.value(value)
    points = {} if drawn is None else _points(drawn)
    counts = Counter((_group(paper, other), flag) for other, flag in points.values())
    group = _group(paper, value)
    for cell in dict.fromkeys(paper.cells(places).tolist()):
        if cell < 0:
            continue
        if cell in points:
            points[cell] = value, points[cell][1]
            continue
        tests, trains = counts[group, True], counts[group, False]
        flag = bool(tests + 1 <= paper.share / 100 * (tests + trains + 1) + 1e-9)
        counts[group, flag] += 1
        points[cell] = value, flag
    if len(points) > MAX_POINTS:
        raise ValueError(f"at most {MAX_POINTS:,} points can be drawn: erase some first")
    return _drawing(paper, points)


def erased(drawn: Drawn, places: Array, radius: float) -> Drawn | None:
    """Take away every point within a radius of any of places (K, 2)."""
    apart = drawn.inputs[:, np.newaxis] - places  # (N, K, 2)
    kept = (np.hypot(apart[..., 0], apart[..., 1]) > radius).all(axis=1)
    if kept.all():
        return drawn
    return drawing(drawn.paper, drawn.cells[kept], drawn.targets[kept], drawn.test[kept])


def _points(drawn: Drawn) -> dict[int, tuple[float, bool]]:
    return dict(zip(drawn.cells.tolist(), zip(drawn.targets.tolist(), drawn.test.tolist())))


def _drawing(paper: Paper, points: dict[int, tuple[float, bool]]) -> Drawn | None:
    values, flags = [value for value, _ in points.values()], [flag for _, flag in points.values()]
    return drawing(paper, list(points), values, flags)


def _group(paper: Paper, value: float) -> float:
    """Return what is dealt by itself: each class, or all numbers together."""
    return value if paper.classes else 0.0
