"""Which mark stands before the decimals: cells that can be read one way only vote, the others do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

LOOKED_AT = 1000  # cells of a column
LONGEST = 40  # characters of a number
_NUMBER = re.compile(r"[-+−]?[\d.,'’\u00a0\u202f ]*\d")
_ONE_GROUP = re.compile(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}")
_SCIENTIFIC = re.compile(r"[-+−]?\d*([.,])\d+[eE][-+]?\d+")
_WHOLE = re.compile(r"[-+−]?\d+")
_COMMA_GROUPS = "$£¥₹₩"  # money that is written with commas between thousands wherever it is at home
OTHER = {".": ",", ",": "."}


def decimal_of(columns: Sequence[Sequence[str]], separator: str | None, units: Sequence[str]) -> tuple[str, str]:
    """Return what stands before the decimals, and a cell that could be read both ways if no cell decides it.

    `units` are those of the columns, "" for a column without one.
    """
    votes, doubtful = {".": 0, ",": 0}, {".": "", ",": ""}
    for cell in _cells(columns):
        mark, decisive = _told_by(cell)
        if mark and decisive:
            votes[mark] += 1
        elif mark:
            doubtful[mark] = doubtful[mark] or cell
    if votes["."] or votes[","]:
        return ("," if votes[","] > votes["."] else "."), ""
    if doubtful[","] and not doubtful["."]:
        # A comma between quotes in a file of commas is how English spreadsheets write thousands.
        thousands = separator == "," or any(map(_has_comma_groups, columns, units))
        return ("." if thousands else ","), doubtful[","]
    return ".", doubtful["."]


def _has_comma_groups(column: Sequence[str], unit: str) -> bool:
    """Say whether commas like that of 1,200 look as if they stood between thousands.

    They do in dollars, and beside whole numbers that are all too short for a group of their own, as 900.
    """
    cells = list(_cells([column]))
    if not any("," in cell and _ONE_GROUP.fullmatch(cell) for cell in cells):
        return False
    whole = [len(cell.lstrip("-+−")) for cell in cells if _WHOLE.fullmatch(cell)]
    return (unit != "" and unit in _COMMA_GROUPS) or (bool(whole) and max(whole) <= 3)


def _cells(columns: Iterable[Sequence[str]]) -> Iterable[str]:
    return (cell for column in columns for cell in islice(column, LOOKED_AT) if len(cell) <= LONGEST)


def _told_by(cell: str) -> tuple[str, bool]:
    """Return the mark before a cell's decimals, and whether it can be no other."""
    if scientific := _SCIENTIFIC.fullmatch(cell):
        return scientific[1], True
    points, commas = cell.count("."), cell.count(",")
    if not points + commas or not _NUMBER.fullmatch(cell):
        return "", False
    if points and commas:
        last = "," if cell.rindex(",") > cell.rindex(".") else "."
        return (last, True) if cell.count(last) == 1 else ("", False)
    mark = "." if points else ","
    if points + commas > 1:
        return OTHER[mark], True
    return mark, not _ONE_GROUP.fullmatch(cell)
