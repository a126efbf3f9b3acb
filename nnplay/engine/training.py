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

from nnplay.engine.arrays import Array
from nnplay.engine.clipping import CLIPS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.regularizers import decay_rate, dropout_rate, penalties
from nnplay.engine.schedules import SCHEDULES

SHUFFLE, DROPOUT = 0, 1  # the streams of randomness of one epoch
CHECK_STEPS = 256  # finiteness is looked at once in so many steps, and at the end of every call


@dataclass(frozen=True)
class Snapshot:
    """One moment of training: theta (M, P), the optimizer's memory, and how far it has come.

    `position` counts the samples of the current epoch already used; `step` counts updates since the start.
    """

    theta: Array
    memory: Mapping[str, Array]
    epoch: int = 0
    position: int = 0
    step: int = 0


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

    All networks see the same batches in the same order. A network whose numbers stop being finite is listed in
    `divergences` under its index; when the last one has diverged, training stands still at the last finite moment.
    """

    def __init__(self, params: Parameters, x: Array, y: Array, recipe: Recipe) -> None:
        if len(x) == 0 or len(x) != len(y):
            raise ValueError(f"training needs as many samples as targets and at least one: x {x.shape}, y {y.shape}")
        dtype = params.theta.dtype
        self.params, self.recipe = params, recipe
        self.grads = Parameters(params.net, np.zeros_like(params.theta))
        self.x, self.y = x.astype(dtype)[np.newaxis], y.astype(dtype)[np.newaxis]  # (1, N, D), (1, N, K)
        self.samples = len(x)
        self.batch = min(recipe.batch, self.samples) or self.samples
        self.epoch = self.position = self.step = 0
        self.divergences: dict[int, Divergence] = {}

        self._loss = LOSSES[recipe.loss]
        self._loss_knobs = knobs_of(self._loss, recipe.knobs)
        optimizer, schedule, clip = (OPTIMIZERS[recipe.optimizer], SCHEDULES[recipe.schedule], CLIPS[recipe.clip])
        self._rule = partial(optimizer.rule, **knobs_of(optimizer, recipe.knobs))
        self._rate = partial(schedule.factor, **knobs_of(schedule, recipe.knobs))
        self._clip = partial(clip.clip, **knobs_of(clip, recipe.knobs)) if clip.clip else None
        self._is_weight = params.net.is_weight.astype(dtype)  # (P,): biases are never regularized
        self._penalties = penalties(recipe.regularization)
        self._decay = decay_rate(recipe.regularization) * self._is_weight
        self._decays = bool(self._decay.any())
        self._dropout = dropout_rate(recipe.regularization)
        self.memory = {name: np.zeros_like(params.theta) for name in optimizer.memory}
        self._traces: dict[int, Trace] = {}
        self._laid_out = -1  # the epoch whose order the samples are in
        self._last: tuple[Trace, Array] | None = None
        self._checked = self.snapshot()

    @property
    def lr(self) -> float:
        """The learning rate of the current epoch, as the schedule has it."""
        return self.recipe.lr * self._rate(self.epoch)

    @property
    def steps_per_epoch(self) -> int:
        return -(-self.samples // self.batch)

    @property
    def networks(self) -> int:
        return len(self.params.theta)

    @property
    def stopped(self) -> bool:
        """Whether every network has diverged."""
        return len(self.divergences) == self.networks

    def snapshot(self) -> Snapshot:
        """Copy this moment."""
        memory = {name: array.copy() for name, array in self.memory.items()}
        return Snapshot(self.params.theta.copy(), memory, self.epoch, self.position, self.step)

    def restore(self, moment: Snapshot) -> None:
        """Go to a moment of this run, or of another with the same shape and optimizer. Forgets divergences."""
        self.divergences = {}
        self._go_to(moment)
        self._checked = moment

    def _go_to(self, moment: Snapshot) -> None:
        self.params.theta[:] = moment.theta
        for name, array in self.memory.items():
            array[:] = moment.memory[name]
        self.epoch, self.position, self.step = moment.epoch, moment.position, moment.step
        self._laid_out, self._last = -1, None

    def advance(self, *, steps: int | None = None, epochs: int | None = None, seconds: float | None = None) -> int:
        """Train for so many steps, to the end of so many epochs, or for about so many seconds, whichever is first.

        Started within an epoch, the first of `epochs` is the rest of that one. Returns the steps made. Raises
        ValueError when no limit is given.
        """
        if steps is None and epochs is None and seconds is None:
            raise ValueError("advance needs a limit: steps, epochs or seconds")
        first, left = self.step, math.inf if steps is None else steps
        if epochs is not None:
            left = min(left, self.steps_until(self.epoch + epochs))
        deadline = math.inf if seconds is None else time.perf_counter() + seconds
        with np.errstate(all="ignore"):  # a run that diverges says so itself
            while self.step - first < left and not self.stopped:
                self._step()
                if self.step % CHECK_STEPS == 0:
                    self._check()
                if seconds is not None and time.perf_counter() >= deadline:
                    break
            self._check()
        return self.step - first

    def steps_until(self, epoch: int) -> int:
        """Return how many steps lead from here to the end of the epoch before `epoch`."""
        return (epoch - self.epoch) * self.steps_per_epoch - self.position // self.batch

    def _step(self) -> None:
        """Make one update from the next batch."""
        if self._laid_out != self.epoch:
            self._lay_out_epoch()
        start, stop = self.position, min(self.position + self.batch, self.samples)
        y = self._y[:, start:stop]
        trace = self._trace(stop - start)
        if self._dropout:
            self._drop(trace)
        forward(self.params, self._x[:, start:stop], trace)
        backward(self.params, trace, y, self._loss, self.grads, **self._loss_knobs)
        self._last = trace, y

        theta, gradient = self.params.theta, self.grads.theta
        for penalty, rate in self._penalties:
            gradient += rate * penalty.slope(theta) * self._is_weight
        if self._clip:
            self._clip(gradient)
        self.step += 1
        if self._decays:
            theta -= self._lr * self._decay * theta  # Loshchilov and Hutter 2019: apart from the gradient
        self._rule(theta, gradient, self.memory, self.step, self._lr)

        self.position = stop
        if stop == self.samples:
            self.epoch, self.position = self.epoch + 1, 0

    def _lay_out_epoch(self) -> None:
        """Lay the samples in the order of this epoch. The order within one full batch cannot matter."""
        self._x, self._y = self.x, self.y
        if self.batch < self.samples:
            order = np.random.default_rng([self.recipe.seed, self.epoch, SHUFFLE]).permutation(self.samples)
            self._x, self._y = self.x[:, order], self.y[:, order]
        self._lr = self.lr
        self._laid_out = self.epoch

    def _trace(self, samples: int) -> Trace:
        """Return the buffers for a batch of this size; an epoch has at most two sizes."""
        if samples not in self._traces:
            self._traces[samples] = Trace(self.params.net, samples, self.networks, self.params.theta.dtype)
        return self._traces[samples]

    def _drop(self, trace: Trace) -> None:
        """Draw which hidden units this step keeps (inverted dropout, Srivastava et al. 2014, section 10)."""
        rng = np.random.default_rng([self.recipe.seed, self.epoch, DROPOUT, self.position])
        for l, a in enumerate(trace.a[:-1]):
            kept = rng.random(a.shape[1:]) >= self._dropout
            trace.keep[l] = (kept / (1 - self._dropout)).astype(a.dtype)[np.newaxis]  # (1, N, H)

    def _check(self) -> None:
        """Look whether all numbers are finite; where not, replay from the last good moment to find the very step."""
        healthy = self._broken() == ""
        if healthy[[m for m in range(self.networks) if m not in self.divergences]].all():
            self._checked = self.snapshot()
            return
        last_step = self.step
        self._go_to(self._checked)
        while self.step < last_step:
            before = self.snapshot()
            self._step()
            for m, quantity in enumerate(self._broken()):
                if quantity and m not in self.divergences:
                    self.divergences[m] = Divergence(self.step, before.epoch, str(quantity))
            if self.stopped:
                self._go_to(before)
                break
        self._checked = self.snapshot()

    def _broken(self) -> np.ndarray:
        """(M,) the first quantity of the last step that is not finite, or "" where all are."""
        broken = np.where(np.isfinite(self.params.theta).all(axis=1), "", "weights")
        if self._last is not None:
            trace, y = self._last
            loss = self._loss.value(trace.z[-1], trace.a[-1], y, **self._loss_knobs)
            broken[~np.isfinite(self.grads.theta).all(axis=1)] = "gradient"
            broken[~np.isfinite(loss)] = "loss"
        return broken
