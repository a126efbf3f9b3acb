"""Learning-rate schedules: what the learning rate is multiplied by in epoch e (counted from 0)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Schedule:
    """`factor(epoch, **knobs)` returns the multiple of the learning rate that holds for the whole epoch."""

    key: str
    label: str
    formula: str
    factor: Callable[..., float]
    note: str
    reference: str
    knobs: tuple[Knob, ...] = ()


def constant(epoch: int) -> float:
    return 1.0


def step(epoch: int, every: int, factor: float) -> float:
    return factor ** (epoch // every)


def exponential(epoch: int, factor: float) -> float:
    return factor**epoch


def cosine(epoch: int, epochs: int, floor: float) -> float:
    """Fall along half a cosine and stay at the floor."""
    return floor + (1 - floor) * (1 + math.cos(math.pi * min(epoch / epochs, 1.0))) / 2


def warm_up(epoch: int, epochs: int, first: float) -> float:
    return first + (1 - first) * min(epoch / epochs, 1.0)


def inverse(epoch: int, decay: float) -> float:
    return 1 / (1 + decay * epoch)


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    Schedule(
        "constant", "Constant", r"\eta_e = \eta", constant,
        note="The same learning rate throughout.",
        reference="Robbins and Monro, A Stochastic Approximation Method (1951)",
    ),
    Schedule(
        "step", "Steps", r"\eta_e = \eta \gamma^{\lfloor e / k \rfloor}", step,
        knobs=(Knob("every", "Every (epochs)", 100, 1, 100_000, "integer"), Knob("factor", "Factor", 0.5, 0.01, 1)),
        note="Falls by a factor every so many epochs: big strides first, then finer work.",
        reference="He, Zhang, Ren and Sun, Deep Residual Learning (2016), section 3.4",
    ),
    Schedule(
        "exponential", "Exponential", r"\eta_e = \eta \gamma^e", exponential,
        knobs=(Knob("factor", "Factor an epoch", 0.99, 0.5, 1),),
        note="Falls by the same share every epoch, and in the end to nothing.",
        reference="Senior, Heigold, Ranzato and Yang, An Empirical Study of Learning Rates (2013), section 2.2",
    ),
    Schedule(
        "cosine", "Cosine", r"\eta_e = \eta (f + \tfrac{1 - f}{2} (1 + \cos \pi \tfrac{e}{E}))", cosine,
        knobs=(Knob("epochs", "Epochs", 500, 1, 100_000, "integer"),
               Knob("floor", "Floor", 0, 0, 1, help="The share of the rate that remains at the end.")),
        note="Falls slowly, then fast, then slowly, and stays at its floor.",
        reference="Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017), equation 5",
    ),
    Schedule(
        "warm_up", "Warm-up", r"\eta_e = \eta (f + (1 - f) \min(1, e / E))", warm_up,
        knobs=(Knob("epochs", "Epochs", 10, 1, 100_000, "integer"),
               Knob("first", "First share", 0.1, 0.001, 1, help="The share of the rate in epoch 0.")),
        note="Begins with small steps while the gradients are still wild.",
        reference="Goyal et al., Accurate, Large Minibatch SGD (2017), section 2.2",
    ),
    Schedule(
        "inverse", "1 / t", r"\eta_e = \eta / (1 + d e)", inverse,
        knobs=(Knob("decay", "Decay", 0.01, 0.0001, 10, "log"),),
        note="Falls like one over the epoch: slow enough to get anywhere, fast enough to settle.",
        reference="Robbins and Monro, A Stochastic Approximation Method (1951), equation 6",
    ),
)
