"""Runs side by side: each goes its own way from its own initial weights, and all stand at the same epoch."""

from __future__ import annotations

import time
from collections.abc import Sequence

from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment
from nnplay.run import Run

MOST_EPOCHS = 10_000
PATIENCE = 0.25  # seconds


class SideBySide:
    """Trains several experiments epoch by epoch. One that diverges, or stops by its rule, stays where it is.

    Each comes with its initial weights, theta (1, P).
    """

    def __init__(self, starts: Sequence[tuple[Experiment, Array]]) -> None:
        self._starts = list(starts)
        self.epoch = 0
        self.runs: list[Run] = []
        self.reset()

    @property
    def done(self) -> bool:
        """Whether none of them can go on."""
        return self.epoch >= MOST_EPOCHS or all(run.divergence or run.stopped for run in self.runs)

    def reset(self) -> None:
        """Put all of them back to their initial weights."""
        self.epoch = 0
        self.runs = [experiment.start(theta=theta) for experiment, theta in self._starts]

    def advance(self, seconds: float, epochs: int = MOST_EPOCHS) -> None:
        """Train all for so many epochs or about so many seconds, whichever is first.

        An epoch that was begun is finished, unless that takes longer than `PATIENCE`; the next call goes on with it.
        """
        begun, last = time.perf_counter(), min(self.epoch + epochs, MOST_EPOCHS)
        while self.epoch < last and not self.done:
            if not self._finish_epoch(begun + max(seconds, PATIENCE)) or time.perf_counter() - begun >= seconds:
                break

    def _finish_epoch(self, deadline: float) -> bool:
        """Bring all to the end of the epoch, and say whether there was time for it."""
        for run in self.runs:
            if run.epoch <= self.epoch:
                run.advance(epochs=1, seconds=deadline - time.perf_counter())
                if run.epoch <= self.epoch and not (run.divergence or run.stopped):
                    return False
        self.epoch += 1
        return True
