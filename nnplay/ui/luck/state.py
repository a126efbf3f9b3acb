"""What a person does on the page Luck: the choices, and the populations under way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from nnplay.experiment import Experiment
from nnplay.study.adjust import adjusted
from nnplay.study.population import Goal, Population, bytes_of
from nnplay.ui.from_scratch.learning import TUTORIAL
from nnplay.ui.luck.fields import FIELDS
from nnplay.ui.slices import hold, slice_seconds
from nnplay.ui.turns import TURNS

FEWEST_SLICES = 30  # of a population's training, so that there is something to watch

GOALS = {
    "loss": "Training loss below",
    "accuracy": "Training accuracy from (%)",
    "test_accuracy": "Test accuracy from (%)",
}


@dataclass(frozen=True)
class Comparison:
    """Two settings side by side: what each changes, and what it is called."""

    label: str
    names: tuple[str, str] = ("", "")
    changes: tuple[dict[str, Any], ...] = ({},)


COMPARISONS = {
    "none": Comparison("Nothing"),
    "init": Comparison("He against Glorot", ("He", "Glorot"), ({"init": "he_normal"}, {"init": "glorot_normal"})),
    "units": Comparison("2 hidden units against 3", ("2 units", "3 units"), ({"hidden": (2,)}, {"hidden": (3,)})),
    "optimizer": Comparison("SGD against Adam", ("SGD", "Adam"), ({"optimizer": "sgd"}, {"optimizer": "adam"})),
    "own": Comparison("Another setting …"),
}


@dataclass(eq=False)
class Luck:
    """The choices of one person and, once started, one population per setting. Guarded by `lock` where it trains."""

    tutorial: bool = True
    starts: int = 60
    epochs: int = 1500
    goal: str = "accuracy"
    number: float = 100.0
    compare: str = "none"
    setting: str = "init"
    value: str = "he_normal"
    log: bool = False
    running: bool = False
    populations: tuple[Population, ...] = ()
    names: tuple[str, ...] = ()
    turn: int = 0
    problem: str = ""
    opened: tuple[int, int] | None = None
    lock: Any = field(default_factory=threading.Lock)

    @property
    def target(self) -> Goal:
        """What counts as solved."""
        if self.goal == "loss":
            return Goal("loss", "train", self.number)
        return Goal("accuracy", "test" if self.goal == "test_accuracy" else "train", self.number / 100)

    def experiments(self, playground: Experiment) -> tuple[tuple[str, Experiment], ...]:
        """Return the one or two experiments to be run, by name. Raises ValueError where a setting cannot be changed."""
        base = Experiment(**TUTORIAL) if self.tutorial else playground
        if self.compare == "own":
            setting = FIELDS[self.setting]
            return (("as it is", base), (f"{setting.label}: {self.value}", setting.changed(base, self.value)))
        comparison = COMPARISONS[self.compare]
        return tuple((name, adjusted(base, **changes)[0])
                     for name, changes in zip(comparison.names, comparison.changes))

    def start(self, playground: Experiment) -> None:
        """Draw all starts of all settings anew, and let them train. What cannot be is told in `problem`."""
        with self.lock:
            self.cancel()
            try:
                chosen = self.experiments(playground)
                hold(self, sum(bytes_of(each, self.starts) for _, each in chosen))
                self.populations = tuple(Population(each, self.starts, self.epochs) for _, each in chosen)
            except ValueError as problem:
                self.cancel()
                self.problem = str(problem)
                return
            self.names = tuple(name for name, _ in chosen)
            self.running = True

    def cancel(self) -> None:
        """Drop everything."""
        self.running, self.populations, self.names, self.problem = False, (), (), ""
        hold(self, 0)

    def open(self, population: int, start: int) -> None:
        """Note that a start is to be opened in the Playground. Nonsense is ignored."""
        if population < len(self.populations) and 0 <= start < self.populations[population].starts:
            self.opened = (population, start)

    def work(self) -> None:
        """Train all populations for one slice; the one that lags behind goes first."""
        with TURNS.take(act=not self.running), self.lock:
            if not self.running:
                return
            self.turn += 1
            unfinished = [population for population in self.populations if not population.done]
            if unfinished:
                behind = min(unfinished, key=lambda population: population.epoch)
                behind.advance(slice_seconds(self), max(1, behind.epochs // FEWEST_SLICES))
            self.running = any(not population.done for population in self.populations)
