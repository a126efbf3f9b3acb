"""What a person has set on the page "One step"."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnplay.study.one_step.sources import Exercise
from nnplay.ui.address import Address


@dataclass
class OneStep:
    """The choices of the page, and the tables of the person's own exercise.

    `tables` are the numbers the grids began with, `edited` what is in them now; a new `revision` makes new grids.
    """

    own: bool = False
    digits: int = 6
    mistake: str = "none"
    first: int = 1
    count: int = 1
    exercise: Exercise = field(default_factory=Exercise)
    tables: dict[str, np.ndarray] = field(default_factory=lambda: Exercise().example())
    edited: dict[str, np.ndarray] = field(default_factory=dict)
    revision: int = 0
    problem: str = ""
    address: Address = field(default_factory=Address)

    @property
    def numbers(self) -> dict[str, np.ndarray]:
        """The tables as they stand."""
        return self.tables | self.edited

    def begin(self, exercise: Exercise, tables: dict[str, np.ndarray]) -> None:
        """Fill new grids."""
        self.exercise, self.tables, self.edited = exercise, tables, {}
        self.revision += 1
        self.problem = ""
