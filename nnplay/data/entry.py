"""What an entry of the registry of data sets says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from nnplay.data.drawn import Drawn
from nnplay.data.formula import read_formula
from nnplay.data.table import PLANE, Table
from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob


class Image(NamedTuple):
    """Columns that are the pixels of a square picture, row by row, each from 0 (paper) to `high` (ink)."""

    side: int
    high: float


@dataclass(frozen=True)
class DataSet:
    """A recipe for samples.

    `make(rng, samples, noise, **knobs)` returns points (N, D) under `columns`, and class indices or targets (N,).
    `classes` is 0 for regression; a set with a knob named "classes" has as many as that says. `samples` is the usual
    number of points; `fixed` marks sets that cannot have more or fewer, `whole` tables that are not split either.
    `of_formula` returns what makes it for a formula that a person wrote.
    `low` and `high` bound the square that pictures show of a plane. `standardize` says whether its inputs usually are,
    `standardize_target` whether a number to predict, called `target`, is learnt in deviations from its mean.
    """

    key: str
    label: str
    make: Callable[..., tuple[Array, Array]]
    note: str
    reference: str
    classes: int = 2
    samples: int = 500
    fixed: bool = False
    whole: bool = False
    low: float = -6.0
    high: float = 6.0
    columns: tuple[str, ...] = ("x1", "x2")
    class_names: tuple[str, ...] = ()
    group: str = "Classes"
    standardize: bool = False
    standardize_target: bool = False
    target: str = ""
    knobs: tuple[Knob, ...] = ()
    image: Image | None = None
    drawn: Drawn | None = None  # whose points know themselves whether they are a test
    of_formula: Callable[[Callable[[Array], Array]], Callable[..., tuple[Array, Array]]] | None = None

    @property
    def task(self) -> Literal["classification", "regression"]:
        return "classification" if self.classes else "regression"

    @property
    def relabelled(self) -> bool:
        """Whether its classes can be made rare and its labels wrong: those of made data."""
        return bool(self.classes) and not self.fixed

    @property
    def planar(self) -> bool:
        """Whether its points lie in a plane, of which features can be made."""
        return self.columns == PLANE


@lru_cache(maxsize=64)
def with_formula(entry: DataSet, text: str) -> DataSet:
    """Return a data set as a formula makes it. Raises ValueError where the formula cannot be read."""
    return entry if entry.of_formula is None else replace(entry, make=entry.of_formula(read_formula(text)))


@lru_cache(maxsize=32)
def entry_of(table: Table) -> DataSet:
    """Return a table that a person brought as a data set of its own."""
    if isinstance(table, Drawn):
        return _entry_of_drawn(table)
    return DataSet(
        "table", "Your table", lambda rng, samples, noise: (table.inputs, table.targets), "The table you brought.",
        "Your data", classes=len(table.classes), samples=len(table), fixed=True, columns=table.columns,
        class_names=table.classes, group="Yours", standardize=True, standardize_target=not table.classes,
        target=table.target,
    )


def _entry_of_drawn(drawn: Drawn) -> DataSet:
    paper = drawn.paper
    return DataSet(
        "table", "Your points", lambda rng, samples, noise: (drawn.inputs, drawn.targets), "The points you drew.",
        "Your data", classes=len(drawn.classes), samples=len(drawn), fixed=True, low=paper.low, high=paper.high,
        class_names=drawn.classes, group="Yours", drawn=drawn,
    )
