"""What could not be used of something a person brought, by row and column, and what was expected there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

KEPT = 200  # problems kept in words; the others are counted
LONGEST = 40


@dataclass(frozen=True)
class Problem:
    """One thing that could not be used. `row` counts from 1 as spreadsheets do; 0 and "" mean the whole table."""

    text: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = ", ".join(([f"row {self.row:,}"] if self.row else [])
                          + ([f"column {shown(self.column)}"] if self.column else []))
        return f"{place}: {self.text}" if place else self.text


@dataclass
class Problems:
    """The problems met so far. The first are kept, so that a hopeless file costs no memory."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def note(self, text: str, *, row: int = 0, column: str = "") -> None:
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(Problem(text, row, column))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.kept)

    def __len__(self) -> int:
        return self.count


def shown(cell: str) -> str:
    """Return a cell between quotes, cut where it is long."""
    return repr(cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…")


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 row" or "2 rows"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(cells: Sequence[str], most: int = 6) -> str:
    """Return the first cells in words, and how many more there are."""
    return ", ".join(map(shown, cells[:most])) + (f" and {len(cells) - most} more" if len(cells) > most else "")
