"""What a cell says: a number, a date, nothing, or text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from nnplay.data.outside import LARGEST
from nnplay.engine.arrays import Array

LONGEST = 400  # characters of a number; the patterns below take time in proportion to the length, and no more
_NOTHING = ("", "na", "n/a", "nan", "null", "missing", "?", "-", "--", "–", "—", ".", "#n/a", "#na",
            "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "<na>")
MISSING = frozenset(form(word) for word in _NOTHING for form in (str, str.upper, str.title, str.capitalize)) | {"NaN"}

_THOUSANDS = {".": re.compile(r"[-+]?\d{1,3}(?:[,'’\u00a0\u202f ]\d{3})+(?:\.\d+)?"),
              ",": re.compile(r"[-+]?\d{1,3}(?:[.'’\u00a0\u202f ]\d{3})+(?:,\d+)?")}
_GROUPING = re.compile(r"[,.'’\u00a0\u202f ]")
_PLAIN = {".": re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"),
          ",": re.compile(r"[-+]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][-+]?\d+)?")}
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[AaPp][Mm]|[+-]\d{2}:?\d{2})?)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_TIME}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}}){_TIME}"
                  rf"|\d{{1,2}}[ -]{_MONTH},?[ -]\d{{2,4}}{_TIME}|{_MONTH} \d{{1,2}},? \d{{4}}{_TIME}"
                  r"|\d{1,2}:\d{2}(?::\d{2})?", re.IGNORECASE)


def numbers(cells: Sequence[str], decimal: str) -> Array:
    """Return the numbers of cells, NaN where there is none."""
    if decimal == "." and max(map(len, cells), default=0) <= LONGEST:
        try:
            values = np.array([float(cell) for cell in cells])
        except ValueError:
            pass
        else:
            if (np.abs(values) <= LARGEST).all() and not any("_" in cell for cell in cells):
                return values
    found = map(number, cells, [decimal] * len(cells))
    return np.array([math.nan if value is None else value for value in found], dtype=float)


def number(cell: str, decimal: str) -> float | None:
    """Return the number a cell says, with thousands separated or not; None for anything else."""
    if len(cell) > LONGEST:
        return None
    cell = cell.replace("−", "-")
    if not _PLAIN[decimal].fullmatch(cell):
        if len(cell) > 40 or not _THOUSANDS[decimal].fullmatch(cell):
            return None
        whole, point, part = cell.rpartition(decimal) if decimal in cell else (cell, "", "")
        cell = _GROUPING.sub("", whole) + point + part
    value = float(cell.replace(",", "."))
    return value if abs(value) <= LARGEST else None


def is_date(cell: str) -> bool:
    return len(cell) <= 40 and DATE.fullmatch(cell) is not None


def is_missing(cell: str) -> bool:
    return cell in MISSING
