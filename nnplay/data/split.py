"""Samples of an experiment, divided into those the network learns from and those it is tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.data.datasets import DATA_SETS
from nnplay.data.entry import DataSet
from nnplay.engine.arrays import Array
from nnplay.engine.knobs import Knobs, knobs_of

POINTS, SPLIT = 0, 1  # the streams of randomness of a data seed


@dataclass(frozen=True)
class Samples:
    """Points (N, D) and their class indices or targets (N,)."""

    points: Array
    targets: Array

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class Split:
    train: Samples
    test: Samples


def draw_split(data: str | DataSet, samples: int, noise: float, test_share: float, seed: int,
               knobs: Knobs = ()) -> Split:
    """Draw the samples of a data set and split them at random; `test_share` is in percent.

    At least one sample is kept to learn from. A whole table is not split: the network learns from all of it and there
    is no test. Drawn points stay where they were dealt, until another share or seed deals them anew.
    """
    entry = DATA_SETS[data] if isinstance(data, str) else data
    points, targets = entry.make(np.random.default_rng([seed, POINTS]), samples, noise, **knobs_of(entry, knobs))
    if entry.drawn is not None and (entry.drawn.paper.share, entry.drawn.paper.seed) == (test_share, seed):
        flags = entry.drawn.test
        return Split(Samples(points[~flags], targets[~flags]), Samples(points[flags], targets[flags]))
    if entry.whole:
        return Split(Samples(points, targets), Samples(points[:0], targets[:0]))
    order = np.random.default_rng([seed, SPLIT]).permutation(len(points))
    tests = min(round(len(points) * test_share / 100), len(points) - 1)
    test, train = order[:tests], order[tests:]
    return Split(Samples(points[train], targets[train]), Samples(points[test], targets[test]))
