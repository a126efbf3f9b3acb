"""The two passes: forward fills a `Trace`, backward reads it and fills the gradients.

One layer computes z = x W + b and a = f(z); the next layer's x is a. With dL/dz of a layer known,
dW = x^T dz, db = the sum of dz over the samples, dx = dz W^T, and the layer before has dz = dx f'(z)
(Rumelhart, Hinton and Williams 1986; Bishop 2006, equations 5.53 to 5.56). The last argument of an operation is where
it writes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import add, matmul, multiply

from nnplay.engine.arrays import Array
from nnplay.engine.losses import Loss
from nnplay.engine.mlp import MLP, Parameters


class Trace:
    """Everything the passes computed for N samples in M networks, layer by layer.

    `x[l]` (M, N, D) is what layer l read (x[0], the data, may be (1, N, D) when all networks see the same),
    `z[l]` (M, N, H) its pre-activation, `a[l]` (M, N, H) its activation; a[-1] is the prediction.
    `dz[l]` and `dx[l]` are the loss gradients by z[l] and x[l]; dx[0] is not computed.
    `keep[l]` (1, N, H), when set, is the dropout mask of hidden layer l, already divided by the share kept;
    without dropout x[l + 1] is a[l] itself.
    """

    def __init__(self, net: MLP, samples: int, networks: int = 1, dtype: np.dtype = np.dtype(np.float64)) -> None:
        def new(units: int) -> Array:
            return np.zeros((networks, samples, units), dtype)

        self.z = [new(H) for _, H in net.shapes]
        self.a = [new(H) for _, H in net.shapes]
        self.dz = [new(H) for _, H in net.shapes]
        self.dx = [new(D) for D, _ in net.shapes]
        self.x: list[Array] = [self.dx[0], *self.a[:-1]]
        self.keep: list[Array | None] = [None] * net.layers
        self.ones = np.broadcast_to(np.ones((), dtype), (1, 1, samples))

    def __repr__(self) -> str:
        sizes = "-".join(str(values.shape[2]) for values in (self.dx[0], *self.z))
        return f"Trace({len(self.z[0]):,} networks {sizes}, {self.samples:,} samples, {self.dtype})"

    def __getstate__(self) -> dict[str, list[Array] | list[Array | None]]:
        """Return all but the ones: copied out in full they would be summed by another routine, to other digits."""
        return {name: value for name, value in vars(self).items() if name != "ones"}

    def __setstate__(self, state: dict[str, list[Array]]) -> None:
        vars(self).update(state)
        self.ones = np.broadcast_to(np.ones((), self.dtype), (1, 1, self.samples))

    @property
    def dtype(self) -> np.dtype[np.floating[Any]]:
        return self.z[0].dtype

    @property
    def samples(self) -> int:
        return int(self.z[0].shape[1])

    @property
    def prediction(self) -> Array:
        """(M, N, K), the output of the head."""
        return self.a[-1]


def forward(params: Parameters, x: Array, trace: Trace) -> Array:
    """Fill the trace for inputs x (M or 1, N, D) and return the predictions (M, N, K), a buffer of the trace.

    Raises ValueError when the inputs do not fit the trace.
    """
    if x.shape[1:] != trace.dx[0].shape[1:]:
        raise ValueError(f"inputs {x.shape} do not fit a trace for {trace.dx[0].shape}, (networks, samples, inputs)")
    xs, keep = trace.x, trace.keep
    xs[0] = x
    for l, ((W, b), f, z, a) in enumerate(zip(params.layers, params.net.functions, trace.z, trace.a)):
        matmul(xs[l], W, z)  # (M, N, D) (M, D, H) -> (M, N, H)
        if b is not None:
            add(z, b, z)
        f(z, a)
        mask = keep[l]
        if mask is not None:
            xs[l + 1] = a * mask
    return a


def predict(params: Parameters, x: Array) -> Array:
    """Return the predictions (M, N, K) for inputs x (M or 1, N, D), an array of their own."""
    with np.errstate(all="ignore"):  # networks that diverge answer with what is no number
        return forward(params, x, Trace(params.net, x.shape[1], len(params.theta), params.theta.dtype))


def _sum_over_samples(dz: Array, ones: Array, db: Array) -> None:
    """Write the sums over the samples; several units by a product with a row of ones.

    NumPy's own sum over the middle one of three axes begins anew with every row, which takes five times as long when
    there are many networks or samples. The sums come out the same: sample after sample.
    """
    if dz.shape[-1] == 1:
        add.reduce(dz, axis=-2, keepdims=True, out=db)
    else:
        matmul(ones, dz, db)


def backward(params: Parameters, trace: Trace, y: Array, loss: Loss, grads: Parameters, **knobs: float) -> Parameters:
    """Fill `grads` with the gradient of the loss of targets y (M or 1, N, K), and the trace's dz and dx.

    The trace must be as `forward` left it. Returns `grads`.
    """
    net, x, z, a, keep = params.net, trace.x, trace.z, trace.a, trace.keep
    dz = trace.dz[-1]
    loss.logit_gradient(net.output, z[-1], a[-1], y, dz, **knobs)
    for l in range(net.layers - 1, -1, -1):
        dW, db = grads.layers[l]
        matmul(x[l].mT, dz, dW)  # (M, D, N) (M, N, H) -> (M, D, H)
        if db is not None:
            _sum_over_samples(dz, trace.ones, db)  # (M, N, H) -> (M, 1, H)
        if l == 0:
            break
        dx = trace.dx[l]
        matmul(dz, params.layers[l].W.mT, dx)  # (M, N, H) (M, H, D) -> (M, N, D)
        mask = keep[l - 1]
        if mask is not None:
            multiply(dx, mask, dx)
        dz = trace.dz[l - 1]
        net.slopes[l - 1](z[l - 1], a[l - 1], dz)
        multiply(dz, dx, dz)
    return grads
