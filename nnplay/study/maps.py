"""What every neuron has become: its output over a square of the input plane."""

from __future__ import annotations

import numpy as np

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, forward

LARGEST_IN_SINGLE = 1e30  # inputs whose weighted sums stay far below the largest number of single precision, 3.4e38


class NeuronMaps:
    """Evaluates every neuron of one network on a fixed grid x (side^2, D), with buffers that are made once.

    `stride` takes every so-manieth cell, both ways, for the maps of hidden neurons; the output is kept whole.
    A picture shows 8 bits of each value, so single precision is enough whatever the network is trained in, and it
    takes a third of the time. Inputs too large for it keep the network's own.
    """

    def __init__(self, params: Parameters, x: Array, *, side: int, stride: int = 1) -> None:
        self.params, self.side, self.stride = params, side, stride
        single = np.abs(x).max(initial=0) < LARGEST_IN_SINGLE
        self._shown = Parameters.zeros(params.net, dtype="float32" if single else str(params.theta.dtype))
        dtype = self._shown.theta.dtype
        self._x = x.astype(dtype)[np.newaxis]
        self._trace = Trace(params.net, side * side, 1, dtype)

    def __call__(self) -> None:
        """Evaluate the network as it now is."""
        with np.errstate(all="ignore"):
            self._shown.theta[:] = self.params.theta
            forward(self._shown, self._x, self._trace)

    def prediction(self) -> Array:
        """All outputs (side^2, K)."""
        prediction: Array = self._trace.prediction[0]
        return prediction

    def output(self) -> Array:
        """The prediction (side, side). With two outputs, how far the second is above the first."""
        prediction = self.prediction()
        value = prediction[:, 0] if prediction.shape[1] == 1 else prediction[:, 1] - prediction[:, 0]
        return value.reshape(self.side, self.side)

    def hidden(self, layer: int) -> Array:
        """The outputs of a hidden layer (H, side / stride, side / stride)."""
        cells = self._trace.a[layer][0].reshape(self.side, self.side, -1)
        shown: Array = cells[:: self.stride, :: self.stride].transpose(2, 0, 1)
        return shown


def input_maps(x: Array, side: int) -> Array:
    """Return the maps of the inputs themselves (D, side, side), from the grid x (side^2, D)."""
    return x.T.reshape(-1, side, side)


def colour_scales(maps: Array, activation: str) -> Array:
    """Return what each map (H, ...) shows in full colour: the activation's bound, else the largest size, at least 1."""
    entry = ACTIVATIONS[activation]
    bound = max(abs(entry.low), abs(entry.high))
    if np.isfinite(bound):
        return np.full(len(maps), bound)
    scales: Array = np.maximum(1.0, np.abs(maps).reshape(len(maps), -1).max(axis=1))
    return scales
