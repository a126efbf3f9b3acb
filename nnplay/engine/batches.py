"""Batches: which samples each step of an epoch learns from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import ArrayLike, DTypeLike

from nnplay.engine.arrays import Array, table
from nnplay.engine.mlp import MLP

STREAM = 0  # of the randomness of one epoch; 1 is dropout


def samples(net: MLP, x: ArrayLike, y: ArrayLike, dtype: DTypeLike, networks: int = 1) -> tuple[Array, Array]:
    """Return inputs x (1, N, D) and targets y (1, N, K) that fit the network and each other.

    They come as tables (N, D) and (N, K) that all networks share, or as a stack of them, one for each network.
    """
    inputs, targets = _stack("x", x, net.sizes[0], dtype, networks), _stack("y", y, net.sizes[-1], dtype, networks)
    if inputs.shape[:2] != targets.shape[:2]:
        raise ValueError(f"x and y must have as many rows, got {np.shape(x)} and {np.shape(y)}")
    return inputs, targets


def _stack(name: str, values: ArrayLike, columns: int, dtype: DTypeLike, networks: int) -> Array:
    """Return a table (N, columns) as (1, N, columns), and a table for each network as (M, N, columns)."""
    if np.ndim(values) != 3:
        return table(name, values, columns, dtype)[np.newaxis]
    stacked = np.asarray(values)
    if len(stacked) not in (1, networks):
        raise ValueError(f"{name} must have one table, or one for each of {networks} networks, got {len(stacked)}")
    return table(name, stacked.reshape(-1, stacked.shape[2]), columns, dtype).reshape(stacked.shape)


def _words(number: int) -> list[int]:
    """Return a number in words of 32 bits, the lowest first: what `SeedSequence` makes of it, but more slowly."""
    return [number >> shift & 0xFFFFFFFF for shift in range(0, max(number.bit_length(), 1), 32)]


class Batch(NamedTuple):
    """Samples x (M or 1, n, D) and targets y (M or 1, n, K); `stop` is the position in the epoch behind the last."""

    x: Array
    y: Array
    stop: int


class Batches:
    """The samples x (M or 1, N, D) and targets y (M or 1, N, K) of an epoch, in its order, cut into batches of `size`.

    A size of 0 is all; tables (N, D) and (N, K) count as M = 1. Epoch e is shuffled from [seed, e] and nothing else,
    for all networks alike. Every epoch is laid out in the same memory, so the batches are cut once. The order
    within a single full batch cannot matter and is left alone.
    """

    def __init__(self, x: Array, y: Array, size: int, seed: int) -> None:
        x, y = (values.reshape(-1, *values.shape[-2:]) for values in (x, y))
        self.samples: int = x.shape[1]
        self.size: int = min(size, self.samples) or self.samples
        self._seed = seed
        self._entropy = np.array([*_words(seed), 0, STREAM], np.uint32)  # in parts, [seed, epoch, STREAM]
        self.given = x, y
        self._x, self._y = x.copy(), y.copy()
        self._epoch = -1
        self._batches: list[Batch] = []
        for start in range(0, self.samples, self.size):
            stop = min(start + self.size, self.samples)
            self._batches.append(Batch(self._x[:, start:stop], self._y[:, start:stop], stop))

    def __getstate__(self) -> tuple[Array, Array, int, int]:
        return *self.given, self.size, self._seed

    def __setstate__(self, state: tuple[Array, Array, int, int]) -> None:
        Batches.__init__(self, *state)

    def __len__(self) -> int:
        return len(self._batches)

    def at(self, epoch: int, position: int) -> Batch:
        """Return the batch that begins at `position` of an epoch: views that hold until another epoch is asked for."""
        if epoch != self._epoch:
            self._lay_out(epoch)
        return self._batches[position // self.size]

    def _lay_out(self, epoch: int) -> None:
        if len(self) > 1:
            self._entropy[-2] = epoch
            order = Generator(PCG64(SeedSequence(self._entropy))).permutation(self.samples)
            x, y = self.given
            x.take(order, 1, self._x, "clip")  # "raise", the default, would buffer
            y.take(order, 1, self._y, "clip")
        self._epoch = epoch
