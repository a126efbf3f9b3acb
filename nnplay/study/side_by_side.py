"""Runs side by side: each goes its own way from its own first weights, and all stand at the same epoch."""

from __future__ import annotations

import time
from collections.abc import Sequence

from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment
from nnplay.run import Run

MOST_EPOCHS = 10_000


class SideBySide:
    """Trains several experiments epoch by epoch. One that diverges, or stops by its rule, stays where it is.

    Each comes with its first weights, theta (1, P).
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
        """Put all of them back to their first weights."""
        self.epoch = 0
        self.runs = [experiment.start(theta=theta) for experiment, theta in self._starts]

    def advance(self, seconds: float, epochs: int = MOST_EPOCHS) -> None:
        """Train all for so many epochs or about so many seconds, whichever is first, and at least one epoch."""
        deadline, last = time.perf_counter() + seconds, min(self.epoch + epochs, MOST_EPOCHS)
        while self.epoch < last and not self.done:
            for run in self.runs:
                run.advance(epochs=1)
            self.epoch += 1
            if time.perf_counter() >= deadline:
                break
