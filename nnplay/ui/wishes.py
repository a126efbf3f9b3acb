"""Reading what a browser sent: numbers that are numbers, and nothing else."""

from __future__ import annotations

from typing import Any

MAX_NUMBER = 1e15  # beyond it a browser's numbers are no longer whole


def number(value: Any) -> float | None:
    """Read a finite number; anything else is None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= MAX_NUMBER else None


def whole(value: Any, otherwise: int = 0) -> int:
    """Read a whole number; anything else is `otherwise`."""
    read = number(value)
    return otherwise if read is None else int(read)
