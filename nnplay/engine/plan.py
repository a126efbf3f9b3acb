"""What a training loop repeats: the two passes over a batch of one size, recorded from the readable ones."""

from __future__ import annotations

from copy import copy

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.losses import Loss
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.recording import Recording


class Plan:
    """Forward and backward over batches of one shape, with the trace they fill.

    `x` (M or 1, n, D) and `y` (M or 1, n, K) are the batch's own copy. The parameters and gradients may change their
    values but not their place.
    """

    def __init__(self, params: Parameters, grads: Parameters, x: Array, y: Array) -> None:
        self.trace = Trace(params.net, x.shape[1], len(params.theta), params.theta.dtype)
        self.x, self.y = np.empty_like(x), np.empty_like(y)
        self._params, self._grads = params, grads
        self._recording: Recording | None = None

    def run(self, x: Array, y: Array, loss: Loss, **knobs: float) -> None:
        """Fill the trace and the gradients for a batch; the loss and the presence of dropout are always the same."""
        self.x[...] = x
        self.y[...] = y
        if self._recording is None:
            self._recording = self._record(loss, **knobs)
        else:
            self._recording.replay()

    def _record(self, loss: Loss, **knobs: float) -> Recording:
        """Do both passes once, and return the calls they made."""
        recording, trace = Recording(), copy(self.trace)
        follow = recording.follow
        for name in ("z", "a", "dz", "dx"):
            setattr(trace, name, [follow(values) for values in getattr(trace, name)])
        trace.x = [trace.dx[0], *trace.a[:-1]]
        trace.keep = [None if mask is None else follow(mask) for mask in trace.keep]
        params, grads = (Parameters(self._params.net, follow(which.theta)) for which in (self._params, self._grads))
        forward(params, follow(self.x), trace)
        backward(params, trace, follow(self.y), loss, grads, **knobs)
        return recording
