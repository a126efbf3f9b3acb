"""The history of a run: its scores, epoch by epoch, thinned so that it stays bounded however long the run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnplay.engine.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

SHARED = ("epoch", "step", "lr")  # the same for all networks of a run
COLUMNS = ("epoch", "step", "train_loss", "test_loss", "penalty", "train_accuracy", "test_accuracy", "lr")
WHOLE = ("epoch", "step")  # whole numbers


def spread(rows: int, most: int) -> NDArray[np.int_]:
    """Return which of so many rows to take for at most `most` of them: all, or some, evenly and in log time."""
    if rows <= most:
        return np.arange(rows)
    half = most // 2
    return np.unique(np.concatenate([np.linspace(0, rows - 1, half), np.geomspace(1, rows, half) - 1]).astype(int))


class History:
    """Rows of `COLUMNS`, each value a float or, for many networks, (M,).

    Every epoch is kept up to `dense`; then every second up to 2 `dense`, every fourth up to 4 `dense` and so on:
    the past is spread evenly in log time, and a run of a million epochs holds about 11,000 rows. Columns are arrays
    that double when they are full, so adding a row costs the same however many there are.
    """

    def __init__(self, networks: int = 1) -> None:
        self.networks = networks
        self.dense = max(64, 2048 // networks)
        self._length = 0
        self._columns = {name: np.empty((64,) if networks == 1 or name in SHARED else (64, networks))
                         for name in COLUMNS}

    def __len__(self) -> int:
        return self._length

    def next_epoch(self, epoch: int) -> int:
        """Return the first epoch after `epoch` that is to be recorded."""
        stride = 1
        while (epoch + stride) // stride * stride >= self.dense * stride:
            stride *= 2
        return (epoch + stride) // stride * stride

    def add(self, **values: float | Array) -> None:
        """Add a row: a value for each of `COLUMNS`."""
        for name, column in self._columns.items():
            if self._length == len(column):
                column = self._columns[name] = np.concatenate([column, np.empty_like(column)])
            column[self._length] = values[name]
        self._length += 1

    def copy(self) -> History:
        """Return a history with the same rows, which then goes its own way."""
        other = History(self.networks)
        other._length = self._length
        other._columns = {name: column.copy() for name, column in self._columns.items()}
        return other

    def thinned(self, most: int) -> History:
        """Return a history with at most so many of the rows, chosen by `spread`."""
        rows, other = spread(self._length, most), History(self.networks)
        other._length = len(rows)
        other._columns = {name: column[rows] for name, column in self._columns.items()}
        return other

    def forget_after(self, epoch: int) -> None:
        """Drop the rows of later epochs."""
        self._length = int(np.searchsorted(self.records["epoch"], epoch, side="right"))

    @property
    def records(self) -> dict[str, Array]:
        """The columns as they stand, (R,) or (R, M): views that hold until the history changes."""
        return {name: column[: self._length] for name, column in self._columns.items()}

    def rows(self, indices: NDArray[np.integer], *names: str) -> Array:
        """Return chosen rows of chosen columns of one network, (R, C)."""
        return np.column_stack([self.records[name][indices] for name in names])

    def column(self, name: str) -> Array:
        """Return a copy of one column: (R,), or (R, M) for what differs between many networks."""
        return self.records[name].copy()

    def frame(self) -> pd.DataFrame:
        """Return the rows as a data frame; with many networks one row per epoch and network, and a column for it."""
        import pandas as pd

        table: dict[str, np.ndarray] = {}
        if self.networks > 1:
            table["network"] = np.tile(np.arange(self.networks), len(self))
        for name, values in self.records.items():
            values = values.ravel() if values.ndim == 2 else np.repeat(values, self.networks)
            table[name] = values.astype(int) if name in WHOLE else values
        return pd.DataFrame(table)
