"""What every neuron has become: its output over a square of the input plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnplay.data.features import features
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, forward


def square_grid(low: float, high: float, side: int) -> Array:
    """Return the centres of side x side cells (side^2, 2), row by row from the top left."""
    edges = np.linspace(low, high, side + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    across, up = np.meshgrid(centres, centres[::-1])
    return np.column_stack([across.ravel(), up.ravel()])


class NeuronMaps:
    """Evaluates every neuron of one network on a fixed grid, with buffers that are made once.

    `stride` takes every so-manieth cell, both ways, for the maps of hidden neurons; the output is kept whole.
    """

    def __init__(self, params: Parameters, inputs: Sequence[str], *, low: float, high: float, side: int,
                 stride: int = 1) -> None:
        self.params, self.side, self.stride = params, side, stride
        dtype = params.theta.dtype
        self._x = features(square_grid(low, high, side), inputs).astype(dtype)[np.newaxis]
        self._trace = Trace(params.net, side * side, 1, dtype)

    def __call__(self) -> None:
        """Evaluate the network as it now is."""
        with np.errstate(all="ignore"):
            forward(self.params, self._x, self._trace)

    def output(self) -> Array:
        """The prediction (side, side). With two outputs, how far the second is above the first."""
        prediction = self._trace.prediction[0]
        value = prediction[:, 0] if prediction.shape[1] == 1 else prediction[:, 1] - prediction[:, 0]
        return value.reshape(self.side, self.side)

    def hidden(self, layer: int) -> Array:
        """The outputs of a hidden layer (H, side / stride, side / stride)."""
        cells = self._trace.a[layer][0].reshape(self.side, self.side, -1)
        return cells[:: self.stride, :: self.stride].transpose(2, 0, 1)


def input_maps(inputs: Sequence[str], *, low: float, high: float, side: int) -> Array:
    """Return the maps of the inputs themselves (D, side, side)."""
    return features(square_grid(low, high, side), inputs).T.reshape(-1, side, side)


def colour_scales(maps: Array, activation: str) -> Array:
    """Return what each map (H, ...) shows in full colour: the activation's bound, else the largest size, at least 1."""
    entry = ACTIVATIONS[activation]
    bound = max(abs(entry.low), abs(entry.high))
    if np.isfinite(bound):
        return np.full(len(maps), bound)
    return np.maximum(1.0, np.abs(maps).reshape(len(maps), -1).max(axis=1))
