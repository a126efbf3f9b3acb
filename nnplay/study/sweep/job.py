"""A sweep under way: what is to be done, what is done, and what the person wants of it."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from nnplay.study.sweep.plan import Sweep
from nnplay.study.sweep.together import Group, Result, groups

GRACE = 10.0  # seconds that a browser may be away before its sweep ends
TRIES = 2  # of a group whose process breaks down; then its runs are missing


@dataclass(frozen=True)
class Progress:
    """How far a job is: runs done, the share of the work done (0..1), seconds worked, and seconds left or None."""

    done: int
    share: float
    worked: float
    left: float | None


class Job:
    """One person's sweep. The page and the pool's threads share it; every method may be called by any of them.

    `is_alive` says whether somebody still watches; when nobody has for a while, the job ends. Results stay.
    """

    def __init__(self, sweep: Sweep, is_alive: Callable[[], bool] = lambda: True) -> None:
        self.sweep = sweep
        self._waiting = deque(groups(sweep))
        self._under_way: dict[Group, float] = {}  # the share of each that is done
        self._lost: Counter[Group] = Counter()  # how often each was lost
        self._results: list[Result] = []
        self._missing: list[int] = []
        self._total = sum(group.seconds for group in self._waiting)
        self._finished = 0.0  # estimated seconds of the groups done
        self._is_alive = is_alive
        self._seen = time.monotonic()
        self._paused = self._cancelled = False
        self._worked, self._since = 0.0, time.monotonic()
        self._lock = threading.RLock()

    # What the person wants

    def pause(self) -> None:
        with self._lock:
            if self.state == "running":
                self._stop_clock()
                self._paused = True

    def go_on(self) -> None:
        with self._lock:
            if self.state == "paused":
                self._since = time.monotonic()
                self._paused = False

    def cancel(self) -> None:
        """Drop everything that is not done. What is done stays."""
        with self._lock:
            if self.state != "done":
                self._stop_clock()
                self._cancelled = True
                self._waiting.clear()

    def _stop_clock(self) -> None:
        if not self._paused and not self._cancelled:
            self._worked += time.monotonic() - self._since

    # How it stands

    @property
    def state(self) -> str:
        """One of "running", "paused", "cancelled", "done"."""
        with self._lock:
            if self._cancelled:
                return "cancelled"
            if len(self._results) + len(self._missing) == self.sweep.runs:
                return "done"
            return "paused" if self._paused else "running"

    @property
    def results(self) -> list[Result]:
        """What is done so far."""
        with self._lock:
            return list(self._results)

    @property
    def missing(self) -> list[int]:
        """The numbers of the runs that are not to be had: their process broke down every time."""
        with self._lock:
            return sorted(self._missing)

    @property
    def progress(self) -> Progress:
        with self._lock:
            done = self._finished + sum(group.seconds * share for group, share in self._under_way.items())
            share = min(done / self._total, 1.0) if self._total else 1.0
            worked = self._worked + (time.monotonic() - self._since if self.state == "running" else 0.0)
            left = worked * (1 - share) / share if share > 0.02 else None
            return Progress(len(self._results), share, worked, left)

    # What the pool does

    @property
    def ended(self) -> bool:
        """Whether nothing of it is to be trained any more. Ends a job that nobody watches."""
        now = time.monotonic()
        if self._is_alive():
            self._seen = now
        elif now - self._seen > GRACE:
            self.cancel()
        return self.state in ("cancelled", "done")

    def take(self) -> Group | None:
        """Return the next group to train, or None when there is none for now."""
        with self._lock:
            if self.state != "running" or not self._waiting:
                return None
            group = self._waiting.popleft()
            self._under_way[group] = 0.0
            return group

    def note(self, group: Group, epoch: int) -> None:
        with self._lock:
            self._under_way[group] = epoch / group.epochs

    def finish(self, group: Group, results: list[Result]) -> None:
        with self._lock:
            self._close(group)
            if not self._cancelled:
                self._results += results
                if self.state == "done":
                    self._stop_clock()

    def lose(self, group: Group) -> None:
        """Note that its process broke down: it is trained once more, after all others, or else it is missing."""
        with self._lock:
            self._lost[group] += 1
            if self._lost[group] < TRIES and not self._cancelled:
                self._under_way.pop(group, None)
                self._waiting.append(group)
                return
            self._close(group)
            if not self._cancelled:
                self._missing += [task.number for task in group.tasks]
                if self.state == "done":
                    self._stop_clock()

    def _close(self, group: Group) -> None:
        """Note that nothing more is done about a group."""
        self._under_way.pop(group, None)
        self._finished += group.seconds
