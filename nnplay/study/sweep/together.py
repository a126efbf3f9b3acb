"""Training runs of one shape together: one pass of the engine for networks that differ in data, noise and rate."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data.features import Inputs
from nnplay.data.split import Samples
from nnplay.data.targets import Targets
from nnplay.engine.arrays import Array
from nnplay.engine.evaluation import Evaluator
from nnplay.engine.fields import MAX_SEED
from nnplay.engine.mlp import Parameters
from nnplay.engine.training import Trainer
from nnplay.experiment import Experiment
from nnplay.study.population import Goal
from nnplay.study.sweep.cost import seconds, training_samples
from nnplay.study.sweep.plan import Sweep

MOST_TOGETHER = 40  # networks of a group: more gain little, and results come in later
MOST_VALUES = 2_000_000  # of one buffer over all samples of a group
SCORES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


@dataclass(frozen=True)
class Task:
    """One run of a sweep: its number (combination times repeats), and the experiment with its own seed."""

    number: int
    experiment: Experiment


@dataclass(frozen=True)
class Group:
    """Runs that are trained together: same network, recipe and number of samples."""

    tasks: tuple[Task, ...]
    epochs: int
    goal: Goal

    @property
    def seconds(self) -> float:
        """How long one core needs, as estimated."""
        return seconds(self.tasks[0].experiment, len(self.tasks), self.epochs)


@dataclass(frozen=True)
class Result:
    """What became of one run. Scores of a run that diverged are NaN; so is `reached` where the goal was not."""

    number: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    reached: float
    diverged: int | None


def groups(sweep: Sweep) -> list[Group]:
    """Return the runs of a sweep, together where their shapes allow it, in the order in which they are asked for."""
    alike: dict[Any, list[Task]] = {}
    for combination in sweep.plan.combinations:
        for repeat in range(sweep.repeats):
            seed = (sweep.base.seed + repeat) % (MAX_SEED + 1)
            experiment = combination.experiment.with_(seed=seed)
            task = Task(combination.number * sweep.repeats + repeat, experiment)
            alike.setdefault(_shape(experiment), []).append(task)
    return [Group(tuple(part), sweep.epochs, sweep.goal) for tasks in alike.values()
            for part in _parts(tasks, _most(tasks[0].experiment))]


def _shape(experiment: Experiment) -> tuple[Any, ...]:
    """Return what runs must have in common to be trained together."""
    data = experiment.source
    return (experiment.net, replace(experiment.recipe, lr=1.0), experiment.dtype, experiment.samples,
            training_samples(experiment), bool(data.classes))


def _most(experiment: Experiment) -> int:
    return max(1, min(MOST_TOGETHER, MOST_VALUES // (experiment.samples * sum(experiment.net.sizes))))


def _parts(tasks: list[Task], most: int) -> Iterator[list[Task]]:
    """Divide tasks into parts of nearly the same size, none larger than `most`."""
    count = math.ceil(len(tasks) / most)
    for part in range(count):
        yield tasks[len(tasks) * part // count : len(tasks) * (part + 1) // count]


class Together:
    """Trains the runs of a group. `advance` goes on for a while; `results` are there when it is `done`."""

    def __init__(self, group: Group) -> None:
        experiments = [task.experiment for task in group.tasks]
        first = experiments[0]
        thetas = [Parameters.draw(each.net, each.init, [each.seed], each.dtype).theta for each in experiments]
        params = Parameters(first.net, np.concatenate(thetas))
        drawn = {each.with_(seed=0): each.split() for each in experiments}  # repeats share their samples
        splits = [drawn[each.with_(seed=0)] for each in experiments]
        known = [(each.inputs_of(split), each.targets_of(split)) for each, split in zip(experiments, splits)]
        train = _stacked(known, [split.train for split in splits])
        test = _stacked(known, [split.test for split in splits])
        self.group = group
        self.trainer = Trainer(params, *train, first.recipe, rates=[each.lr for each in experiments])
        self._score = Evaluator(params, *train, first.recipe), Evaluator(params, *test, first.recipe)
        self._reached = np.full(len(experiments), np.nan)
        self._look()

    @property
    def epoch(self) -> int:
        return self.trainer.epoch

    @property
    def done(self) -> bool:
        return self.trainer.stopped or self.epoch >= self.group.epochs

    def advance(self, seconds: float) -> None:
        """Train for about so many seconds, whole epochs at a time, or to the end."""
        deadline = time.perf_counter() + seconds
        while not self.done and time.perf_counter() < deadline:
            self.trainer.advance(epochs=1)
            self._look()

    def results(self) -> list[Result]:
        """Return what became of each run."""
        train_loss, test_loss, train_accuracy, test_accuracy = np.where(self._broken(), np.nan, self._scores).tolist()
        return [Result(task.number, train_loss[m], test_loss[m], train_accuracy[m], test_accuracy[m],
                       float(self._reached[m]), self._diverged_at(m)) for m, task in enumerate(self.group.tasks)]

    def _look(self) -> None:
        """Score the networks, and note which of them have just reached the goal."""
        (train_loss, train_accuracy), (test_loss, test_accuracy) = (score() for score in self._score)
        self._scores = train_loss, test_loss, train_accuracy, test_accuracy
        goal = self.group.goal
        is_test = goal.samples == "test"
        met = goal.met(test_loss if is_test else train_loss, test_accuracy if is_test else train_accuracy)
        self._reached[met & np.isnan(self._reached) & ~self._broken()] = self.epoch

    def _broken(self) -> NDArray[np.bool_]:
        return np.isin(np.arange(len(self.group.tasks)), list(self.trainer.divergences))

    def _diverged_at(self, network: int) -> int | None:
        divergence = self.trainer.divergences.get(network)
        return divergence.epoch if divergence else None


def _stacked(known: list[tuple[Inputs, Targets]], parts: list[Samples]) -> tuple[Array, Array]:
    """Return the inputs (M, N, D) and targets (M, N, K) of all runs; one table when all see the same."""
    pairs = [(inputs(part.points), targets(part.targets)) for (inputs, targets), part in zip(known, parts)]
    if all(part is parts[0] for part in parts):
        return pairs[0]
    return np.stack([x for x, _ in pairs]), np.stack([y for _, y in pairs])
