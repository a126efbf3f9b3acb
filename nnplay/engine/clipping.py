"""Gradient clipping: a bound on how large one update's gradient may be, network by network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
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


def by_value(gradient: Array, limit: float) -> None:
    np.clip(gradient, -limit, limit, out=gradient)


def by_norm(gradient: Array, limit: float) -> None:
    """Shorten each network's gradient to length `limit` where it is longer (with PyTorch's 1e-6 in the division)."""
    norm = np.sqrt(np.einsum("mp,mp->m", gradient, gradient))[:, np.newaxis]  # (M, 1)
    np.multiply(gradient, np.minimum(1.0, limit / (norm + 1e-6)), out=gradient)


CLIPS: Registry[Clip] = Registry(
    "gradient clipping",
    Clip("none", "None", r"g", None, note="Gradients pass as they are.", reference="-"),
    Clip(
        "value", "By value", r"\max(-c, \min(c, g))", by_value,
        knobs=(Knob("limit", "Limit", 1.0, 0.001, 100, "log", "No entry of the gradient is larger."),),
        note="Cuts each entry of the gradient by itself, which may turn its direction.",
        reference="Graves, Generating Sequences With Recurrent Neural Networks (2013), section 2.1",
    ),
    Clip(
        "norm", "By norm", r"g \min(1, c / \lVert g \rVert)", by_norm,
        knobs=(Knob("limit", "Limit", 1.0, 0.001, 100, "log", "The gradient of a network is never longer."),),
        note="Shortens the whole gradient and keeps its direction.",
        reference="Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013)",
    ),
)
