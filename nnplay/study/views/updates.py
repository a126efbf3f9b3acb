"""How much each layer is about to change, beside how large it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.run import Run

USUAL = 1e-4, 1e-2  # around 1e-3: Karpathy, notes to CS231n, "Neural networks part 3", ratio of weights to updates


@dataclass(frozen=True)
class Change:
    """Euclidean norms of one layer's weights, biases left out, and of what the next step adds to them."""

    weights: float
    update: float

    @property
    def ratio(self) -> float:
        """Update to weights; NaN where all weights are zero or the update is not finite."""
        return self.update / self.weights if self.weights > 0 and np.isfinite(self.update) else np.nan


def next_update(run: Run) -> Array:
    """Return what the next step will add to the parameters (P,): made, looked at and taken back.

    Nothing, when the run has diverged and stands still.
    """
    trainer = run.trainer
    if trainer.stopped:
        return np.zeros_like(run.params.theta[0])
    moment = trainer.snapshot()
    trainer.advance(steps=1)
    update: Array = trainer.snapshot().theta[0] - moment.theta[0]
    trainer.restore(moment)
    return update


def changes(run: Run) -> list[Change]:
    """Return one change for each layer, the first hidden one first."""
    update = Parameters(run.params.net, next_update(run)[np.newaxis])
    return [Change(float(np.linalg.norm(W[0])), float(np.linalg.norm(d[0])))
            for (W, _), (d, _) in zip(run.params.layers, update.layers, strict=True)]
