"""Shares one process among everybody who plays: how many frames a second each gets, and how much computing a frame.

Python runs one thread at a time, so what is shared is one core. With few players each gets 30 frames a second and
much training; with many, fewer frames and less training, so that a click is always answered.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

FULL_RATE = 30.0  # frames a second
PLAYERS_AT_FULL_RATE = 8
SHARE = 0.6  # of a core goes to playing, the rest answers clicks
OVERHEAD = 0.001  # seconds a frame costs besides training: scores, maps, packing, its part of an answer
FORGET_AFTER = 2.0  # seconds without a request


@dataclass(frozen=True)
class Grant:
    """What one player may do now: frames a second, and seconds of training for each of them."""

    rate: float
    seconds_per_frame: float


class Governor:
    """Knows who asked lately. One instance serves the process."""

    def __init__(self) -> None:
        self._asked: dict[int, float] = {}
        self._lock = threading.Lock()

    def grant(self, player: int, now: float | None = None) -> Grant:
        """Note that a player asks, and say what it may do."""
        now = time.monotonic() if now is None else now
        with self._lock:
            self._asked[player] = now
            for key in [key for key, asked in self._asked.items() if now - asked > FORGET_AFTER]:
                del self._asked[key]
            players = len(self._asked)
        rate = min(FULL_RATE, FULL_RATE * PLAYERS_AT_FULL_RATE / players)
        return Grant(rate, SHARE / (players * rate) - OVERHEAD)


GOVERNOR = Governor()
