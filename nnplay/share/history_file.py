"""The history of a run as CSV: its losses and, where the target is scaled for training, the errors in its own unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.run import Run

# What the losses that say it are worth as an error of the scaled target: its name, and how it comes of a loss over N.
ERRORS: dict[str, tuple[str, Callable[[Array, int], Array]]] = {
    "half_mse": ("rmse", lambda loss, samples: np.sqrt(2 * loss)),
    "mse": ("rmse", lambda loss, samples: np.sqrt(loss)),
    "sse": ("rmse", lambda loss, samples: np.sqrt(2 * loss / samples)),
    "mae": ("mae", lambda loss, samples: loss),
}


def history_csv(run: Run) -> str:
    """Return the table: a row per recorded epoch. `train_rmse` and the like are in the unit of the target."""
    frame = run.history
    if run.targets.standardized and run.experiment.loss in ERRORS:
        name, error = ERRORS[run.experiment.loss]
        for part, samples in (("train", len(run.split.train)), ("test", max(len(run.split.test), 1))):
            losses = frame[f"{part}_loss"].to_numpy(dtype=float)
            frame[f"{part}_{name}"] = error(losses, samples) * run.targets.spread
    return str(frame.to_csv(index=False))
