"""What a person does to the classes of made data: make some of them rare, and give samples a wrong label.

Both draw from generators of their own, so that neither moves a point that the data set's generator has drawn. Both
stand by themselves, so that an exported script takes them along.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from nnplay.engine.arrays import Array


def class_sizes(samples: int, classes: int, balance: float) -> Array:
    """Return how many samples each class has (K,): the last has `balance` percent of the first, in even ratios.

    These are the long tails of Cui et al., Class-Balanced Loss (2019), section 5.1.
    """
    weights = (balance / 100) ** (np.arange(classes) / max(classes - 1, 1))
    ends = np.rint(samples * np.cumsum(weights) / weights.sum()).astype(int)
    return np.diff(ends, prepend=0)


def chosen_unevenly(rng: Generator, labels: Array, samples: int, classes: int, balance: float) -> Array:
    """Return which samples (N,) of a larger draw to keep, in their order, so that classes have those sizes.

    Where a class has too few, the others make up for it.
    """
    order = rng.permutation(len(labels))
    sizes = class_sizes(samples, classes, balance)
    kept = np.concatenate([order[labels[order] == each][: sizes[each]] for each in range(classes)])
    rest = order[~np.isin(order, kept)]
    return np.sort(np.concatenate([kept, rest[: samples - len(kept)]]))


def mistaken(rng: Generator, labels: Array, classes: int, share: float) -> Array:
    """Return labels (N,) of which `share` percent, at random, are exchanged for another class."""
    order = rng.permutation(len(labels))
    others = (labels + 1 + np.floor(rng.uniform(size=len(labels)) * (classes - 1))) % classes
    wrong = order[: int(np.rint(len(labels) * share / 100))]
    changed = labels.copy()
    changed[wrong] = others[wrong]
    return changed
