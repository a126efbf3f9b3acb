"""A race: optimizers that set out from the same weights over the same loss."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import ArrayLike

from nnplay.engine.arrays import Array
from nnplay.engine.registry import check_number
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study.landscape import Plane

MOST_RACERS, MOST_EPOCHS = 8, 5000
KEPT = 250  # points of each way
TOGETHER = 5  # epochs that one may be ahead of the others


class Racer:
    """One contestant: its run, and the way it came in the coordinates of a plane."""

    def __init__(self, name: str, experiment: Experiment, theta: ArrayLike, plane: Plane, last: int) -> None:
        self.name, self._last = name, last
        self._every = max(1, -(-last // KEPT))
        self.run = Run(experiment.with_(stop=()), theta=theta)
        self._plane = plane
        self._way: list[tuple[float, float, float, float]] = []
        self._note()

    @property
    def way(self) -> Array:
        """Epoch, x, y and training loss at every point noted, (T, 4)."""
        return np.array(self._way)

    @property
    def diverged(self) -> bool:
        return self.run.divergence is not None

    @property
    def off_plane(self) -> float:
        """How far it is from the plane its way is drawn on."""
        return float(self._plane.distances(self.run.params.theta)[0])

    def advance(self, epoch: int, seconds: float) -> None:
        """Train towards an epoch for about so many seconds, noting every so-manieth epoch and the last."""
        deadline = time.perf_counter() + seconds
        while self.run.epoch < epoch and not self.diverged and time.perf_counter() < deadline:
            due = min((self.run.epoch // self._every + 1) * self._every, epoch)
            self.run.advance(epochs=due - self.run.epoch, seconds=deadline - time.perf_counter())
            arrived = self.run.epoch == due and self.run.trainer.position == 0
            if arrived and (due % self._every == 0 or due == self._last):
                self._note()

    def _note(self) -> None:
        x, y = self._plane.coordinates(self.run.params.theta)[0]
        self._way.append((self.run.epoch, float(x), float(y), float(self.run.loss.train)))


class Race:
    """Racers from the weights theta (P,), each by its own experiment, up to the same epoch."""

    def __init__(self, racers: dict[str, Experiment], theta: Array, plane: Plane, epochs: int) -> None:
        check_number("racers", len(racers), 1, MOST_RACERS, integer=True)
        self.epochs = check_number("epochs", epochs, 1, MOST_EPOCHS, integer=True)
        self.racers = [Racer(name, experiment, theta, plane, epochs) for name, experiment in racers.items()]

    @property
    def epoch(self) -> int:
        """The epoch that all have reached; those that have diverged hold nobody up."""
        return min(self.epochs if racer.diverged else racer.run.epoch for racer in self.racers)

    @property
    def done(self) -> bool:
        return bool(self.epoch >= self.epochs)

    def advance(self, seconds: float, epochs: int = MOST_EPOCHS) -> None:
        """Let all race for about so many seconds, or so many epochs, side by side."""
        deadline, last = time.perf_counter() + seconds, min(self.epoch + epochs, self.epochs)
        while self.epoch < last and time.perf_counter() < deadline:
            behind = min((racer for racer in self.racers if not racer.diverged), key=lambda racer: racer.run.progress)
            behind.advance(min(behind.run.epoch + TOGETHER, last), deadline - time.perf_counter())
