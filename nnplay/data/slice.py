"""Which plane through the input space is looked at, where there are more than two columns."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_WRITTEN = re.compile(rf"(\d{{1,4}})-(\d{{1,4}})(?:_s(\d{{1,9}}))?((?:_\d{{1,4}}_{_NUMBER})*)", re.ASCII)


@dataclass(frozen=True)
class Slice:
    """Which plane a person chose: two columns, the others held at their means or at those of a training sample.

    `values` hold single columns elsewhere. Without columns it is the plane of the first two principal components.
    """

    columns: tuple[int, int] | None = None
    held: int | None = None
    values: tuple[tuple[int, float], ...] = ()

    def __str__(self) -> str:
        """Write it as in `0-2_s5_1_0.25`: columns 0 and 2, the others at sample 5, but column 1 at 0.25."""
        if self.columns is None:
            return ""
        held = "" if self.held is None else f"_s{self.held}"
        return "{}-{}".format(*self.columns) + held + "".join(f"_{column}_{value!r}" for column, value in self.values)


USUAL = Slice()


def read_slice(text: str, columns: int) -> Slice:
    """Return the slice through so many columns that `str` wrote. Raises ValueError if it is none."""
    if columns < 3:
        raise ValueError("these data have no more than two columns, so there is one plane")
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError("it is not written like '0-2_s5_1_0.25': columns 0 and 2, sample 5, column 1 at 0.25")
    pair, held = (int(written[1]), int(written[2])), written[3]
    parts = written[4].split("_")[1:]
    values = tuple(zip(map(int, parts[::2]), map(float, parts[1::2])))
    named = [*pair, *(column for column, _ in values)]
    if len(set(named)) < len(named) or max(named) >= columns:
        raise ValueError(f"its columns are to be different ones of 0 to {columns - 1}")
    if not all(math.isfinite(value) for _, value in values):
        raise ValueError("its values are to be finite")
    return Slice(pair, None if held is None else int(held), values)
