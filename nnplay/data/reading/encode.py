"""A column's cells -> inputs of a network, and the words for what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nnplay.data.form import CategoryField, Field, NumberField
from nnplay.data.quantity import quantity
from nnplay.data.reading.kinds import Column, Flags
from nnplay.data.reading.problems import counted, listed, shown
from nnplay.data.reading.raw import tidy
from nnplay.engine.arrays import Array

ONE_VALUE = "set aside: the rows that are left hold one value"


class Encoded(NamedTuple):
    """What a column makes: names of inputs and their values (N, W), how new cells become the same, what was done."""

    names: list[str]
    values: Array
    field: Field | None
    sentence: str


def encoded(column: Column, keep: Flags, lack: Flags) -> Encoded:
    """Return the inputs that the kept rows of a column make. `lack` says which of these have no value."""
    field, names, sentence = (_numbers if column.kind == "number" else _categories)(column, keep, lack)
    if field is None:
        return Encoded([], np.zeros((int(keep.sum()), 0)), None, ONE_VALUE)
    cells = [cell for cell, kept in zip(column.cells, keep) if kept]
    return Encoded([*names, *[f"{column.name} missing"] * field.flagged], field.encode(cells), field, sentence)


def width(column: Column, lacks: bool) -> int:
    """Return how many inputs a column will make at most, without making them."""
    categories = len(column.counts)
    return (1 if column.kind == "number" or categories == 2 else categories) + lacks


Described = tuple[Field | None, list[str], str]  # how cells become inputs, the names of these, what was done


def _numbers(column: Column, keep: Flags, lack: Flags) -> Described:
    there = column.numbers[keep][~lack]
    if not len(there) or np.ptp(there) == 0:
        return None, [], ONE_VALUE
    sentence = (f"numbers from {quantity(there.min())} to {quantity(there.max())}, standardized: "
                f"mean {quantity(there.mean())} taken off, divided by the deviation {quantity(there.std())} "
                "(training uses those of its own rows)")
    if lack.any():
        sentence += f". {counted(int(lack.sum()), 'missing value')} filled in with the mean, and flagged in an input"
    field = NumberField(column.name, float(there.min()), float(there.max()), float(there.mean()), bool(lack.any()),
                        column.decimal, bool((there == np.rint(there)).all()))
    return field, [column.name], sentence


def _categories(column: Column, keep: Flags, lack: Flags) -> Described:
    cells = np.array(column.cells, dtype=object)[keep]
    counts = Counter(cells[~lack])  # an array of text would be as wide as its longest
    if len(counts) < 2:
        return None, [], ONE_VALUE
    order = in_order(counts)
    commonest = max(sorted(counts), key=counts.__getitem__)
    if len(order) == 2:
        names = [f"{column.name} = {tidy(order[1])}"]
        sentence = f"one input: 1 for {shown(order[1])}, 0 for {shown(order[0])}"
    else:
        names = [f"{column.name} = {tidy(value)}" for value in order]
        sentence = f"one-hot: {len(order)} inputs, of which one is 1 and the others 0, for {listed(order)}"
    if lack.any():
        sentence += (f". {counted(int(lack.sum()), 'missing value')} filled in with the most frequent, "
                     f"{shown(commonest)}, and flagged in an input")
    return CategoryField(column.name, tuple(order), commonest, bool(lack.any())), names, sentence


def in_order(cells: Iterable[str]) -> list[str]:
    """Return cells in the order of their numbers if they are numbers, else of their letters."""
    cells = list(cells)
    try:
        return sorted(cells, key=lambda cell: (float(cell), cell))
    except ValueError:
        return sorted(cells)


def told_apart(names: Iterable[str]) -> list[str]:
    """Return names of which none is twice."""
    apart: list[str] = []
    taken: set[str] = set()
    for name in names:
        new, copy = name, 2
        while new in taken:
            new, copy = f"{name} ({copy})", copy + 1
        apart.append(new)
        taken.add(new)
    return apart
