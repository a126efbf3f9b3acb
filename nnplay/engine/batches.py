"""Batches: which samples each step of an epoch learns from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnplay.engine.arrays import Array, table
from nnplay.engine.mlp import MLP

STREAM = 0  # of the randomness of one epoch; 1 is dropout


def samples(net: MLP, x: ArrayLike, y: ArrayLike, dtype: DTypeLike) -> tuple[Array, Array]:
    """Return inputs x (N, D) and targets y (N, K) as tables that fit the network and each other."""
    inputs, targets = table("x", x, net.sizes[0], dtype), table("y", y, net.sizes[-1], dtype)
    if len(inputs) != len(targets):
        raise ValueError(f"x and y must have as many rows, got {inputs.shape} and {targets.shape}")
    return inputs, targets


class Batch(NamedTuple):
    """Samples x (1, n, D) and targets y (1, n, K); `stop` is the position in the epoch behind the last of them."""

    x: Array
    y: Array
    stop: int


class Batches:
    """The samples x (N, D) and targets y (N, K) of an epoch, in its order, cut into batches of `size` (0: all).

    Epoch e is shuffled from [seed, e] and nothing else. Every epoch is laid out in the same memory, so the batches
    are cut once. The order within a single full batch cannot matter and is left alone.
    """

    def __init__(self, x: Array, y: Array, size: int, seed: int) -> None:
        self.samples = len(x)
        self.size = min(size, self.samples) or self.samples
        self._seed = seed
        self._given = x, y
        self._x, self._y = x.copy(), y.copy()
        self._epoch = -1
        self._batches: list[Batch] = []
        for start in range(0, self.samples, self.size):
            stop = min(start + self.size, self.samples)
            self._batches.append(Batch(self._x[np.newaxis, start:stop], self._y[np.newaxis, start:stop], stop))

    def __len__(self) -> int:
        return len(self._batches)

    def at(self, epoch: int, position: int) -> Batch:
        """Return the batch that begins at `position` of an epoch: views that hold until another epoch is asked for."""
        if epoch != self._epoch:
            self._lay_out(epoch)
        return self._batches[position // self.size]

    def _lay_out(self, epoch: int) -> None:
        if len(self) > 1:
            order = np.random.default_rng([self._seed, epoch, STREAM]).permutation(self.samples)
            for laid_out, given in zip((self._x, self._y), self._given, strict=True):
                np.take(given, order, axis=0, out=laid_out, mode="clip")  # "raise", the default, would buffer
        self._epoch = epoch
