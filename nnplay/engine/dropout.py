"""Dropout: which hidden units a step of training keeps."""

from __future__ import annotations

import numpy as np
from numpy.random import PCG64, Generator

from nnplay.engine.mlp import MLP
from nnplay.engine.passes import Trace

STREAM = 1  # of the randomness of one epoch; 0 is the order of its samples


class Dropout:
    """Silences each hidden unit with probability `rate`, and scales up the rest to match (inverted dropout).

    See Srivastava et al. 2014, section 10. All networks lose the same units. An epoch is one stream of numbers, one
    for each hidden unit and sample, so any position in it is reached by winding forward.
    """

    def __init__(self, net: MLP, rate: float, seed: int) -> None:
        self.rate = rate
        self._seed = seed
        self._units = sum(net.sizes[1:-1])
        self._next = (-1, 0)  # the epoch and position at which the stream is wound

    def draw(self, trace: Trace, epoch: int, position: int) -> None:
        """Set the trace's masks for the batch that begins at `position` of an epoch."""
        if self._next != (epoch, position):
            stream = PCG64([self._seed, epoch, STREAM])
            stream.advance(position * self._units)
            self._rng = Generator(stream)
        for l, a in enumerate(trace.a[:-1]):
            mask = trace.keep[l]
            if mask is None:
                mask = trace.keep[l] = np.empty((1, *a.shape[1:]), a.dtype)  # (1, N, H)
            mask[0] = (self._rng.random(a.shape[1:]) >= self.rate) / (1 - self.rate)
        self._next = (epoch, position + trace.samples)
