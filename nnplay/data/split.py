"""Samples of an experiment, divided into those the network learns from and those it is tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.data.datasets import DATA_SETS
from nnplay.data.entry import DataSet
from nnplay.data.labels import chosen_unevenly, mistaken
from nnplay.engine.arrays import Array
from nnplay.engine.knobs import Knobs, knobs_of

# The streams of randomness of a data seed; training takes those that end on an epoch and 0 or 1.
POINTS, SPLIT, MISTAKES, BALANCE, OTHER_SPLIT = (0,), (1,), (0, 2), (0, 3), (1, 2)
POOL = 2  # times the classes: how many samples are drawn for each that is kept when classes are uneven


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


def draw_split(data: str | DataSet, samples: int, noise: float, test_share: float, seed: int, knobs: Knobs = (), *,
               balance: float = 100, wrong_labels: float = 0, split_seed: int = 0) -> Split:
    """Draw the samples of a data set and split them at random; `test_share` is in percent.

    Of made classes the last has `balance` percent of the first's samples, and `wrong_labels` percent of all samples
    have another one's label. Another `split_seed` splits the same samples anew.
    At least one sample is kept to learn from. A whole table is not split: the network learns from all of it and there
    is no test. Drawn points stay where they were dealt, until another share or seed deals them anew.
    """
    entry = DATA_SETS[data] if isinstance(data, str) else data
    points, targets = _drawn(entry, samples, noise, seed, knobs, balance, wrong_labels)
    dealt = (entry.drawn.paper.share, entry.drawn.paper.seed, 0) if entry.drawn is not None else None
    if entry.drawn is not None and dealt == (test_share, seed, split_seed):
        flags = entry.drawn.test
        return Split(Samples(points[~flags], targets[~flags]), Samples(points[flags], targets[flags]))
    if entry.whole:
        return Split(Samples(points, targets), Samples(points[:0], targets[:0]))
    stream = (*OTHER_SPLIT, split_seed) if split_seed else SPLIT
    order = np.random.default_rng([seed, *stream]).permutation(len(points))
    tests = test_samples(len(points), test_share)
    test, train = order[:tests], order[tests:]
    return Split(Samples(points[train], targets[train]), Samples(points[test], targets[test]))


def test_samples(samples: int, test_share: float) -> int:
    """Return how many samples are kept for the test; at least one is learnt from."""
    return min(round(samples * test_share / 100), samples - 1)


def _drawn(entry: DataSet, samples: int, noise: float, seed: int, knobs: Knobs, balance: float,
           wrong_labels: float) -> tuple[Array, Array]:
    """Return the points and targets before they are split."""
    own = knobs_of(entry, knobs)
    classes = int(own.get("classes", entry.classes)) if entry.relabelled else 0
    uneven = bool(classes) and balance < 100
    points, targets = entry.make(np.random.default_rng([seed, *POINTS]), pool_of(samples, classes) if uneven else
                                 samples, noise, **own)
    if uneven:
        kept = chosen_unevenly(np.random.default_rng([seed, *BALANCE]), targets, samples, classes, balance)
        points, targets = points[kept], targets[kept]
    if classes and wrong_labels:
        targets = mistaken(np.random.default_rng([seed, *MISTAKES]), targets, classes, wrong_labels)
    return points, targets


def pool_of(samples: int, classes: int) -> int:
    """Return how many samples are drawn, of which so many are kept when classes are uneven."""
    return POOL * classes * samples
