"""Shares one process among everybody who plays: how many frames a second each gets, and how much computing a frame.

Python runs one thread at a time, so what is shared is one core. With few players each gets 30 frames a second and
much training; with many, fewer frames and less training, so that a click is always answered. What answers cost besides
cannot be known beforehand, so the governor looks at the clock of the process and lets it train less when that is full.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FULL_RATE = 30.0  # frames a second
PLAYERS_AT_FULL_RATE = 8
SHARE = 0.6  # of a core goes to playing, the rest answers clicks
LEAST_SHARE = 0.15  # that training gets however much answers cost
FULL = 0.75  # of a core: when the process uses more, clicks begin to wait
LOOK_EVERY = 0.5  # seconds
OVERHEAD = 0.001  # seconds a frame costs besides training: scores, maps, packing, its part of an answer
LEAST_SECONDS = 1e-4  # of training for a frame
FORGET_AFTER = 2.0  # seconds without a request


@dataclass(frozen=True)
class Grant:
    """What one player may do now: frames a second, and seconds of training for each of them."""

    rate: float
    seconds_per_frame: float


class Governor:
    """Knows who asked lately, and how busy the process is. One instance serves the process.

    `used` tells the seconds of computing the process has used.
    """

    def __init__(self, used: Callable[[], float] = time.process_time) -> None:
        self._asked: dict[int, float] = {}
        self._used = used
        self._share = SHARE
        self._looked: tuple[float, float] | None = None  # when, and what had been used
        self._lock = threading.Lock()

    def grant(self, player: int, now: float | None = None) -> Grant:
        """Note that a player asks, and say what it may do."""
        now = time.monotonic() if now is None else now
        with self._lock:
            self._asked[player] = now
            for key in [key for key, asked in self._asked.items() if now - asked > FORGET_AFTER]:
                del self._asked[key]
            players = len(self._asked)
            self._look(now)
            share = self._share
        rate = min(FULL_RATE, FULL_RATE * PLAYERS_AT_FULL_RATE / players)
        return Grant(rate, max(LEAST_SECONDS, share / (players * rate) - OVERHEAD))

    def _look(self, now: float) -> None:
        """Let training have less when the process is full, and more again when it is not."""
        if self._looked and now - self._looked[0] < LOOK_EVERY:
            return
        used = self._used()
        when, before = self._looked or (now, used)
        self._looked = now, used
        if now - when > FORGET_AFTER:
            self._share = SHARE
        elif now > when:
            change = FULL * (now - when) / max(used - before, 1e-9)
            self._share = min(SHARE, max(LEAST_SHARE, self._share * min(max(change, 0.8), 1.1)))


GOVERNOR = Governor()
