"""Numbers people type or paste, cell by cell: what cannot be read is named by its row and column."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnplay.data.outside import printable, shown
from nnplay.engine.arrays import Array

LARGEST = 1e6
MAX_TEXT = 10_000  # characters that are pasted


class TableError(ValueError):
    """One or more cells that cannot be used; the message names each."""


def checked(cells: Sequence[Sequence[object]], rows: Sequence[str], columns: Sequence[str], name: str) -> Array:
    """Return a table's cells as numbers. Raises TableError naming the cells that are none."""
    table, wrong = np.zeros((len(rows), len(columns))), []
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            cell = cells[i][j]
            try:
                table[i, j] = number(cell)
            except ValueError as problem:
                wrong.append(f"{name}, row {row}, column {column}: {problem}")
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise TableError("; ".join(wrong[:3]) + more)
    return table


def pasted(text: str, rows: Sequence[str], columns: Sequence[str], name: str) -> Array:
    """Read cells copied from a spreadsheet: a line per row, tabs (or spaces, or semicolons) between cells.

    A decimal comma is understood. Raises TableError for a wrong number of rows or cells, and for cells that are none.
    """
    if len(text) > MAX_TEXT:
        raise TableError(f"this has {len(text):,} characters, and a table of an exercise at most {MAX_TEXT:,}")
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != len(rows):
        raise TableError(f"{name} has {len(rows)} rows ({', '.join(rows)}), got {len(lines)}")
    cells = [_split(line) for line in lines]
    for row, line in zip(rows, cells):
        if len(line) != len(columns):
            raise TableError(f"{name}, row {row}: {len(columns)} cells are needed ({', '.join(columns)}), "
                             f"got {len(line)}")
    return checked(cells, rows, columns, name)


def number(cell: object) -> float:
    """Return a cell as a number. Raises ValueError saying what is wrong with it."""
    text = "" if cell is None else str(cell).strip()
    if not text or text.lower() in {"nan", "none"}:
        raise ValueError("empty")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        raise ValueError(f"{shown(text)} is not a number") from None
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError(f"{printable(text)} is out of range; numbers go up to {LARGEST:,.0f}")
    return value


def _split(line: str) -> list[str]:
    for separator in ("\t", ";"):
        if separator in line:
            return [cell.strip() for cell in line.split(separator)]
    if ", " in line or (line.count(",") > 1 and "." in line):
        return [cell.strip() for cell in line.split(",")]
    return line.split()
