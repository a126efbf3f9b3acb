"""A raw table: named columns of cells as they were written, before anybody says what they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnplay.data.outside import UNSEEN, UNSEEN_IN_NAMES
from nnplay.data.reading.problems import Problems
from nnplay.data.reading.values import number

MAX_NAME = 60


@dataclass(frozen=True)
class RawTable:
    """Columns of cells under unique names; `rows` are the numbers that the rows have in the file, from 1.

    What cannot be seen is taken out of the cells.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(map(visible, self.columns)))

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> tuple[str, ...]:
        return self.columns[self.names.index(name)]

    def to_csv(self) -> str:
        """Return it as CSV in which no cell is a formula to a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(map(harmless, self.names))
        writer.writerows(map(harmless, row) for row in zip(*self.columns))
        return out.getvalue()


def visible(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells without controls and what else cannot be seen: nobody could tell two categories apart by it."""
    return tuple(UNSEEN.sub("", cell) for cell in cells) if UNSEEN.search("".join(cells)) else tuple(cells)


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and number(cell, ".") is None and number(cell, ",") is None:
        return f"'{cell}"
    return cell


def tidy(text: str) -> str:
    """Return a short text on one line, without what cannot be seen."""
    text = " ".join(UNSEEN_IN_NAMES.sub(" ", text[: 20 * MAX_NAME]).split())
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


def unique_names(cells: Iterable[str], problems: Problems) -> tuple[str, ...]:
    """Return a name for each column: what its header says, told apart from the others."""
    names: list[str] = []
    taken: set[str] = set()
    for index, cell in enumerate(cells, start=1):
        name = tidy(cell)
        if not name:
            name = f"column {index}"
            problems.note(f"column {index} has no name: it is called {name!r}")
        if name in taken:
            copy = next(number for number in range(2, index + 2) if f"{name} ({number})" not in taken)
            problems.note(f"two columns are called {name!r}: the one at {index} is now '{name} ({copy})'")
            name = f"{name} ({copy})"
        names.append(name)
        taken.add(name)
    return tuple(names)
