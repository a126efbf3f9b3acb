"""Gradient clipping: a bound on how large one update's gradient may be, network by network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Clip:
    """`clip(gradient, **knobs)` bounds a gradient (M, P) in place; None leaves it alone."""

    key: str
    label: str
    formula: str
    clip: Callable[..., object] | None
    note: str
    reference: str
    knobs: tuple[Knob, ...] = ()


CLIPS: Registry[Clip] = Registry(
    "gradient clipping",
    Clip("none", "None", r"g", None, note="Gradients pass as they are.", reference="-"),
)
