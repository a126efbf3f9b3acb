"""The from-scratch network from many starts at once: how often it learns exclusive or, and what the failures look like.

`tutorial_starts` runs the tutorial's own code on a stack of networks; `engine_starts` trains the same starts with
the engine, which does the same mathematics in another order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.passes import Trace, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer
from nnplay.study.tutorial import NeuralNetwork

STARTS = 60
TABLE_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TABLE_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


@dataclass(frozen=True)
class Starts:
    """How M networks went: their outputs (T, M, 4) for the four rows of the table, after each of T iterations.

    `W1` (M, 2, 2) and `W2` (M, 2, 1) are the weights that gave the last outputs, `first` the weights before training.
    """

    outputs: Array
    W1: Array
    W2: Array
    first: tuple[Array, Array]

    @property
    def right(self) -> np.ndarray:
        """(T, M) whether all four outputs are on the right side of 0.5."""
        right: np.ndarray = ((self.outputs > 0.5) == (TABLE_Y[:, 0] > 0.5)).all(axis=2)
        return right

    @property
    def loss(self) -> Array:
        """(T, M) half the summed squared error."""
        squares: Array = ((self.outputs - TABLE_Y[:, 0]) ** 2).sum(axis=2)
        return 0.5 * squares


def first_weights(starts: int = STARTS) -> tuple[Array, Array]:
    """Return W1 (M, 2, 2) and W2 (M, 2, 1) of the tutorial's networks with seeds 0, 1, ..."""
    networks = [NeuralNetwork(TABLE_X, TABLE_Y, seed) for seed in range(starts)]
    return np.stack([network.W1 for network in networks]), np.stack([network.W2 for network in networks])


def tutorial_starts(iterations: int, starts: int = STARTS) -> Starts:
    """Run the tutorial's code on all networks at once; bit for bit what it does to one after the other.

    As in the tutorial, an iteration's outputs are those from before its update.
    """
    network = NeuralNetwork(TABLE_X, TABLE_Y)
    first = first_weights(starts)
    network.W1, network.W2 = (np.array(weights, float) for weights in first)
    outputs = np.empty((iterations, starts, 4))
    for iteration in range(iterations):
        W1, W2 = network.W1.copy(), network.W2.copy()
        network.feedforward()
        outputs[iteration] = network.output[:, :, 0]
        network.backprop()
    return Starts(outputs, W1, W2, first)


def engine_starts(iterations: int, *, lr: float = 2.0, bias: bool = False, starts: int = STARTS) -> Starts:
    """Train the same starts with the engine by gradient descent on half the summed squared error.

    The gradient has no factor 2, so the tutorial's step is lr 2. Biases, where there are any, start at 0.
    """
    net = MLP((2, 2, 1), "sigmoid", "sigmoid", bias)
    params = Parameters.zeros(net, starts)
    first = first_weights(starts)
    for layer, weights in zip(params.layers, first):
        layer.W[:] = weights
    trainer = Trainer(params, TABLE_X, TABLE_Y, Recipe(loss="sse", lr=lr, batch=0))
    trace = Trace(net, 4, starts)
    outputs = np.empty((iterations, starts, 4))
    for iteration in range(iterations):
        if iteration:
            trainer.advance(steps=1)
        outputs[iteration] = forward(params, TABLE_X[np.newaxis], trace)[:, :, 0]
    return Starts(outputs, params.layers[0].W.copy(), params.layers[1].W.copy(), first)
