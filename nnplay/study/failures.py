"""Why a from-scratch network has not learnt exclusive or: the numbers that tell, taken from its run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.study.starts import TABLE_X, TABLE_Y, Starts
from nnplay.study.tutorial import NeuralNetwork

WINDOW = 100  # iterations looked back on
STILL = 0.01  # a loss that changes by less than this over the window stands still


@dataclass(frozen=True)
class Outcome:
    """How one network stands after some iterations, and what shows why.

    `swings` compares the loss within the last 100 iterations. `alike` is the pair of rows with different targets
    that are closest in what the two hidden units make of them: the output unit can hardly tell them apart.
    """

    network: int
    right: bool
    outputs: Array  # (4,)
    hidden: Array  # (4, 2)
    W1: Array
    W2: Array
    loss_range: tuple[float, float]
    right_lately: float
    alike: tuple[int, int]
    distance: float
    gradient: float

    @property
    def kind(self) -> Literal["right", "swings", "stuck", "slow"]:
        """What is the matter with it."""
        if self.right:
            return "right"
        low, high = self.loss_range
        if high - low > STILL:
            return "swings" if self.right_lately > 0 or self.distance > 0.1 else "stuck"
        return "stuck" if self.gradient < STILL else "slow"


def outcome(starts: Starts, network: int) -> Outcome:
    """Describe one of the networks as it is at the end of its run."""
    W1, W2 = starts.W1[network], starts.W2[network]
    alone = NeuralNetwork(TABLE_X, TABLE_Y)
    alone.W1, alone.W2 = W1.copy(), W2.copy()
    alone.feedforward()
    hidden = alone.hidden.copy()
    alone.backprop()
    change = np.concatenate([(alone.W1 - W1).ravel(), (alone.W2 - W2).ravel()])
    pairs = [pair for pair in combinations(range(4), 2) if TABLE_Y[pair[0], 0] != TABLE_Y[pair[1], 0]]
    distances = [float(np.linalg.norm(hidden[i] - hidden[j])) for i, j in pairs]
    closest = int(np.argmin(distances))
    lately = slice(-WINDOW, None)
    loss = starts.loss[lately, network]
    return Outcome(
        network=network, right=bool(starts.right[-1, network]), outputs=starts.outputs[-1, network], hidden=hidden,
        W1=W1, W2=W2, loss_range=(float(loss.min()), float(loss.max())),
        right_lately=float(starts.right[lately, network].mean()), alike=pairs[closest], distance=distances[closest],
        gradient=float(np.linalg.norm(change) / 2),
    )
