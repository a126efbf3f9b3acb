"""Targets: what a run's network is to answer, and how its answers become numbers in the target's own unit again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from nnplay.data.entry import DataSet
from nnplay.engine.arrays import Array
from nnplay.engine.heads import HEADS

Numbers = TypeVar("Numbers", float, Array)


@dataclass(frozen=True)
class Targets:
    """How class indices or numbers become what one run's network is to answer, and its answers numbers again.

    Numbers are less `mean` and divided by `spread`: those of the training samples where the data set's target is
    `standardized`, else 0 and 1. `name` is what the target is called, "" where it has no name.
    """

    head: str
    classes: int = 0
    name: str = ""
    standardized: bool = False
    mean: float = 0.0
    spread: float = 1.0

    @classmethod
    def fitted(cls, head: str, classes: int, data: DataSet, train: Array) -> Targets:
        """Learn the mean and spread of training targets (N,); constant ones keep spread 1."""
        if classes or not data.standardize_target:
            return cls(head, classes, data.target)
        return cls(head, classes, data.target, True, float(train.mean()), float(train.std()) or 1.0)

    def __call__(self, values: Array) -> Array:
        """Turn class indices or numbers (N,) into what the network is to answer, (N, K)."""
        if self.classes:
            return HEADS[self.head].encode(values, self.classes)
        return self.scaled(values)[:, None]

    def scaled(self, values: Numbers) -> Numbers:
        """Turn numbers in the target's unit into answers of the network."""
        return (values - self.mean) / self.spread if self.standardized else values

    def shares(self, answers: Array) -> Array:
        """Return answers (N, K) as shares of each class (N, classes), between the head's two ends."""
        head = HEADS[self.head]
        shares = np.clip((answers - head.low) / (head.high - head.low), 0.0, 1.0)
        if shares.shape[1] == 1:
            return np.hstack([1.0 - shares, shares])
        total = shares.sum(axis=1, keepdims=True)
        alike: Array = np.full_like(shares, 1 / shares.shape[1])
        np.divide(shares, total, out=alike, where=total > 0)
        return alike

    def decided(self, answers: Array) -> Array:
        """Return the class (N,) that answers or targets (N, K) decide for, as the accuracy counts them."""
        if answers.shape[1] == 1:
            return (answers[:, 0] > HEADS[self.head].threshold).astype(int)
        largest: Array = answers.argmax(axis=1)
        return largest

    def in_units(self, answers: Numbers) -> Numbers:
        """Turn answers of the network into numbers in the target's unit; classes stay as the head answers."""
        return answers * self.spread + self.mean if self.standardized else answers
