"""A sweep: one experiment, several values for some of its settings, and every combination of them, repeated."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from nnplay.engine.fields import MAX_SEED
from nnplay.engine.registry import UnknownName, check_number
from nnplay.experiment import Experiment
from nnplay.study.adjust import adjusted
from nnplay.study.population import Goal
from nnplay.study.sweep.cost import seconds

MAX_RUNS, MAX_REPEATS, MAX_EPOCHS, MAX_AXES, MAX_VALUES = 2000, 50, 10_000, 6, 24
MAX_SECONDS = 3600.0  # of computing by one core, as estimated
GOAL_RANGE = {"accuracy": (0.0, 1.0), "loss": (1e-12, 1000.0)}
NOT_SWEPT = ("seed", "stop", "dtype", "knobs", "frozen")  # seeds are the repeats; a sweep ends by its epochs
SETTINGS = tuple(item.name for item in fields(Experiment) if item.name not in NOT_SWEPT)
# What the data or another value of the same combination might overrule.
PROMISED = ("head", "loss", "optimizer", "lr", "batch", "samples", "test_share", "standardize")
OF_MADE_DATA = {"noise": 0, "balance": 100, "wrong_labels": 0}  # and what they are of data that are as they are

Axes = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Combination:
    """One choice of values, in the order of the axes, and the experiment they make."""

    number: int
    values: tuple[Any, ...]
    experiment: Experiment


@dataclass(frozen=True)
class Plan:
    """What a sweep comes to: its combinations, and those that cannot be, each with the reason."""

    combinations: tuple[Combination, ...]
    impossible: tuple[tuple[tuple[Any, ...], str], ...]


@dataclass(frozen=True)
class Sweep:
    """A base experiment with values for some of its settings; every combination is trained `repeats` times.

    Repeats differ in their initial weights (seed, seed + 1, ...) and learn from the same samples. All train for
    `epochs` epochs; stopping rules of the base do not count. `goal` is what a run has to reach for its epochs to be
    noted.

    Raises ValueError that says what is out of bounds. Combinations that cannot be are no error: the plan lists them.
    """

    base: Experiment = field(default_factory=Experiment)
    axes: Axes = ()
    repeats: int = 5
    epochs: int = 300
    goal: Goal = field(default_factory=lambda: Goal("accuracy", "test", 0.95))

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", _checked_axes(dict(self.axes)))
        object.__setattr__(self, "repeats", check_number("repeats", self.repeats, 1, MAX_REPEATS, integer=True))
        object.__setattr__(self, "epochs", check_number("epochs", self.epochs, 1, MAX_EPOCHS, integer=True))
        check_number(f"the {self.goal.measure} to reach", self.goal.number, *GOAL_RANGE[self.goal.measure])
        object.__setattr__(self, "base", self.base.with_(stop=()))
        if self.base.seed + self.repeats - 1 > MAX_SEED:
            raise ValueError(f"seed {self.base.seed} leaves no room for {self.repeats} repeats up to {MAX_SEED}")
        if self.asked > MAX_RUNS:
            raise ValueError(f"a sweep has up to {MAX_RUNS:,} runs, and these are {self.asked:,}: "
                             f"{' x '.join(str(len(values)) for _, values in self.axes) or 1} combinations "
                             f"x {self.repeats} repeats. Take fewer values or repeats")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.axes)

    @property
    def asked(self) -> int:
        """How many runs there would be if every combination could be."""
        return math.prod(len(values) for _, values in self.axes) * self.repeats

    @property
    def runs(self) -> int:
        return len(self.plan.combinations) * self.repeats

    @cached_property
    def plan(self) -> Plan:
        """Every combination, the last axis turning fastest."""
        possible: list[Combination] = []
        impossible: list[tuple[tuple[Any, ...], str]] = []
        for values in itertools.product(*(values for _, values in self.axes)):
            try:
                experiment = _combined(self.base, dict(zip(self.names, values)))
                possible.append(Combination(len(possible), values, experiment))
            except ValueError as reason:
                impossible.append((values, str(reason)))
        return Plan(tuple(possible), tuple(impossible))

    @cached_property
    def seconds(self) -> float:
        """How long one core computes for this on a machine like the one it was measured on."""
        return sum(seconds(each.experiment, self.repeats, self.epochs) for each in self.plan.combinations)

    def check_size(self) -> None:
        """Raise ValueError when it cannot be begun: nothing to run, or far too long."""
        if not self.plan.combinations:
            raise ValueError("none of these combinations can be")
        if self.seconds > MAX_SECONDS:
            raise ValueError(f"this is about {self.seconds / 60:,.0f} minutes of computing, and a sweep may take "
                             f"{MAX_SECONDS / 60:.0f}. Take fewer epochs, runs or units")


def _checked_axes(axes: Mapping[str, tuple[Any, ...]]) -> Axes:
    if len(axes) > MAX_AXES:
        raise ValueError(f"a sweep goes through the values of up to {MAX_AXES} settings, got {len(axes)}")
    checked = []
    for name, values in axes.items():
        if name not in SETTINGS:
            raise UnknownName("setting", name, SETTINGS)
        different = tuple(dict.fromkeys(values))
        if not different:
            raise ValueError(f"{name} has no value")
        if len(different) > MAX_VALUES:
            raise ValueError(f"{name} has {len(different)} values; up to {MAX_VALUES} are compared")
        checked.append((name, different))
    return tuple(checked)


def _combined(base: Experiment, values: dict[str, Any]) -> Experiment:
    """Return the experiment of one combination. Raises ValueError when its values do not go together."""
    experiment, _ = adjusted(base, **values)
    for name in PROMISED:
        if name in values and getattr(experiment, name) != values[name]:
            raise ValueError(f"{name} {values[name]!r} does not go with the other values: "
                             f"it would be {getattr(experiment, name)!r}")
    if experiment.source.fixed:
        for name, usual in OF_MADE_DATA.items():
            if values.get(name, usual) != usual:
                raise ValueError(f"{name.replace('_', ' ')} {values[name]!r} does not go with the other values: "
                                 f"the data set {experiment.source.label} is as it is")
    return experiment
