"""The history of a run: its scores, epoch by epoch, thinned so that it stays bounded however long the run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnplay.engine.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("epoch", "step", "train_loss", "test_loss", "penalty", "train_accuracy", "test_accuracy", "lr")


class History:
    """Rows of `COLUMNS`, each value a float or, for many networks, (M,).

    Every epoch is kept up to `dense`; then every second up to 2 `dense`, every fourth up to 4 `dense` and so on:
    the past is spread evenly in log time, and a run of a million epochs holds about 6,500 rows.
    """

    def __init__(self, networks: int = 1) -> None:
        self.networks = networks
        self.dense = max(64, 2048 // networks)
        self._rows: dict[str, list[float | Array]] = {name: [] for name in COLUMNS}

    def __len__(self) -> int:
        return len(self._rows["epoch"])

    def next_epoch(self, epoch: int) -> int:
        """Return the first epoch after `epoch` that is to be recorded."""
        stride = 1
        while (epoch + stride) // stride * stride >= self.dense * stride:
            stride *= 2
        return (epoch + stride) // stride * stride

    def add(self, **values: float | Array) -> None:
        for name in COLUMNS:
            self._rows[name].append(values[name])

    def forget_after(self, epoch: int) -> None:
        """Drop the rows of later epochs."""
        keep = int(np.searchsorted(self._rows["epoch"], epoch, side="right"))
        for rows in self._rows.values():
            del rows[keep:]

    def rows(self, indices: Array, *names: str) -> Array:
        """Return chosen rows of chosen columns of one network, (R, C)."""
        columns = [self._rows[name] for name in names]
        return np.array([[column[index] for column in columns] for index in indices], dtype=float)

    def column(self, name: str) -> Array:
        """Return one column: (R,), or (R, M) for what differs between many networks."""
        return np.asarray(self._rows[name], dtype=float)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a data frame; with many networks one row per epoch and network, and a column for it."""
        import pandas as pd

        if self.networks == 1:
            return pd.DataFrame(self._rows)
        rows = len(self)
        table = {"network": np.tile(np.arange(self.networks), rows)}
        for name in COLUMNS:
            values = self.column(name)
            table[name] = values.ravel() if values.ndim == 2 else np.repeat(values, self.networks)
        return pd.DataFrame(table)
