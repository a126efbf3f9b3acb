"""What to do with the columns of a table: what is to be predicted, from what, and what with missing values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnplay.data.reading.kinds import USABLE, Column

MISSING = {"drop": "Leave the row out", "fill": "Fill in, and flag it"}
DUPLICATES = {"keep": "Keep", "drop": "Leave out"}
TARGET_NAMES = ("target", "class", "label", "y", "species", "outcome", "diagnosis", "result", "survived", "churn",
                "churned", "fraud", "spam", "kind", "type", "verdict", "play", "passed", "price", "preis", "prix",
                "precio", "prezzo", "rent", "salary", "income", "quality", "score", "grade")
WORDS = re.compile(r"[^\W\d_]+")
FEW = 10  # a target of at most so many whole numbers is taken for classes
LOSS = 0.1  # of the rows may be lost to missing values before filling in is the better start


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a person decides; None and what is not in `kinds` is found. Columns go by name.

    `kinds` are pairs of a column and what it is; a target that is a category makes classes, one of numbers regression.
    """

    target: str | None = None
    inputs: tuple[str, ...] | None = None
    kinds: tuple[tuple[str, str], ...] = ()
    missing: str | None = None
    duplicates: str = "keep"


def find_target(columns: list[Column]) -> str | None:
    """Return the column that is most likely to be predicted.

    That is one named so, else the first if it alone holds classes, else the last that can be.
    """
    able = [column.name for column in columns if column.kind in USABLE]
    named = [column.name for column in columns if column.kind in (*USABLE, "constant")]
    for wanted in TARGET_NAMES:
        for name in named:
            if name.casefold() == wanted:
                return name
    for wanted in TARGET_NAMES:
        for name in named:
            if len(wanted) > 2 and wanted in WORDS.findall(name.casefold()):
                return name
    usable = [column for column in columns if column.kind in USABLE]
    if len(usable) > 2 and has_classes(usable[0]) and not any(map(has_classes, usable[1:])):
        return usable[0].name
    able = able or named
    return able[-1] if able else None


def has_classes(column: Column) -> bool:
    """Say whether a target is one of a few classes rather than a number."""
    if column.kind != "number":
        return True
    values = set(column.numbers[~column.missing].tolist())
    return len(values) <= FEW and all(value == round(value) for value in values if value == value) and (
        len(values) == 2 or len(column.cells) >= 5 * len(values))


def find_missing(inputs: list[Column]) -> str:
    """Return what to do with missing values: leave rows out while these are few."""
    if not inputs:
        return "drop"
    lost = inputs[0].missing.copy()
    for column in inputs[1:]:
        lost |= column.missing
    return "fill" if lost.mean() > LOSS else "drop"
