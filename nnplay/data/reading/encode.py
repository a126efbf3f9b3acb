"""A column's cells -> inputs of a network, and the words for what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from nnplay.data.reading.kinds import Column, Flags
from nnplay.data.reading.problems import counted, shown
from nnplay.data.reading.raw import tidy
from nnplay.engine.arrays import Array

Encoded = tuple[list[str], list[Array], str]  # names of inputs, their values, and what was done
ONE_VALUE = "set aside: the rows that are left hold one value"


def encoded(column: Column, keep: Flags, lack: Flags) -> Encoded:
    """Return the inputs that the kept rows of a column make. `lack` says which of these have no value."""
    names, arrays, sentence = (_numbers if column.kind == "number" else _categories)(column, keep, lack)
    if names and lack.any():
        names, arrays = [*names, f"{column.name} missing"], [*arrays, lack.astype(float)]
    return names, arrays, sentence


def width(column: Column, lacks: bool) -> int:
    """Return how many inputs a column will make at most, without making them."""
    categories = len(column.counts)
    return (1 if column.kind == "number" or categories == 2 else categories) + lacks


def _numbers(column: Column, keep: Flags, lack: Flags) -> Encoded:
    values = column.numbers[keep]
    there = values[~lack]
    if not len(there) or np.ptp(there) == 0:
        return [], [], ONE_VALUE
    sentence = (f"numbers from {there.min():.4g} to {there.max():.4g}, standardized: mean {there.mean():.4g} taken "
                f"off, divided by the deviation {there.std():.4g} (training uses those of its own rows)")
    if lack.any():
        sentence += f". {counted(int(lack.sum()), 'missing value')} filled in with the mean, and flagged in an input"
    return [column.name], [np.where(lack, there.mean(), values)], sentence


def _categories(column: Column, keep: Flags, lack: Flags) -> Encoded:
    cells = np.array(column.cells, dtype=object)[keep]
    counts = Counter(cells[~lack].tolist())
    if len(counts) < 2:
        return [], [], ONE_VALUE
    order = in_order(counts)
    commonest = max(sorted(counts), key=counts.__getitem__)
    cells[lack] = commonest
    if len(order) == 2:
        names = [f"{column.name} = {tidy(order[1])}"]
        sentence = f"one input: 1 for {shown(order[1])}, 0 for {shown(order[0])}"
        arrays = [(cells == order[1]).astype(float)]
    else:
        names = [f"{column.name} = {tidy(value)}" for value in order]
        arrays = [(cells == value).astype(float) for value in order]
        sentence = f"one-hot: {len(order)} inputs, of which one is 1 and the others 0, for {listed(order)}"
    if lack.any():
        sentence += (f". {counted(int(lack.sum()), 'missing value')} filled in with the most frequent, "
                     f"{shown(commonest)}, and flagged in an input")
    return names, arrays, sentence


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


def listed(cells: Sequence[str], most: int = 6) -> str:
    """Return the first cells in words, and how many more there are."""
    return ", ".join(map(shown, cells[:most])) + (f" and {len(cells) - most} more" if len(cells) > most else "")
