"""How a network is trained, as names and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnplay.engine.clipping import CLIPS
from nnplay.engine.fields import MAX_SEED, check_fields, name_field, number_field
from nnplay.engine.knobs import Knobs, NamedNumbers, check_knobs, named_numbers
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import check_number
from nnplay.engine.regularizers import REGULARIZERS, Rates
from nnplay.engine.schedules import SCHEDULES


@dataclass(frozen=True)
class Recipe:
    """Everything training needs besides the network and the samples.

    `batch` 0 means all samples in one step. `frozen` are layers whose parameters stay as they are, counted from 1; the
    output layer comes last. `seed` drives the order of the samples and dropout, nothing else. Regularizers with their
    rates and knobs with their values may be given as pairs or as a mapping.

    Raises ValueError (UnknownName for names) that says what is wrong and what is allowed.
    """

    loss: str = name_field("half_mse", LOSSES)
    optimizer: str = name_field("sgd", OPTIMIZERS)
    lr: float = number_field(0.03, 1e-6, 1000)
    batch: int = number_field(10, 0, 5000, integer=True)
    schedule: str = name_field("constant", SCHEDULES)
    clip: str = name_field("none", CLIPS)
    regularization: Rates = ()
    frozen: tuple[int, ...] = ()
    knobs: Knobs = ()
    seed: int = number_field(0, 0, MAX_SEED, integer=True)

    if TYPE_CHECKING:  # what a person may write, which `__post_init__` turns into the types of the fields

        def __init__(
            self, loss: str = ..., optimizer: str = ..., lr: float = ..., batch: int = ..., schedule: str = ...,
            clip: str = ..., regularization: NamedNumbers = ..., frozen: Iterable[int] = ..., knobs: NamedNumbers = ...,
            seed: int = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        def put(field: str, value: object) -> None:
            object.__setattr__(self, field, value)

        check_fields(self)
        put("regularization", checked_rates(self.regularization))
        put("frozen", checked_frozen(self.frozen))
        put("knobs", check_knobs(self.knobs, (LOSSES[self.loss], OPTIMIZERS[self.optimizer], SCHEDULES[self.schedule],
                                              CLIPS[self.clip])))
        if OPTIMIZERS[self.optimizer].full_batch and self.batch:
            raise ValueError(f"optimizer {self.optimizer!r} needs the full batch: batch must be 0, got {self.batch}")


def checked_rates(rates: NamedNumbers) -> Rates:
    """Return regularizers with their rates as sorted pairs, without those of rate 0. Raises ValueError."""
    return tuple((key, rate) for key, rate in named_numbers(rates, REGULARIZERS) if rate)


def checked_frozen(layers: Iterable[int], most: float = math.inf) -> tuple[int, ...]:
    """Return the numbers of frozen layers, sorted. Raises ValueError for one that is not from 1 to `most`."""
    return tuple(sorted({check_number("frozen layer", layer, 1, most, integer=True) for layer in layers}))
