"""Training as a value: a `Trainer` moves a `Snapshot` forward and can always be put back to one.

Everything random in training is drawn from (seed, epoch, position), never from a generator that remembers, so a run
resumed from a snapshot equals the unbroken run bit for bit.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from nnplay.engine.arrays import Array
from nnplay.engine.batches import Batches, samples
from nnplay.engine.clipping import CLIPS
from nnplay.engine.dropout import Dropout
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.regularizers import decay_rate, dropout_rate, penalties
from nnplay.engine.schedules import SCHEDULES

CHECK_STEPS = 256  # finiteness is looked at once in so many steps, and at the end of every call


@dataclass(frozen=True)
class Snapshot:
    """One moment of training: theta (M, P), the optimizer's memory, and how far it has come.

    `position` counts the samples of the current epoch already used; `step` counts updates since the start, and
    `memory_from` is the step at which the optimizer's memory was empty.
    """

    theta: Array
    memory: Mapping[str, Array]
    epoch: int = 0
    position: int = 0
    step: int = 0
    memory_from: int = 0


@dataclass(frozen=True)
class Divergence:
    """When a network stopped having finite numbers: the update that broke it, and which quantity broke first."""

    step: int
    epoch: int
    quantity: str

    def __str__(self) -> str:
        return f"diverged at step {self.step:,} (epoch {self.epoch:,}): the {self.quantity} is no longer finite"


class Trainer:
    """Trains M networks on the same samples x (N, D) and targets y (N, K) by a `Recipe`.

    All networks see the same batches in the same order, and none of them knows of another: trained together they end
    where each ends alone, to 1e-12 (bit for bit wherever NumPy's vectorized functions treat the ends of an array like
    its middle). A network whose numbers stop being finite is listed in `divergences` under its index; when the last
    one has diverged, training stands still at the last finite moment.

    Raises ValueError for samples that do not fit the network or each other, and for values that are not finite.
    """

    def __init__(self, params: Parameters, x: ArrayLike, y: ArrayLike, recipe: Recipe) -> None:
        net, dtype = params.net, params.theta.dtype
        self.params, self.recipe = params, recipe
        self.grads = Parameters(net, np.zeros_like(params.theta))
        inputs, targets = samples(net, x, y, dtype)
        if not len(inputs):
            raise ValueError("training needs at least one sample, got none")
        self.batches = Batches(inputs, targets, recipe.batch, recipe.seed)
        self.epoch = self.position = self.step = self.memory_from = 0
        self.divergences: dict[int, Divergence] = {}

        self._loss = LOSSES[recipe.loss]
        self._loss_knobs = knobs_of(self._loss, recipe.knobs)
        optimizer, schedule, clip = OPTIMIZERS[recipe.optimizer], SCHEDULES[recipe.schedule], CLIPS[recipe.clip]
        self._rule = partial(optimizer.rule, **knobs_of(optimizer, recipe.knobs))
        self._factor = partial(schedule.factor, **knobs_of(schedule, recipe.knobs))
        self._clip = partial(clip.clip, **knobs_of(clip, recipe.knobs)) if clip.clip else None
        self.memory = {name: np.zeros_like(params.theta) for name in optimizer.memory}

        is_weight = net.is_weight.astype(dtype)  # (P,): biases are never regularized
        self._penalties = [(slope, rate * is_weight) for _, slope, rate in penalties(recipe.regularization)]
        decay = decay_rate(recipe.regularization)
        self._decay = decay * is_weight if decay else None
        dropped = dropout_rate(recipe.regularization)
        self._dropout = Dropout(net, dropped, recipe.seed) if dropped else None
        self._traces: dict[int, Trace] = {}
        self._last: tuple[Trace, Array] | None = None
        self._checked = self.snapshot()

    @property
    def _not_finite(values: Array, quantity: str) -> dict[int, str]:
    """Return the networks in which some of values (M, ...) are not finite, each with the name of the quantity."""
    finite = np.isfinite(values)
    if finite.all():
        return {}
    return dict.fromkeys(np.flatnonzero(~finite.all(axis=1)).tolist(), quantity)
