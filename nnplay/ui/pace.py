"""The pace of play: how many steps a second a person asked for, as portions for one frame after the other."""

from __future__ import annotations

import numpy as np

from nnplay.ui.governor import FULL_RATE, Grant

SPEEDS: tuple[float, ...] = (1, 3, 10, 30, 100, 300, 1000, 3000, 10000, np.inf)  # steps a second
DEFAULT_SPEED = SPEEDS.index(3000)


class Pace:
    """`speed` is a position in `SPEEDS`, `rate` the frames a second at which the last frames are to be shown."""

    def __init__(self) -> None:
        self.speed = DEFAULT_SPEED
        self.rate = FULL_RATE
        self._due = 0.0  # steps owed to the clock and not yet made

    @property
    def steps_per_second(self) -> float:
        return SPEEDS[self.speed]

    def choose(self, speed: int) -> None:
        """Take a speed; beyond the slowest and the fastest there is none."""
        self.speed = min(max(speed, 0), len(SPEEDS) - 1)

    def begin(self) -> None:
        """Owe nothing."""
        self._due = 0.0

    def settle(self, grant: Grant) -> None:
        """Show as many frames a second as are granted, but none without a step."""
        self.rate = min(grant.rate, self.steps_per_second)

    def portion(self) -> int | None:
        """Return the steps for the next frame; None when only the time that is granted limits them."""
        if np.isinf(self.steps_per_second):
            return None
        self._due += self.steps_per_second / self.rate
        whole = int(self._due + 1e-9)
        self._due -= whole
        return whole
