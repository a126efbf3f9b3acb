"""Numbers as a person reads them, like `static/page/numbers.js`."""

from __future__ import annotations

import math


def quantity(value: float, places: int = 4) -> str:
    """Write a quantity to so many digits, whole numbers in full, without exponents where one reads prices."""
    if not math.isfinite(value):
        return "not a number"
    if 10 ** (places - 1) <= abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.{places}g}"
