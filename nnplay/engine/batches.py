"""Batches: which samples each step of an epoch learns from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnplay.engine.arrays import Array, table
from nnplay.engine.mlp import MLP

STREAM = 0  # of the randomness of one epoch; 1 is dropout


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
        """The learning rate of the current epoch, as the schedule has it."""
        return self.recipe.lr * self._factor(self.epoch)

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
        ValueError when no limit is given.
        """
        if steps is None and epochs is None and seconds is None:
            raise ValueError("advance needs a limit: steps, epochs or seconds")
        first, last = self.step, math.inf if steps is None else self.step + steps
        if epochs is not None:
            last = min(last, first + self.steps_until(self.epoch + epochs))
        deadline = math.inf if seconds is None else time.perf_counter() + seconds
        with np.errstate(all="ignore"):  # a run that diverges says so itself
            while self.step < last and not self.stopped:
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
        x, y, stop = self.batches.at(self.epoch, self.position)
        if self.position == 0 or self._last is None:
            self._lr = self.lr  # it holds for the whole epoch
        trace = self._trace(stop - self.position)
        if self._dropout:
            self._dropout.draw(trace, self.epoch, self.position)
        forward(self.params, x, trace)
        backward(self.params, trace, y, self._loss, self.grads, **self._loss_knobs)
        self._last = trace, y

        theta, gradient, lr = self.params.theta, self.grads.theta, self._lr
        for slope, rates in self._penalties:
            gradient += rates * slope(theta)
        if self._clip:
            self._clip(gradient)
        if self._decay is not None:
            theta -= lr * self._decay * theta  # Loshchilov and Hutter 2019: apart from the gradient
        self.step += 1
        self._rule(theta, gradient, self.memory, self.step - self.memory_from, lr)

        self.position = stop
        if stop == self.samples:
            self.epoch, self.position = self.epoch + 1, 0

    def _trace(self, samples: int) -> Trace:
        """Return the buffers for a batch of this size; an epoch has at most two sizes."""
        if samples not in self._traces:
            self._traces[samples] = Trace(self.params.net, samples, self.networks, self.params.theta.dtype)
        return self._traces[samples]

    def _check(self) -> None:
        """Look whether all numbers are finite; where not, replay from the last good moment to find the very step."""
        broken = self._broken()
        if not any(quantity for m, quantity in broken.items() if m not in self.divergences):
            self._checked = self.snapshot()
            return
        last_step = self.step
        self._go_to(self._checked)
        while self.step < last_step:
            before = self.snapshot()
            self._step()
            for m, quantity in self._broken().items():
                self.divergences.setdefault(m, Divergence(self.step, before.epoch, quantity))
            if self.stopped:
                self._go_to(before)
                break
        self._checked = self.snapshot()

    def _broken(self) -> dict[int, str]:
        """Return, for each network that is not finite after the last step, which quantity broke first in that step."""
        broken = _not_finite(self.params.theta, "weights")
        if self._last is not None:
            trace, y = self._last
            loss = self._loss.of(self.params.net.output, trace.z[-1], trace.a[-1], y, **self._loss_knobs)
            broken |= _not_finite(self.grads.theta, "gradient")
            broken |= _not_finite(loss[:, np.newaxis], "loss")
        return broken


def samples(net: MLP, x: ArrayLike, y: ArrayLike, dtype: DTypeLike) -> tuple[Array, Array]:
    """Return inputs x (N, D) and targets y (N, K) as tables that fit the network and each other."""
    inputs, targets = table("x", x, net.sizes[0], dtype), table("y", y, net.sizes[-1], dtype)
    if len(inputs) != len(targets):
        raise ValueError(f"x and y must have as many rows, got {inputs.shape} and {targets.shape}")
    return inputs, targets


class Batch(NamedTuple):
    """Samples x (1, n, D) and targets y (1, n, K); `stop` is the position in the epoch behind the last of them."""

    x: Array
    y: Array
    stop: int


class Batches:
    """The samples x (N, D) and targets y (N, K) of an epoch, in its order, cut into batches of `size` (0: all).

    Epoch e is shuffled from [seed, e] and nothing else. Every epoch is laid out in the same memory, so the batches
    are cut once. The order within a single full batch cannot matter and is left alone.
    """

    def __init__(self, x: Array, y: Array, size: int, seed: int) -> None:
        self.samples = len(x)
        self.size = min(size, self.samples) or self.samples
        self._seed = seed
        self._given = x, y
        self._x, self._y = x.copy(), y.copy()
        self._epoch = -1
        self._batches: list[Batch] = []
        for start in range(0, self.samples, self.size):
            stop = min(start + self.size, self.samples)
            self._batches.append(Batch(self._x[np.newaxis, start:stop], self._y[np.newaxis, start:stop], stop))

    def __len__(self) -> int:
        return len(self._batches)

    def at(self, epoch: int, position: int) -> Batch:
        """Return the batch that begins at `position` of an epoch: views that hold until another epoch is asked for."""
        if epoch != self._epoch:
            self._lay_out(epoch)
        return self._batches[position // self.size]

    def _lay_out(self, epoch: int) -> None:
        if len(self) > 1:
            order = np.random.default_rng([self._seed, epoch, STREAM]).permutation(self.samples)
            for laid_out, given in zip((self._x, self._y), self._given, strict=True):
                np.take(given, order, axis=0, out=laid_out, mode="clip")  # "raise", the default, would buffer
        self._epoch = epoch
