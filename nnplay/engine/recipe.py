"""How a network is trained, as names and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.engine.knobs import Knobs

Rates = tuple[tuple[str, float], ...]  # regularizers with their rates, as ("l2", 0.001)


@dataclass(frozen=True)
class Recipe:
    """Everything training needs besides the network and the samples.

    `batch` 0 means all samples in one step. `frozen` are layers whose parameters stay as they are, counted from 1; the
    output layer comes last. `seed` drives the order of the samples and dropout, nothing else.
    """

    loss: str = "half_mse"
    optimizer: str = "sgd"
    lr: float = 0.03
    batch: int = 10
    schedule: str = "constant"
    clip: str = "none"
    regularization: Rates = ()
    frozen: tuple[int, ...] = ()
    knobs: Knobs = ()
    seed: int = 0
