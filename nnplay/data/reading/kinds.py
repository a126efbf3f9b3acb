"""What the cells of a column are: numbers, categories, dates, text. Found by looking; a person may decide otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnplay.data.reading.raw import RawTable
from nnplay.data.reading.values import MISSING, is_date, numbers
from nnplay.data.table import MAX_CLASSES
from nnplay.engine.arrays import Array

Flags = NDArray[np.bool_]
KINDS = {"number": "numbers", "category": "categories", "date": "dates", "text": "free text",
         "id": "names of rows", "constant": "one value", "empty": "empty"}
CHOOSABLE = ("number", "category", "date", "text", "id")
USABLE = ("number", "category")
MOST = 0.9  # of the cells must be numbers for a column of numbers: the others are then bad cells
ID_NAMES = {"id", "ids", "index", "idx", "nr", "no", "no.", "#", "row", "number", "key", "uuid", "name", "unnamed: 0",
            "row name"}
ID_ENDING = re.compile(r"(?:[a-z]I[dD]|[_ -][iI][dD])$")


@dataclass(frozen=True)
class Column:
    """A column's cells with what they are. `kind` is one of KINDS; `decimal` is what stands before decimals."""

    name: str
    cells: tuple[str, ...]
    kind: str
    decimal: str = "."

    @cached_property
    def missing(self) -> Flags:
        """Where a cell says nothing, (N,) booleans."""
        return np.fromiter((cell in MISSING for cell in self.cells), bool, len(self.cells))

    @cached_property
    def numbers(self) -> Array:
        """The cells as numbers, NaN where they are none."""
        return numbers(self.cells, self.decimal)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each cell occurs, without the missing."""
        counts = Counter(self.cells)
        for cell in [cell for cell in counts if cell in MISSING]:
            del counts[cell]
        return counts


def columns_of(raw: RawTable, decimal: str, decided: dict[str, str]) -> list[Column]:
    """Return the columns of a table, each of the kind decided or else found."""
    found = (Column(name, cells, "text", decimal) for name, cells in zip(raw.names, raw.columns))
    columns = [Column(column.name, column.cells, decided.get(column.name) or _kind(column, index), decimal)
               for index, column in enumerate(found)]
    if sum(column.kind in USABLE for column in columns) < 2:
        # The only input may well count up: 1, 2, 3 and their squares.
        columns = [Column(column.name, column.cells, "number", decimal) if column.kind == "id"
                   and column.name not in decided and not is_id_name(column.name)
                   and np.isfinite(column.numbers).all() else column for column in columns]
    return columns


def _kind(column: Column, index: int) -> str:
    counts = column.counts
    present = sum(counts.values())
    if not present:
        return "empty"
    if len(counts) == 1:
        return "constant"
    if _share_of_numbers(column.cells, counts, column.decimal) >= MOST:
        return "id" if _numbers_rows(column) else "number"
    if sum(count for cell, count in counts.items() if is_date(cell)) >= MOST * present:
        return "date"
    if len(counts) == present and (is_id_name(column.name) or index == 0) and present > 2:
        return "id"
    few = len(counts) <= MAX_CLASSES and len(counts) < present
    longest = max(map(len, counts))
    return "category" if (few or len(counts) <= min(60, present // 20)) and longest <= 60 else "text"


def _share_of_numbers(cells: Sequence[str], counts: Counter[str], decimal: str) -> float:
    distinct = list(counts)
    are = np.isfinite(numbers(distinct, decimal))
    return sum(counts[cell] for cell, is_number in zip(distinct, are) if is_number) / sum(counts.values())


def _numbers_rows(column: Column) -> bool:
    """Say whether a column only counts the rows, 1, 2, 3, ..., or is named so and never repeats."""
    if len(column.cells) < 5 or len(column.counts) < len(column.cells):
        return False
    first, steps = column.numbers[0], np.diff(column.numbers)
    return is_id_name(column.name) or bool(first == np.rint(first) and (steps == 1).all())


def is_id_name(name: str) -> bool:
    """Say whether a name is that of a row's mark: id, PassengerId, user_id."""
    return name.casefold() in ID_NAMES or ID_ENDING.search(name) is not None
