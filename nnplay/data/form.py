"""A form: the columns of a person's own table, and how a cell of each becomes inputs of a network.

Training rows and new rows go through the same `encode`; for a new row `remark` says what was made of a cell that the
training rows had nothing like. To add a kind of column, write a class with these two and name it in `KINDS`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nnplay.data.outside import checked_names, checked_numbers, checked_text
from nnplay.data.quantity import quantity
from nnplay.data.reading.problems import listed, shown
from nnplay.data.reading.units import split_unit, unit_in
from nnplay.data.reading.values import MISSING, number, numbers
from nnplay.engine.arrays import Array

Cell = str | float | None
Flags = NDArray[np.bool_]
MOST_CATEGORIES, MAX_CATEGORY = 300, 2000


def is_missing(cell: Cell) -> bool:
    """Say whether a cell has no value."""
    return cell is None or (cell.strip() in MISSING if isinstance(cell, str) else math.isnan(cell))


@dataclass(frozen=True)
class NumberField:
    """A column of numbers from `low` to `high`; `fill` stands for a missing one, which has an input if `flagged`.

    Cells that are text have `decimal` before their decimals. `whole` says that all are whole numbers.
    """

    name: str
    low: float
    high: float
    fill: float
    flagged: bool = False
    decimal: str = "."
    whole: bool = False

    kind: ClassVar[str] = "number"

    def __post_init__(self) -> None:
        checked_names("the columns of a table", [self.name])
        checked_numbers(f"the range of the column {shown(self.name)}", [self.low, self.high, self.fill])
        if not self.low <= self.high:
            raise ValueError(f"the column {shown(self.name)} must have a lowest, a highest and a usual number")
        if self.decimal not in (".", ","):
            raise ValueError(f"a decimal mark is a point or a comma, got {self.decimal!r}")

    @property
    def width(self) -> int:
        return 1 + self.flagged

    def numbers(self, cells: Sequence[Cell]) -> Array:
        """Return the numbers that cells say, NaN where they say none. The column's own unit may stand beside them."""
        unit = unit_in(self.name)
        texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
        if unit:
            texts = [bare if beside == unit else text for text in texts for bare, beside in [split_unit(text)]]
        values = numbers(texts, self.decimal)
        for index, cell in enumerate(cells):
            if isinstance(cell, float) and math.isfinite(cell):
                values[index] = cell
        return values

    def encode(self, cells: Sequence[Cell]) -> Array:
        """Return the inputs (N, W) that cells make."""
        values = self.numbers(cells)
        lack = np.isnan(values)
        values = np.where(lack, self.fill, values)
        return np.column_stack([values, lack] if self.flagged else [values])

    def remark(self, cell: Cell) -> str:
        """Say what was made of a cell that is not like those of the training rows, or nothing."""
        (value,) = self.numbers([cell])
        usual = f"{quantity(self.fill)}, the mean, is taken instead"
        if is_missing(cell):
            return f"{self.name} is missing: {usual}"
        if math.isnan(value):
            return f"{self.name}: expected a number, got {shown(str(cell))}: {usual}"
        if not self.low <= value <= self.high:
            return (f"{self.name} {quantity(value)} is beyond the table's {quantity(self.low)} to "
                    f"{quantity(self.high)}: the network has learnt nothing about such values")
        return ""


@dataclass(frozen=True)
class CategoryField:
    """A column of categories: one input for two of them, else one each. `fill` stands for a missing one."""

    name: str
    categories: tuple[str, ...]
    fill: str
    flagged: bool = False

    kind: ClassVar[str] = "category"

    def __post_init__(self) -> None:
        checked_names("the columns of a table", [self.name])
        for category in self.categories:
            checked_text(f"a category of the column {shown(self.name)}", category, MAX_CATEGORY)
        object.__setattr__(self, "categories", tuple(self.categories))
        if not 2 <= len(set(self.categories)) == len(self.categories) <= MOST_CATEGORIES:
            raise ValueError(f"the column {shown(self.name)} must have 2 to {MOST_CATEGORIES} different categories")
        if self.fill not in self.categories:
            raise ValueError(f"{shown(self.fill)} is no category of the column {shown(self.name)}")

    @property
    def width(self) -> int:
        return (1 if len(self.categories) == 2 else len(self.categories)) + self.flagged

    def place(self, cell: Cell) -> int:
        """Return which category a cell says, -1 for none."""
        if cell in self.categories:
            return self.categories.index(cell)
        if is_missing(cell):
            return -1
        alike = [index for index, category in enumerate(self.categories) if _same(cell, category)]
        return alike[0] if len(alike) == 1 else -1

    def encode(self, cells: Sequence[Cell]) -> Array:
        """Return the inputs (N, W) that cells make."""
        known = {cell: self.place(cell) for cell in set(cells)}
        places = np.array([known[cell] for cell in cells], dtype=int)
        lack = places < 0
        places = np.where(lack, self.categories.index(self.fill), places)
        columns = places[:, np.newaxis] == (1 if len(self.categories) == 2 else np.arange(len(self.categories)))
        return np.column_stack([columns, lack] if self.flagged else [columns]).astype(float)

    def remark(self, cell: Cell) -> str:
        """Say what was made of a cell that is not like those of the training rows, or nothing."""
        if self.place(cell) >= 0:
            return ""
        usual = f"{shown(self.fill)}, the most frequent, is taken instead"
        if is_missing(cell):
            return f"{self.name} is missing: {usual}"
        return f"{self.name}: {shown(str(cell))} is none of {listed(self.categories)}: {usual}"


Field = NumberField | CategoryField
KINDS: dict[str, type[NumberField] | type[CategoryField]] = {each.kind: each for each in (NumberField, CategoryField)}


def _same(cell: Cell, category: str) -> bool:
    """Say whether a cell is a category written otherwise: in other letters, or as a number of the same value."""
    if str(cell).strip().casefold() == category.strip().casefold():
        return True
    value, other = number(str(cell).strip(), "."), number(category, ".")
    return value is not None and value == other
