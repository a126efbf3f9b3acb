"""Earlier runs, kept to be compared with the present one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nnplay.experiment import Experiment
from nnplay.history import History
from nnplay.share.past_runs import MOST_RUNS

MOST = MOST_RUNS  # the oldest goes first


@dataclass(frozen=True)
class Ghost:
    """An earlier run, or what a run had become before one went back: how it was set, and its scores."""

    experiment: Experiment
    history: History


class Ghosts:
    """The earlier runs of one person. `version` grows with every change."""

    def __init__(self) -> None:
        self._ghosts: list[Ghost] = []
        self.version = 0

    def __len__(self) -> int:
        return len(self._ghosts)

    def __iter__(self) -> Iterator[Ghost]:
        return iter(self._ghosts)

    def keep(self, experiment: Experiment, history: History | None) -> None:
        """Keep a run that learnt for at least one epoch."""
        if history is not None and len(history) > 1:
            self._ghosts = [*self._ghosts, Ghost(experiment, history)][-MOST:]
            self.version += 1

    def bring(self, earlier: Iterable[tuple[Experiment, History]]) -> None:
        """Put runs that were kept elsewhere before those that there are."""
        came = [Ghost(experiment, history) for experiment, history in earlier if len(history) > 1]
        self._ghosts = [*came, *self._ghosts][-MOST:]
        self.version += 1

    def clear(self) -> None:
        self._ghosts = []
        self.version += 1
