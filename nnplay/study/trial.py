"""A first trial of a table: a network of a sensible size, trained as long as one likes, and what it is worth.

Inputs, and a number to predict, are standardized by the mean and deviation of the training rows alone.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from nnplay.data.table import Table
from nnplay.engine.arrays import Array
from nnplay.engine.evaluation import Evaluator
from nnplay.engine.heads import HEADS
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer

TEST_SHARE = 0.25
SMALL = 200  # rows; fewer are met with a smaller network


class Trial:
    """Trains one network on a table. `losses` has a row (epoch, train, test) for each epoch done, the start too."""

    def __init__(self, table: Table, *, seed: int = 0) -> None:
        self.table = table
        order = np.random.default_rng([seed, 1]).permutation(len(table))
        tests = min(round(TEST_SHARE * len(table)), len(table) - 1)
        self._test, self._train = order[:tests], order[tests:]
        x = standardized(table.inputs, self._train)
        y = self._targets(table)
        hidden = (8, 4) if len(table) < SMALL else (16, 8)
        self.net = MLP((x.shape[1], *hidden, y.shape[1]), "tanh", head=self.head)
        self.params = Parameters.draw(self.net, "glorot_uniform", [seed])
        recipe = Recipe(loss="half_mse" if not table.classes else "cross_entropy", optimizer="adam", lr=0.01, batch=32,
                        seed=seed)
        self._trainer = Trainer(self.params, x[self._train], y[self._train], recipe)
        self._evaluators = [Evaluator(self.params, x[rows], y[rows], recipe) for rows in (self._train, self._test)]
        self.losses: list[tuple[float, float, float]] = []
        self.accuracy = (np.nan, np.nan)
        self._record()

    @property
    def head(self) -> str:
        return "identity" if not self.table.classes else "sigmoid" if len(self.table.classes) == 2 else "softmax"

    @property
    def epoch(self) -> int:
        return self._trainer.epoch

    @property
    def diverged(self) -> bool:
        return self._trainer.stopped

    @property
    def test_rows(self) -> int:
        return len(self._test)

    def _targets(self, table: Table) -> Array:
        """Return what the network is to answer, (N, K)."""
        if table.classes:
            return HEADS[self.head].encode(table.targets, len(table.classes))
        return standardized(table.targets[:, np.newaxis], self._train)

    def step(self) -> None:
        """Make one step."""
        self._trainer.advance(steps=1)

    def advance(self, epochs: int, seconds: float = math.inf) -> None:
        """Train so many epochs, or those of about so long if that is shorter; at least one."""
        end = time.perf_counter() + seconds
        for _ in range(epochs):
            if self.diverged:
                break
            self._trainer.advance(epochs=1)
            self._record()
            if time.perf_counter() >= end:
                break

    def _record(self) -> None:
        (train, right), (test, right_test) = ([float(score[0]) for score in each()] for each in self._evaluators)
        self.losses.append((self.epoch, train, test))
        self.accuracy = (right, right_test)

    @property
    def typical_error(self) -> float:
        """The root of the mean squared error on the test rows, in the unit of the target."""
        return float(np.sqrt(2 * self.losses[-1][2]) * (self.table.targets[self._train].std() or 1.0))

    @property
    def baseline(self) -> float:
        """The test score of an answer that never changes: the commonest class, or the mean of the training rows."""
        train, test = self.table.targets[self._train], self.table.targets[self._test]
        if not len(test):
            return float("nan")
        if self.table.classes:
            return float((test == np.bincount(train.astype(int)).argmax()).mean())
        return float(np.sqrt(np.mean((test - train.mean()) ** 2)))


def standardized(values: Array, train: NDArray[np.intp]) -> Array:
    """Return columns (N, D) less the mean and divided by the deviation of their training rows."""
    mean, deviation = values[train].mean(axis=0), values[train].std(axis=0)
    return (values - mean) / np.where(deviation > 0, deviation, 1.0)
