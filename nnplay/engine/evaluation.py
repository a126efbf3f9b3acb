"""How good networks are on samples: the data loss, the penalty, and the share of right answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnplay.engine.arrays import Array
from nnplay.engine.batches import samples
from nnplay.engine.heads import Head
from nnplay.engine.knobs import NamedNumbers, knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.regularizers import penalties


class Evaluator:
    """Scores networks on fixed samples x (N, D) and targets y (N, K), with buffers of its own.

    Samples (M, N, D) and targets (M, N, K) give each network its own.

    With no samples every score is NaN: there is nothing to say. So is the accuracy when the targets are not the
    head's two class values: a regression has no right decisions.
    """

    def __init__(self, params: Parameters, x: ArrayLike, y: ArrayLike, recipe: Recipe) -> None:
        dtype = params.theta.dtype
        self.params = params
        self.x, self.y = samples(params.net, x, y, dtype, len(params.theta))  # (M or 1, N, D), (M or 1, N, K)
        self.decides = bool(np.isin(self.y, (params.net.output.low, params.net.output.high)).all())
        self.recipe = recipe
        self._loss = LOSSES[recipe.loss]
        self._loss.check_head(params.net.output)
        self._knobs = knobs_of(self._loss, recipe.knobs)
        self.trace = Trace(params.net, self.x.shape[1], len(params.theta), dtype)

    def __getstate__(self) -> tuple[Parameters, Array, Array, Recipe]:
        return self.params, self.x, self.y, self.recipe

    def __setstate__(self, state: tuple[Parameters, Array, Array, Recipe]) -> None:
        Evaluator.__init__(self, *state)

    def __call__(self) -> tuple[Array, Array]:
        """Return the data loss and the accuracy of each network, both (M,)."""
        head, nothing = self.params.net.output, np.full(len(self.params.theta), np.nan)
        if not self.trace.samples:
            return nothing, nothing
        with np.errstate(all="ignore"):
            prediction = forward(self.params, self.x, self.trace)
            loss = self._loss.of(head, self.trace.z[-1], prediction, self.y, **self._knobs)
        share = accuracy(head, prediction, self.y) if self.decides else nothing
        return loss, np.where(np.isnan(loss), np.nan, share)  # a network that has diverged decides nothing


def accuracy(head: Head, prediction: Array, y: Array) -> Array:
    """Return the share of right decisions (M,): by side of the threshold for one output, else by the largest."""
    if y.shape[-1] == 1:
        right = (prediction > head.threshold) == (y > head.threshold)
    else:
        right = (prediction.argmax(axis=-1) == y.argmax(axis=-1))[..., np.newaxis]  # (M, N, 1)
    share: Array = right.mean(axis=(-2, -1))
    return share


def penalty(params: Parameters, rates: NamedNumbers) -> Array:
    """Return what regularization adds to the loss, (M,)."""
    total = np.zeros(len(params.theta))
    with np.errstate(all="ignore"):
        for value, _, rate in penalties(rates):
            total += rate * (value(params.theta) * params.net.is_weight).sum(axis=1)
    return total
