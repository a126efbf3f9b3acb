"""One training step with everything it computed kept: the engine's own passes, rules and buffers, looked at.

Nothing here does the arithmetic of a network; tests hold the result against a `Trainer`, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.engine.clipping import CLIPS
from nnplay.engine.evaluation import penalty
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES, Loss
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.study.one_step.mistakes import Mistake


@dataclass(frozen=True)
class Moment:
    """A network before a step: theta (P,), the optimizer's memory, samples x (N, D) and targets y (N, K).

    `step` counts the updates of the memory, this one included; `lr` is the learning rate of this very step.
    `biases_stay` leaves all biases as they are, whatever their derivatives.
    """

    net: MLP
    theta: Array
    x: Array
    y: Array
    recipe: Recipe
    lr: float
    memory: Mapping[str, Array] = field(default_factory=dict)
    step: int = 1
    biases_stay: bool = False

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which parameters no step moves, (P,): those of frozen layers, and the biases where they stay."""
        held: NDArray[np.bool_] = (self.net.is_weight == 0) & self.biases_stay
        for layer in self.recipe.frozen:
            held[self.net.blocks[layer - 1]] = True
        return held

    @property
    def loss(self) -> Loss:
        return LOSSES[self.recipe.loss]

    @property
    def loss_knobs(self) -> dict[str, float]:
        return knobs_of(self.loss, self.recipe.knobs)

    def parameters(self, theta: Array | None = None) -> Parameters:
        """Return a copy of the parameters, or of other numbers in their shape."""
        return Parameters(self.net, (self.theta if theta is None else theta)[np.newaxis].astype(float))

    def passed(self, params: Parameters) -> Trace:
        """Run the forward pass of these parameters on the samples."""
        trace = Trace(self.net, len(self.x))
        with np.errstate(all="ignore"):
            forward(params, self.x[np.newaxis].astype(float), trace)
        return trace

    def loss_of(self, trace: Trace) -> float:
        """Return the data loss of a trace."""
        with np.errstate(all="ignore"):
            return float(self.loss.of(self.net.output, trace.z[-1], trace.a[-1], self.y[np.newaxis],
                                      **self.loss_knobs)[0])


@dataclass(frozen=True)
class Step:
    """A step that was made. Gradients are flat (P,): `data` of the loss, `penalized` with the penalties' part,
    `clipped` as the optimizer got it, both 0 for what is held. `decayed` is theta after weight decay, `after` the
    moment behind the step.
    """

    before: Moment
    after: Moment
    trace: Trace
    again: Trace
    data: Array
    penalized: Array
    clipped: Array
    decayed: Array
    penalty: float
    mistake: Mistake | None

    @property
    def net(self) -> MLP:
        return self.before.net

    @property
    def grads(self) -> Parameters:
        return self.before.parameters(self.data)


def take_step(moment: Moment, mistake: Mistake | None = None) -> Step:
    """Make one step as the engine does, with a classic mistake planted in its backward pass if one is given."""
    params, recipe = moment.parameters(), moment.recipe
    trace = moment.passed(params)
    grads = Parameters.zeros(moment.net)
    _backward(moment, params, trace, grads, mistake)
    data = grads.theta[0].copy()

    optimizer, clip = OPTIMIZERS[recipe.optimizer], CLIPS[recipe.clip]
    memory = {name: np.array(moment.memory.get(name, np.zeros(moment.net.size)), float)[np.newaxis]
              for name in optimizer.memory}
    theta, gradient = params.theta, grads.theta
    with np.errstate(all="ignore"):
        for key, rate in recipe.regularization:
            slope = REGULARIZERS[key].slope
            if slope is not None:
                gradient += rate * moment.net.is_weight * slope(theta)
        held = moment.held
        gradient[:, held] = 0
        penalized = gradient[0].copy()
        if clip.clip:
            clip.clip(gradient, **knobs_of(clip, recipe.knobs))
        decay = dict(recipe.regularization).get("weight_decay", 0.0)
        if decay:
            theta -= moment.lr * (decay * moment.net.is_weight) * theta
        decayed = theta[0].copy()
        optimizer.rule(theta, gradient, memory, moment.step, moment.lr, **knobs_of(optimizer, recipe.knobs))
        theta[0, held] = moment.theta[held]
    after = replace(moment, theta=theta[0], memory={name: array[0] for name, array in memory.items()},
                    step=moment.step + 1)
    return Step(moment, after, trace, after.passed(after.parameters()), data, penalized, gradient[0], decayed,
                float(penalty(moment.parameters(), recipe.regularization)[0]), mistake)


def _backward(moment: Moment, params: Parameters, trace: Trace, grads: Parameters, mistake: Mistake | None) -> None:
    loss, wrong = moment.loss, params
    if mistake is not None:
        loss, wrong = mistake.loss(loss), mistake.parameters(params)
    with np.errstate(all="ignore"):
        backward(wrong, trace, moment.y[np.newaxis].astype(float), loss, grads, **moment.loss_knobs)


def central_differences(moment: Moment, width: float = 1e-5) -> Array:
    """Return the slope of the data loss by each parameter (P,), from the losses a little to both sides of it."""
    slopes = np.empty(moment.net.size)
    for p in range(moment.net.size):
        sides = []
        for sign in (1, -1):
            theta = moment.theta.astype(float)
            theta[p] += sign * width
            sides.append((theta[p], moment.loss_of(moment.passed(moment.parameters(theta)))))
        (high, above), (low, below) = sides
        slopes[p] = (above - below) / (high - low)
    return slopes
