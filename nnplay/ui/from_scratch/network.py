"""The tutorial's network with weights of one's choice, and what the chapters ask of it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.engine.arrays import Array
from nnplay.study.plane import square_grid
from nnplay.study.starts import TABLE_X, TABLE_Y, Starts, engine_starts, tutorial_starts
from nnplay.study.tutorial import NeuralNetwork

ROWS = ["(0, 0) → 0", "(0, 1) → 1", "(1, 0) → 1", "(1, 1) → 0"]
SIDE, LOW, HIGH = 41, -0.5, 1.5


def network_with(W1: Array, W2: Array, x: Array = TABLE_X) -> NeuralNetwork:
    """Return the tutorial's network with these weights, after a forward pass on x."""
    network = NeuralNetwork(x, TABLE_Y)
    network.W1, network.W2 = np.array(W1, float), np.array(W2, float)
    network.feedforward()
    return network


def planes(W1: Array, W2: Array) -> list[Array]:
    """Return what the two hidden units and the output make of the plane, (side, side) each."""
    network = network_with(W1, W2, square_grid(LOW, HIGH, SIDE))
    return [column.reshape(SIDE, SIDE) for column in (*network.hidden.T, network.output[:, 0])]


# What follows is computed once for all visitors, who share the arrays and do not write into them.

@st.cache_resource(show_spinner=False, max_entries=60)
def trained(seed: int, iterations: int) -> tuple[Array, Array]:
    """Run the tutorial's code from one start; return the outputs (T, 4) and the costs (T,) after each iteration."""
    network = NeuralNetwork(TABLE_X, TABLE_Y, seed)
    outputs, costs = np.empty((iterations, 4)), np.empty(iterations)
    for iteration in range(iterations):
        network.train(1)
        outputs[iteration], costs[iteration] = network.output[:, 0], network.loss()
    return outputs, costs


@st.cache_resource(show_spinner="Training sixty networks …", max_entries=4)
def sixty(iterations: int) -> Starts:
    """Run the tutorial's code from sixty starts."""
    return tutorial_starts(iterations)


@st.cache_resource(show_spinner="Training sixty networks …", max_entries=8)
def sixty_by_engine(iterations: int, lr: float, bias: bool) -> Array:
    """Return how many of the sixty are right over the iterations, computed by the engine."""
    counts: Array = engine_starts(iterations, lr=lr, bias=bias).right.sum(axis=1)
    return counts
