"""A run's past: marks along the way, from which any of its moments can be computed again, exactly.

Training is a function of its snapshot, so a moment between two marks is reached by training on from the earlier one.
Marks are thinned evenly in log time, as the history is, and bounded in bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.training import Snapshot
from nnplay.experiment import Experiment
from nnplay.history import History
from nnplay.run import Run

MOST_BYTES = 4_000_000  # of snapshots, about
DENSEST, SPARSEST = 384, 16  # epochs before marks begin to thin out


@dataclass(frozen=True)
class Mark:
    """A moment and the rules under which training went on from it."""

    moment: Snapshot
    experiment: Experiment


class Timeline:
    """The past of one run with one network, from its first step to the furthest it has come (`end`).

    The run can be put at any step in between. What lies ahead of it then stays known until it is trained on.
    """

    def __init__(self, run: Run) -> None:
        start = run.snapshot()
        size = start.theta.nbytes + sum(array.nbytes for array in start.memory.values()) + 1000
        self._spread = History()
        self._spread.dense = int(min(DENSEST, max(SPARSEST, MOST_BYTES / size / 8)))
        self._marks = [Mark(start, run.experiment)]
        self._next_epoch = 1
        self._ahead: History | None = None
        self.first = self.end = run.step

    def __len__(self) -> int:
        """The number of marks kept."""
        return len(self._marks)

    @property
    def looking_back(self) -> bool:
        """Whether the run was put at a moment of its past and has not been trained on since."""
        return self._ahead is not None

    def path(self, run: Run) -> Array:
        """Return the weights the run has passed on its way to where it is, and those it has now, (T, P)."""
        passed = [mark.moment.theta[0] for mark in self._marks if mark.moment.step < run.step]
        return np.array([*passed, run.params.theta[0]])

    def note(self, run: Run) -> None:
        """Take the run's present as its end, with a mark when one is due."""
        self.end = run.step
        if run.epoch >= self._next_epoch:
            self.mark(run)

    def mark(self, run: Run) -> None:
        """Keep the run's present: what follows goes by its present rules."""
        self.end = run.step
        if self._marks[-1].moment.step == run.step:
            self._marks.pop()
        self._marks.append(Mark(run.snapshot(), run.experiment))
        self._next_epoch = self._spread.next_epoch(run.epoch)

    def moments(self, most: int) -> list[Snapshot]:
        """Return at most so many of the moments kept, first and last among them, evenly."""
        chosen = np.unique(np.linspace(0, len(self._marks) - 1, most).round().astype(int))
        return [self._marks[index].moment for index in chosen]

    def go_to(self, run: Run, step: int, seconds: float | None = None) -> bool:
        """Put the run at a step between its first and its end. Return whether the time was enough to get there.

        Asked again for the same step, it goes on from where it stands.
        """
        step = min(max(step, self.first), self.end)
        mark = self._marks[bisect_right(self._marks, step, key=lambda mark: mark.moment.step) - 1]
        on_the_way = self.looking_back and mark.moment.step < run.step <= step
        if self._ahead is None:
            self._ahead = run.history_log
        if not on_the_way:
            if run.experiment != mark.experiment:
                run.retune(mark.experiment)
            run.history_log = self._ahead.copy()
            run.restore(mark.moment)
        if run.step < step:
            run.advance(steps=step - run.step, seconds=seconds)
        return run.step == step or run.divergence is not None

    def go_on(self, run: Run) -> History | None:
        """Forget what lies ahead of the run, before it is trained on, and return it if there was anything."""
        ahead, self._ahead = self._ahead, None
        if run.step >= self.end:
            return None
        self.forget_after(run.step)
        return ahead

    def forget_after(self, step: int) -> None:
        """Drop everything after a step."""
        while len(self._marks) > 1 and self._marks[-1].moment.step > step:
            self._marks.pop()
        self._next_epoch = self._spread.next_epoch(self._marks[-1].moment.epoch)
        self.end = min(self.end, step)
