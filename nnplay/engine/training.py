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
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnplay.engine.arrays import Array, table
from nnplay.engine.batches import Batches, samples
from nnplay.engine.clipping import CLIPS
from nnplay.engine.dropout import Dropout
from nnplay.engine.evaluation import Evaluator
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import predict
from nnplay.engine.plan import Plan
from nnplay.engine.recipe import Recipe, checked_frozen
from nnplay.engine.regularizers import decay_rate, dropout_rate, penalties
from nnplay.engine.schedules import SCHEDULES

# What a trainer is; everything else follows from it.
STATE = ("params", "recipe", "grads", "batches", "_rates", "epoch", "position", "step", "memory_from", "divergences",
         "memory", "_checked")
DOUBTFUL = 1e100  # a batch's loss beyond which the loss of all samples may not be finite
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

    def __repr__(self) -> str:
        M, P = self.theta.shape
        return f"Snapshot({M:,} networks of {P:,} numbers, epoch {self.epoch:,}, step {self.step:,})"


@dataclass(frozen=True)
class Divergence:
    """When a network stopped having finite numbers: the update that broke it, and which quantity broke first."""

    step: int
    epoch: int
    quantity: str

    def __str__(self) -> str:
        return f"diverged at step {self.step:,} (epoch {self.epoch:,}): the {self.quantity} is no longer finite"


class Trainer:
    """Trains M networks on samples x (N, D) and targets y (N, K) by a `Recipe`.

    Samples (M, N, D) and targets (M, N, K) give each network its own, and `rates` (M,) its own learning rate instead
    of the recipe's. All networks see the same rows in the same batches and order, and none of them knows of another:
    trained together they end where each ends alone, to 1e-12 (bit for bit wherever NumPy's vectorized functions treat
    the ends of an array like its middle). A network whose numbers stop being finite is listed in `divergences` under
    its index; when the last one has diverged, training stands still at the last moment of a finite loss.

    Raises ValueError for samples that do not fit the network or each other, for values that are not finite, for a loss
    that does not go with the network's head, and for a frozen layer that the network does not have.
    """

    def __init__(self, params: Parameters, x: ArrayLike, y: ArrayLike, recipe: Recipe,
                 rates: ArrayLike | None = None) -> None:
        dtype = params.theta.dtype
        LOSSES[recipe.loss].check_head(params.net.output)
        checked_frozen(recipe.frozen, params.net.layers)
        self.params, self.recipe = params, recipe
        self.grads = Parameters(params.net, np.zeros_like(params.theta))
        inputs, targets = samples(params.net, x, y, dtype, len(params.theta))
        if not inputs.shape[1]:
            raise ValueError("training needs at least one sample, got none")
        self.batches = Batches(inputs, targets, recipe.batch, recipe.seed)
        self._rates = recipe.lr if rates is None else _column(rates, len(params.theta), dtype)
        self.epoch = self.position = self.step = self.memory_from = 0
        self.divergences: dict[int, Divergence] = {}
        self.memory = {name: np.zeros_like(params.theta) for name in OPTIMIZERS[recipe.optimizer].memory}
        self._checked = self.snapshot()
        self._bind()

    def _bind(self) -> None:
        """Look up the functions that the recipe names, and forget the last step."""
        net, recipe, dtype = self.params.net, self.recipe, self.params.theta.dtype
        self._loss = LOSSES[recipe.loss]
        self._loss_knobs = knobs_of(self._loss, recipe.knobs)
        optimizer, schedule, clip = OPTIMIZERS[recipe.optimizer], SCHEDULES[recipe.schedule], CLIPS[recipe.clip]
        self._rule = partial(optimizer.rule, **knobs_of(optimizer, recipe.knobs))
        self._factor = partial(schedule.factor, **knobs_of(schedule, recipe.knobs))
        self._clip = partial(clip.clip, **knobs_of(clip, recipe.knobs)) if clip.clip else None

        self._frozen = [net.blocks[layer - 1] for layer in recipe.frozen]
        is_weight = net.is_weight.astype(dtype)  # (P,): biases are never regularized
        self._penalties = [(slope, rate * is_weight) for _, slope, rate in penalties(recipe.regularization)]
        decay = decay_rate(recipe.regularization)
        self._decay = decay * is_weight if decay else None
        self._plain = not (self._penalties or self._frozen or self._clip or decay)  # the rule is the whole update
        dropped = dropout_rate(recipe.regularization)
        self._dropout = Dropout(net, dropped, recipe.seed) if dropped else None
        self._plans: dict[int, Plan] = {}
        self._evaluator: Evaluator | None = None
        self._last: Plan | None = None

    def __repr__(self) -> str:
        return (f"Trainer({self.networks:,} of {self.params.net}, {self.samples:,} samples, epoch {self.epoch:,}, "
                f"step {self.step:,})")

    def __getstate__(self) -> dict[str, Any]:
        """Return what was given and what has come of it; a copy looks up the functions and makes buffers itself."""
        return {name: vars(self)[name] for name in STATE}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._bind()

    @property
    def samples(self) -> int:
        return self.batches.samples

    @property
    def batch(self) -> int:
        """The samples in a step; the last step of an epoch may have fewer."""
        return self.batches.size

    @property
    def steps_per_epoch(self) -> int:
        return len(self.batches)

    @property
    def networks(self) -> int:
        return len(self.params.theta)

    @property
    def lr(self) -> float:
        """The recipe's learning rate in the current epoch, as the schedule has it."""
        return self.recipe.lr * self._factor(self.epoch)

    @property
    def loss(self) -> float | Array:
        """The data loss over all training samples, without the penalty; (M,) for many networks."""
        losses = self._losses()
        return losses if self.networks > 1 else float(losses[0])

    def predict(self, x: ArrayLike) -> Array:
        """Return the predictions (N, K) for inputs x (N, D); (M, N, K) for many networks."""
        net, theta = self.params.net, self.params.theta
        prediction = predict(self.params, table("x", x, net.sizes[0], theta.dtype)[np.newaxis])
        return prediction if self.networks > 1 else prediction[0]

    def _losses(self) -> Array:
        """Return the data loss of each network over all training samples, (M,)."""
        if self._evaluator is None:
            self._evaluator = Evaluator(self.params, *self.batches.given, self.recipe)
        return self._evaluator()[0]

    @property
    def stopped(self) -> bool:
        """Whether every network has diverged."""
        return len(self.divergences) == self.networks

    def snapshot(self) -> Snapshot:
        """Copy this moment."""
        memory = {name: array.copy() for name, array in self.memory.items()}
        return Snapshot(self.params.theta.copy(), memory, self.epoch, self.position, self.step, self.memory_from)

    def restore(self, moment: Snapshot) -> None:
        """Go to a moment of this run, or of another with the same shape and optimizer. Forgets divergences.

        Raises ValueError for a moment that does not fit, and then changes nothing.
        """
        if moment.theta.shape != self.params.theta.shape:
            raise ValueError(f"the moment has parameters {moment.theta.shape}, this run {self.params.theta.shape}")
        if not self.memory.keys() <= moment.memory.keys():
            raise ValueError(f"the moment remembers {sorted(moment.memory)}, {self.recipe.optimizer!r} needs "
                             f"{sorted(self.memory)}")
        if moment.position % self.batch or not 0 <= moment.position < self.samples:
            raise ValueError(f"no batch of {self.batch} begins at position {moment.position} of {self.samples} samples")
        self.divergences = {}
        self._go_to(moment)
        self._checked = moment

    def _go_to(self, moment: Snapshot) -> None:
        self.params.theta[:] = moment.theta
        for name, array in self.memory.items():
            array[:] = moment.memory[name]
        self.epoch, self.position = moment.epoch, moment.position
        self.step, self.memory_from = moment.step, moment.memory_from
        self._last = None

    def advance(self, *, steps: int | None = None, epochs: int | None = None, seconds: float | None = None) -> int:
        """Train for so many steps, to the end of so many epochs, or for about so many seconds, whichever is first.

        Started within an epoch, the first of `epochs` is the rest of that one. Returns the steps made. Raises
        ValueError when no limit is given, or one that is no number.
        """
        check_limits(steps=steps, epochs=epochs, seconds=seconds)
        first, last = self.step, math.inf if steps is None else self.step + steps
        if epochs is not None:
            last = min(last, first + self.steps_until(self.epoch + epochs))
        deadline = math.inf if seconds is None else time.perf_counter() + seconds
        with np.errstate(all="ignore"):  # a run that diverges says so itself
            while self.step < last and not self.stopped:
                check = min(last, self.step - self.step % CHECK_STEPS + CHECK_STEPS)
                while self.step < check:
                    self._step()
                    if seconds is not None and time.perf_counter() >= deadline:
                        last = check = self.step
                self._check()
        return self.step - first

    def steps_until(self, epoch: int) -> int:
        """Return how many steps lead from here to the end of the epoch before `epoch`."""
        return (epoch - self.epoch) * self.steps_per_epoch - self.position // self.batch

    def _step(self) -> None:
        """Make one update from the next batch."""
        x, y, stop = self.batches.at(self.epoch, self.position)
        if self.position == 0 or self._last is None:
            self._lr = self._rates * self._factor(self.epoch)  # it holds for the whole epoch
        size = stop - self.position  # an epoch has at most two sizes of batches
        plan = self._plans.get(size) or self._plans.setdefault(size, Plan(self.params, self.grads, x, y))
        if self._dropout:
            self._dropout.draw(plan.trace, self.epoch, self.position)
        plan.run(x, y, self._loss, **self._loss_knobs)
        self._last = plan

        self.step += 1
        if self._plain:
            self._rule(self.params.theta, self.grads.theta, self.memory, self.step - self.memory_from, self._lr)
        else:
            self._regularized_update()

        self.position = stop
        if stop == self.samples:
            self.epoch, self.position = self.epoch + 1, 0

    def _regularized_update(self) -> None:
        """Follow the gradient with penalties, frozen layers, clipping and weight decay."""
        theta, gradient, lr = self.params.theta, self.grads.theta, self._lr
        for slope, rates in self._penalties:
            gradient += rates * slope(theta)
        for block in self._frozen:
            gradient[:, block] = 0
        if self._clip:
            self._clip(gradient)
        kept = [theta[:, block].copy() for block in self._frozen]
        if self._decay is not None:
            theta -= lr * self._decay * theta  # Loshchilov and Hutter 2019: apart from the gradient
        self._rule(theta, gradient, self.memory, self.step - self.memory_from, lr)
        for block, values in zip(self._frozen, kept, strict=True):
            theta[:, block] = values  # a velocity from before would still move them

    def _check(self) -> None:
        """Look whether all numbers are finite; where not, replay from the last good moment to find the very step."""
        losses = self._last_losses()
        if not self._broken(losses).keys() - self.divergences.keys():
            if self._loss_is_finite(losses):
                self._checked = self.snapshot()
            return
        last_step = self.step
        finite = self._checked
        self._go_to(finite)
        losses = self._last_losses()
        while self.step < last_step:
            epoch = self.epoch
            if self._loss_is_finite(losses):
                finite = self.snapshot()
            self._step()
            losses = self._last_losses()
            for m, quantity in self._broken(losses).items():
                self.divergences.setdefault(m, Divergence(self.step, epoch, quantity))
            if self.stopped:
                self._go_to(finite)
                break
        self._checked = self.snapshot()

    def _loss_is_finite(self, last: Array) -> bool:
        """Say whether some network that goes on has a finite loss over all samples.

        It is computed where the losses of the `last` batch (M,) leave a doubt.
        """
        goes_on = [m for m in range(self.networks) if m not in self.divergences]
        if np.abs(last[goes_on]).max() < DOUBTFUL:
            return True
        return bool(np.isfinite(self._losses()[goes_on]).any())

    def _last_losses(self) -> Array:
        """Return the loss (M,) of the last step's batch, before its update; infinite where there was none."""
        if self._last is None:
            return np.full(self.networks, np.inf)
        trace = self._last.trace
        return self._loss.of(self.params.net.output, trace.z[-1], trace.a[-1], self._last.y, **self._loss_knobs)

    def _broken(self, losses: Array) -> dict[int, str]:
        """Return, for each network that is not finite after the last step, which quantity broke first in that step.

        `losses` (M,) are those of the step's batch.
        """
        broken = _not_finite(self.params.theta, "weights")
        if self._last is not None:
            broken |= _not_finite(self.grads.theta, "gradient")
            broken |= _not_finite(losses[:, np.newaxis], "loss")
        return broken


def check_limits(**limits: float | None) -> None:
    """Raise ValueError unless some limit is given and each is a number; steps and epochs are whole and from 0 on."""
    if all(limit is None for limit in limits.values()):
        raise ValueError(f"advance needs a limit: {', '.join(limits)}")
    for name, limit in limits.items():
        if name == "seconds" and limit is not None and math.isnan(limit):
            raise ValueError(f"seconds must be a number, got {limit!r}")
        if name != "seconds" and limit is not None and not (0 <= limit < math.inf and limit == int(limit)):
            raise ValueError(f"{name} must be a whole number of at least 0, got {limit!r}")


def _column(rates: ArrayLike, networks: int, dtype: np.dtype[np.floating[Any]]) -> Array:
    """Return a learning rate for each network as (M, 1)."""
    column = np.array(rates, dtype=dtype)
    if column.shape != (networks,) or not (np.isfinite(column).all() and (column > 0).all()):
        raise ValueError(f"rates must be {networks} positive numbers, one for each network, got {rates!r}")
    return column[:, np.newaxis]


def _not_finite(values: Array, quantity: str) -> dict[int, str]:
    """Return the networks in which some of values (M, ...) are not finite, each with the name of the quantity."""
    finite = np.isfinite(values)
    if finite.all():
        return {}
    return dict.fromkeys(np.flatnonzero(~finite.all(axis=1)).tolist(), quantity)
