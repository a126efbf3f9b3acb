"""The two passes: forward fills a `Trace`, backward reads it and fills the gradients.

One layer computes z = x W + b and a = f(z); the next layer's x is a. With dL/dz of a layer known,
dW = x^T dz, db = the sum of dz over the samples, dx = dz W^T, and the layer before has dz = dx f'(z)
(Rumelhart, Hinton and Williams 1986; Bishop 2006, equations 5.53 to 5.56).
"""

from __future__ import annotations

import numpy as np

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
        self.keep: list[Array | None] = [None] * (net.layers - 1)

    @property
    def samples(self) -> int:
        return self.z[0].shape[1]

    @property
    def prediction(self) -> Array:
        """(M, N, K), the output of the head."""
        return self.a[-1]


def forward(params: Parameters, x: Array, trace: Trace) -> Array:
    """Fill the trace for inputs x (M or 1, N, D) and return the predictions (M, N, K), a buffer of the trace."""
    trace.x[0] = x
    last = len(params.layers) - 1
    for l, ((W, b), f, z, a) in enumerate(zip(params.layers, params.net.functions, trace.z, trace.a)):
        np.matmul(trace.x[l], W, out=z)  # (M, N, D) (M, D, H) -> (M, N, H)
        if b is not None:
            np.add(z, b, out=z)
        f(z, a)
        if l < last and trace.keep[l] is not None:
            trace.x[l + 1] = a * trace.keep[l]
    return a


def backward(params: Parameters, trace: Trace, y: Array, loss: Loss, grads: Parameters, **knobs: float) -> Parameters:
    """Fill `grads` with the gradient of the loss of targets y (M or 1, N, K), and the trace's dz and dx.

    The trace must be as `forward` left it. Returns `grads`.
    """
    net = params.net
    loss.logit_gradient(net.output, trace.z[-1], trace.a[-1], y, trace.dz[-1], **knobs)
    for l in range(net.layers - 1, -1, -1):
        dz = trace.dz[l]
        dW, db = grads.layers[l]
        np.matmul(trace.x[l].swapaxes(-1, -2), dz, out=dW)  # (M, D, N) (M, N, H) -> (M, D, H)
        if db is not None:
            np.add.reduce(dz, axis=-2, keepdims=True, out=db)  # (M, N, H) -> (M, 1, H)
        if l > 0:
            dx = trace.dx[l]
            np.matmul(dz, params.layers[l].W.swapaxes(-1, -2), out=dx)  # (M, N, H) (M, H, D) -> (M, N, D)
            if trace.keep[l - 1] is not None:
                np.multiply(dx, trace.keep[l - 1], out=dx)
            net.slopes[l - 1](trace.z[l - 1], trace.a[l - 1], trace.dz[l - 1])
            np.multiply(trace.dz[l - 1], dx, out=trace.dz[l - 1])
    return grads
