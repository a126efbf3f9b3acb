"""Learning-rate schedules: what the learning rate is multiplied by in epoch e (counted from 0)."""

from __future__ import annotations

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


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    Schedule(
        "constant", "Constant", r"\eta_e = \eta", constant,
        note="The same learning rate throughout.",
        reference="Robbins and Monro, A Stochastic Approximation Method (1951)",
    ),
)
