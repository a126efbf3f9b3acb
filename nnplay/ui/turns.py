"""One thread computes at a time, and who acts comes first.

Python runs one thread at a time and lets each have 5 ms when others want to run: of thirty that make an answer at once
all are late, and a click among them waits for every other. Here they make their answers one after the other.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MESSAGE_SECONDS = 0.3  # of computing for what one message asks; the rest waits until it is asked again
CROWDED_SECONDS = 0.05  # of it while others wait
LONGEST = 1.0  # seconds that a turn may take; whoever takes longer goes on, but keeps nobody waiting any more


class Turns:
    """Whose turn it is, and who waits for one. One instance serves the process."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._queue: list[tuple[bool, int, threading.Event]] = []
        self._count = itertools.count()
        self._holder: threading.Event | None = None  # set when its turn has come
        self._since = 0.0
        self._mine = threading.local()

    @property
    def allowance(self) -> float:
        """Seconds of computing that what one message asks may take now."""
        return min(MESSAGE_SECONDS, CROWDED_SECONDS) if self._queue else MESSAGE_SECONDS

    @contextmanager
    def take(self, act: bool) -> Iterator[None]:
        """Wait for a turn, and have it for the block; `act` says that it answers what a person did.

        A turn within a turn is the same one.
        """
        if getattr(self._mine, "held", False):
            yield
            return
        come = threading.Event()
        with self._lock:
            heapq.heappush(self._queue, (not act, next(self._count), come))
            if self._holder is None:
                self._next()
        while not come.wait(self._longest):
            with self._lock:
                if not come.is_set() and time.monotonic() - self._since >= self._longest:
                    self._next()
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            with self._lock:
                if self._holder is come:
                    self._next()

    def _next(self) -> None:
        """Let the next one have its turn."""
        self._holder = heapq.heappop(self._queue)[2] if self._queue else None
        self._since = time.monotonic()
        if self._holder:
            self._holder.set()


TURNS = Turns()
