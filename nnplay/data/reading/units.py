"""Money and percent: the unit that stands beside numbers goes to the column's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from nnplay.data.reading.values import is_missing, number

LONGEST = 40  # characters of a number with its unit
MOST = 0.9  # of the cells must have the same unit
_SIGNS = "€$£¥₹₩₽₺₴₪฿%‰"
_CODES = "EUR|USD|GBP|CHF|JPY|INR|CAD|AUD|SEK|NOK|DKK|PLN|CZK|zł|kr|Kč"
_UNIT = rf"[{_SIGNS}]|(?:{_CODES})"
_NAMED = re.compile(rf"(.*) \(({_UNIT})\)", re.DOTALL)
_BEFORE = re.compile(rf"([-+−]?)({_UNIT})[ \u00a0\u202f]?([-+−]?[\d.,].*)")
_BEHIND = re.compile(rf"(.*[\d.,])[ \u00a0\u202f]?({_UNIT})")


def split_unit(cell: str) -> tuple[str, str]:
    """Return a cell's number as it is written, and its unit; the cell and "" where there is none."""
    if len(cell) > LONGEST:
        return cell, ""
    if before := _BEFORE.fullmatch(cell):
        return before[1] + before[3], before[2]
    if behind := _BEHIND.fullmatch(cell):
        return behind[1], behind[2]
    return cell, ""


def unit_of(cells: Sequence[str]) -> str:
    """Return the unit that almost all cells of a column have beside their number, "" if there is none."""
    first = [cell for cell in islice(cells, 100) if not is_missing(cell)]
    if not any(split_unit(cell)[1] for cell in first):
        return ""
    units = Counter(unit for bare, unit in map(split_unit, cells) if not is_missing(bare)
                    if number(bare, ".") is not None or number(bare, ",") is not None)
    there = sum(not is_missing(cell) for cell in cells)
    unit, count = max(units.items(), key=lambda item: (bool(item[0]), item[1]), default=("", 0))
    return unit if unit and len(units) <= 2 and sum(units.values()) >= MOST * there and count >= MOST * there else ""


def named_with(name: str, unit: str) -> str:
    """Return a column's name with its unit."""
    return name if unit in name else f"{name} ({unit})"


def unit_in(name: str) -> str:
    """Return the unit that a column has with its name, "" if there is none."""
    found = _NAMED.fullmatch(name)
    return found[2] if found else ""


def without_unit(name: str) -> str:
    """Return a column's name as it was before its unit was kept with it."""
    found = _NAMED.fullmatch(name)
    return found[1] if found else name
