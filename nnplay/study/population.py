"""A population: one experiment from many starts, trained together in slices of time.

The networks are trained in blocks, each one `Run`, so that neither a step nor its buffers grow with the number of
starts; all blocks are recorded at the same epochs.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.engine.fields import MAX_SEED
from nnplay.engine.registry import check_number
from nnplay.experiment import Experiment
from nnplay.run import MAX_NETWORKS, Run
from nnplay.study.intervals import Interval, wilson

FEWEST = 2
MOST_EPOCHS = 100_000
BLOCK_VALUES = 400_000  # of one buffer over a block's training samples: a step stays short
MOST_BYTES = 96_000_000  # of buffers of one population
BYTES_PER_VALUE = 16  # what scoring keeps of a unit's answer to a sample: z and a
DENSE, MOST_DENSE = 64, 16_384  # every epoch is recorded up to one between them, fewer after it


@dataclass(frozen=True)
class Goal:
    """What counts as solved: a loss below, or an accuracy of at least, a number, on the training or test samples."""

    measure: Literal["loss", "accuracy"] = "loss"
    samples: Literal["train", "test"] = "train"
    number: float = 0.05

    def met(self, losses: Array, accuracies: Array) -> NDArray[np.bool_]:
        """Say which networks have reached it; one whose scores are not finite has not."""
        return losses < self.number if self.measure == "loss" else accuracies >= self.number

    def __str__(self) -> str:
        if self.measure == "loss":
            return f"{self.samples} loss below {self.number:g}"
        return f"{self.samples} accuracy of at least {self.number * 100:.4g} %"


class Fan(NamedTuple):
    """Losses over the recorded epochs (R,): all of them (R, M), their median and the range of the middle 80 %."""

    epochs: Array
    losses: Array
    low: Array
    median: Array
    high: Array


def most_starts(experiment: Experiment) -> int:
    """Return how many starts of this experiment fit into memory, at most `MAX_NETWORKS`."""
    return int(min(MAX_NETWORKS, MOST_BYTES // (_values(experiment, experiment.samples) * BYTES_PER_VALUE)))


def bytes_of(experiment: Experiment, starts: int) -> int:
    """Return about how much memory so many starts need."""
    return starts * _values(experiment, experiment.samples) * BYTES_PER_VALUE


def _values(experiment: Experiment, samples: int) -> int:
    return max(1, samples * sum(experiment.net.sizes[1:]))


class Population:
    """`starts` networks of an experiment, from seeds that follow each other; start m has the seed `seeds[m]`.

    Raises ValueError for a number of starts that is out of range or does not fit into memory.
    """

    def __init__(self, experiment: Experiment, starts: int, epochs: int) -> None:
        self.starts = check_number("starts", starts, FEWEST, MAX_NETWORKS, integer=True)
        self.epochs = check_number("epochs", epochs, 1, MOST_EPOCHS, integer=True)
        fitting = most_starts(experiment)
        if starts > fitting:
            raise ValueError(f"{starts} starts of this network on {experiment.samples} samples need too much memory: "
                             f"at most {fitting} fit")
        first = min(experiment.seed, MAX_SEED + 1 - starts)
        self.experiment = experiment.with_(seed=first, stop=())
        self.seeds = np.arange(first, first + starts)
        size = max(1, BLOCK_VALUES // _values(experiment, experiment.samples))
        count = math.ceil(starts / size)
        self._blocks = [self._block(part) for part in np.array_split(self.seeds, count)]
        self.first = np.concatenate([block.start.theta for block in self._blocks])

    def _block(self, seeds: NDArray[np.integer]) -> Run:
        run = Run(self.experiment.with_(seed=int(seeds[0]), stop={"epoch": self.epochs}), len(seeds))
        run.history_log.dense = max(DENSE, MOST_DENSE // self.starts)
        return run

    @property
    def on_a_plane(self) -> bool:
        """Whether the samples are points of a plane, so that a decision boundary can be drawn."""
        return bool(self._blocks[0].split.train.points.shape[1] == 2)

    @property
    def epoch(self) -> int:
        """The epoch that all have reached."""
        return min(self.epochs if block.divergence else block.epoch for block in self._blocks)

    @property
    def counted(self) -> int:
        """The last epoch recorded of all: the one that losses, accuracies and counts are of."""
        return int(self._recorded("train_loss")[0][-1])

    @property
    def done(self) -> bool:
        return bool(self.epoch >= self.epochs)

    def advance(self, seconds: float, epochs: int = MOST_EPOCHS) -> None:
        """Train for about so many seconds, or so many epochs; a block that lags behind goes first."""
        deadline, last = time.perf_counter() + seconds, min(self.epoch + epochs, self.epochs)
        while self.epoch < last:
            block = min(self._blocks, key=lambda block: math.inf if block.divergence else block.progress)
            left = deadline - time.perf_counter()
            if left <= 0:
                break
            block.advance(epochs=max(1, min(self._until_recorded(block), last - block.epoch)), seconds=left)

    @staticmethod
    def _until_recorded(block: Run) -> int:
        return block.history_log.next_epoch(block.epoch) - block.epoch

    def losses(self, samples: str = "train") -> Array:
        """Return each network's loss at the last epoch recorded of all, (M,); not finite where it has diverged."""
        last: Array = self.fan(samples).losses[-1]
        return last

    def accuracies(self, samples: str = "train") -> Array:
        """Return each network's share of right decisions at the last epoch recorded of all, (M,)."""
        last: Array = self._recorded(f"{samples}_accuracy")[1][-1]
        return last

    def solved(self, goal: Goal) -> NDArray[np.bool_]:
        """Say which networks meet the goal at the last epoch recorded of all, (M,)."""
        return goal.met(self.losses(goal.samples), self.accuracies(goal.samples))

    def share(self, goal: Goal) -> Interval:
        """Return the share of the networks that meet the goal, with its interval."""
        return wilson(int(self.solved(goal).sum()), self.starts)

    def fan(self, samples: str = "train") -> Fan:
        """Return the losses over the epochs recorded of all; a loss that is not finite counts as the largest."""
        epochs, losses = self._recorded(f"{samples}_loss")
        ordered = np.sort(np.where(np.isfinite(losses), losses, np.inf), axis=1)
        low, median, high = (ordered[:, round(share * (self.starts - 1))] for share in (0.1, 0.5, 0.9))
        return Fan(epochs, losses, low, median, high)

    def _recorded(self, column: str) -> tuple[Array, Array]:
        """Return the epochs recorded of all blocks (R,) and a column's values (R, M).

        A block whose networks have all diverged records no more: it stays NaN, to the last epoch when all have.
        """
        records = [block.history_log.records for block in self._blocks]
        lengths = [len(record["epoch"]) for record in records]
        going = [length for length, block in zip(lengths, self._blocks) if not block.divergence]
        rows = min(going) if going else max(lengths) + 1
        epochs = np.append(max(records, key=lambda record: len(record["epoch"]))["epoch"], self.epochs)[:rows]
        parts = []
        for record, block in zip(records, self._blocks):
            values = record[column][:rows].reshape(-1, block.networks)
            missing = np.full((rows - len(values), block.networks), np.nan)
            parts.append(np.concatenate([values, missing]))
        return epochs, np.concatenate(parts, axis=1)

    @property
    def theta(self) -> Array:
        """The weights as they now are, (M, P)."""
        return np.concatenate([block.params.theta for block in self._blocks])

    def predictions(self, points: Array, chosen: NDArray[np.integer]) -> Array:
        """Return what chosen networks answer to points (N, 2), as (C, N, K)."""
        run = Run(self.experiment, len(chosen), np.nan_to_num(self.theta[chosen]))
        answer = run.predict(points)
        return answer.reshape(len(chosen), len(points), -1)

    def member(self, start: int) -> Experiment:
        """Return the experiment of one start by itself."""
        return self.experiment.with_(seed=int(self.seeds[start]))


def telling_parameters(first: Array, solved: NDArray[np.bool_]) -> list[int]:
    """Return the parameters' indices, first those whose first values (M, P) differ most between solved and not.

    The difference of the two means is measured in standard deviations; with only one kind the order stays.
    """
    if solved.all() or not solved.any():
        return list(range(first.shape[1]))
    spread = np.maximum(first.std(axis=0), 1e-12)
    apart = np.abs(first[solved].mean(axis=0) - first[~solved].mean(axis=0)) / spread
    return [int(index) for index in np.argsort(-apart, kind="stable")]
