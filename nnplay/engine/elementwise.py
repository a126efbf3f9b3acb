"""The elementwise functions behind the activations and heads, and their slopes.

Functions take `z` and write into `out`, which may be `z` itself. Slopes take both `z` and `a = f(z)`, because some are
cheaper in one and some in the other, and write into an `out` that is neither. Each is written so that it is finite
and right for z from -1e4 to 1e4, to full relative accuracy far from 0, without a warning on the way.
"""

from __future__ import annotations

import math

import numpy as np

from nnplay.engine.arrays import Array

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Klambauer et al. 2017, equation 14
GELU_SCALE, GELU_CUBIC = math.sqrt(2 / math.pi), 0.044715  # Hendrycks and Gimpel 2016, section 2


def linear(z: Array, out: Array) -> None:
    np.copyto(out, z)


def linear_slope(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def sigmoid(z: Array, out: Array) -> None:
    """Write 1 / (1 + e^-z), in the very operations of the usual textbook line and so with its very digits."""
    np.negative(z, out=out)
    with np.errstate(over="ignore"):  # e^1e4 is inf, and 1 / (1 + inf) is the right 0
        np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    np.divide(1.0, out, out=out)


def sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.subtract(1.0, a, out=out)
    np.multiply(out, a, out=out)


def tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out=out)


def relu_slope(z: Array, a: Array, out: Array) -> None:
    np.greater(z, 0.0, out=out, casting="unsafe")


def leaky_relu(z: Array, out: Array, slope: float) -> None:
    np.maximum(z, slope * z, out=out)  # as the slope is at most 1


def leaky_relu_slope(z: Array, a: Array, out: Array, slope: float) -> None:
    np.greater(z, 0.0, out=out, casting="unsafe")
    np.maximum(out, slope, out=out)


def elu(z: Array, out: Array, alpha: float) -> None:
    below = np.expm1(np.minimum(z, 0.0))
    np.maximum(z, 0.0, out=out)
    np.add(out, alpha * below, out=out)


def elu_slope(z: Array, a: Array, out: Array, alpha: float) -> None:
    np.minimum(z, 0.0, out=out)
    np.exp(out, out=out)
    np.multiply(out, alpha, out=out, where=z <= 0)


def selu(z: Array, out: Array) -> None:
    elu(z, out, SELU_ALPHA)
    np.multiply(out, SELU_SCALE, out=out)


def selu_slope(z: Array, a: Array, out: Array) -> None:
    elu_slope(z, a, out, SELU_ALPHA)
    np.multiply(out, SELU_SCALE, out=out)


def softplus(z: Array, out: Array, beta: float = 1.0) -> None:
    np.multiply(z, beta, out=out)
    np.logaddexp(out, 0.0, out=out)
    np.divide(out, beta, out=out)


def softplus_slope(z: Array, a: Array, out: Array, beta: float = 1.0) -> None:
    np.multiply(z, beta, out=out)
    sigmoid(out, out)


def softsign(z: Array, out: Array) -> None:
    np.divide(z, 1.0 + np.abs(z), out=out)


def softsign_slope(z: Array, a: Array, out: Array) -> None:
    np.abs(z, out=out)
    np.add(out, 1.0, out=out)
    np.multiply(out, out, out=out)
    np.divide(1.0, out, out=out)


def silu(z: Array, out: Array) -> None:
    gate = np.empty_like(z)
    sigmoid(z, gate)
    np.multiply(z, gate, out=out)


def silu_slope(z: Array, a: Array, out: Array) -> None:
    gate = np.empty_like(z)
    sigmoid(z, gate)
    np.multiply(gate, 1.0 + z * (1.0 - gate), out=out)


def _gelu_gate(z: Array) -> Array:
    """Return (1 + tanh u) / 2 = sigmoid(2 u): the left side would cancel far below 0, the right does not."""
    u = GELU_SCALE * (z + GELU_CUBIC * z * z * z)
    np.multiply(u, 2.0, out=u)
    sigmoid(u, u)
    return u


def gelu(z: Array, out: Array) -> None:
    np.multiply(z, _gelu_gate(z), out=out)


def gelu_slope(z: Array, a: Array, out: Array) -> None:
    gate = _gelu_gate(z)
    du_dz = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * z * z)
    np.multiply(gate, 1.0 + 2.0 * z * (1.0 - gate) * du_dz, out=out)


def mish(z: Array, out: Array) -> None:
    np.multiply(z, np.tanh(np.logaddexp(z, 0.0)), out=out)


def mish_slope(z: Array, a: Array, out: Array) -> None:
    gate = np.tanh(np.logaddexp(z, 0.0))
    sigmoid(z, out)
    np.multiply(out, z * (1.0 - gate * gate), out=out)
    np.add(out, gate, out=out)


def sine(z: Array, out: Array, frequency: float) -> None:
    np.multiply(z, frequency, out=out)
    np.sin(out, out=out)


def sine_slope(z: Array, a: Array, out: Array, frequency: float) -> None:
    np.multiply(z, frequency, out=out)
    np.cos(out, out=out)
    np.multiply(out, frequency, out=out)


def gaussian(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def gaussian_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, a, out=out)
    np.multiply(out, -2.0, out=out)


def step(z: Array, out: Array) -> None:
    np.greater(z, 0.0, out=out, casting="unsafe")


def step_slope(z: Array, a: Array, out: Array) -> None:
    out.fill(0.0)
