"""What a person does on the page Landscape: the plane, the surface under way, and the race over it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.fields import MAX_SEED
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study.adjust import adjusted
from nnplay.study.landscape import (
    Plane,
    Surface,
    extent,
    losses_at,
    path_plane,
    plane_through,
    random_plane,
    weights_plane,
)
from nnplay.study.naming import parameter_names
from nnplay.study.race import Race
from nnplay.ui.player import Player
from nnplay.ui.slices import slice_seconds
from nnplay.ui.turns import TURNS

PLANES = {
    "path": "Principal directions of the path",
    "random": "Two random directions",
    "three": "Start, now and another start",
    "weights": "Two weights by name",
}
RACERS = ("sgd", "momentum", "rmsprop", "adam")
MOST_USUAL = 5.0  # weights as large as this are seen at once, whatever the present ones are
FEWEST_SLICES = 25  # of a race, so that there is something to watch


@dataclass
class Landscape:
    """The choices of one person, and what is computed from them. Guarded by `lock` where it computes."""

    kind: str = "path"
    seed: int = 0
    across: int = 0  # of the parameters, for a plane of two of them
    up: int = 1
    cells: int = 61
    zoom: float = 1.0
    samples: str = "train"
    log: bool = True
    view: str = "contours"
    optimizers: list[str] = field(default_factory=lambda: list(RACERS))
    rates: dict[str, float] = field(default_factory=dict)
    knobs: dict[str, float] = field(default_factory=dict)
    full_batch: bool = True
    race_epochs: int = 200
    turn: int = 0
    problem: str = ""
    run: Run | None = None
    path: Array = field(default_factory=lambda: np.empty((0, 0)))
    other: Run | None = None
    plane: Plane | None = None
    surface: Surface | None = None
    race: Race | None = None
    shown: tuple[Plane | None, Race | None] = (None, None)  # what the whole page was last drawn with
    race_problem: str = ""
    race_ready: bool = True  # whether every number of the race can be used
    start: tuple[float, float] | None = None
    lock: Any = field(default_factory=threading.RLock)
    _key: Any = None
    _path_losses: Array | None = None

    def look_at(self, player: Player) -> None:
        """Take the run as the Playground has it; what was computed for another moment or choice is dropped."""
        with self.lock, player.lock:
            key = (player.sight.scene, player.run.step, player.run.params.theta.tobytes(), player.experiment, self.kind,
                   self.seed, self.across, self.up)
            if key != self._key:
                self._key = key
                self.run = player.run
                self.path = player.timeline.path(player.run).astype(float)
                self.plane = self.surface = self.race = self.other = self.start = None
                self.problem = self.race_problem = ""
                self._begin()
            elif self.surface is None and self.plane is not None:
                self._lay_out()

    def _begin(self) -> None:
        assert self.run is not None
        try:
            if not np.isfinite(self.path[-1]).all():
                raise ValueError("the network has diverged: there are no finite weights to look around")
            if self.kind == "path":
                self.plane = path_plane(self.path[np.isfinite(self.path).all(axis=1)])
            elif self.kind == "random":
                self.plane = random_plane(self.run.params.net, self.path[-1], self.seed)
            elif self.kind == "weights":
                names = parameter_names(self.run.experiment)
                self.across, self.up = (min(index, len(names) - 1) for index in (self.across, self.up))
                self.plane = weights_plane(self.path[-1], self.across, self.up, (names[self.across], names[self.up]))
            else:
                seed = (self.run.experiment.seed + 1 + self.seed) % (MAX_SEED + 1)
                self.other = Run(self.run.experiment.with_(seed=seed, stop=()))
            if self.plane:
                self._lay_out()
        except ValueError as problem:
            self.problem = str(problem)

    def _lay_out(self) -> None:
        """Begin the surface anew, over what is to be seen."""
        assert self.run is not None and self.plane is not None
        self.problem, self._path_losses = "", None
        if not len(self.run.split.test):
            self.samples = "train"
        if self.kind == "weights":
            x, y = (_widened(min(low, -MOST_USUAL), max(high, MOST_USUAL), self.zoom)
                    for low, high in extent(self.plane, self.path))
        elif self.kind == "random":
            x = y = (-self.zoom, self.zoom)
        else:
            points = self.path if self.other is None else np.concatenate([self.path, self.other.params.theta])
            x, y = (_widened(*ends, self.zoom) for ends in extent(self.plane, points))
        try:
            self.surface = Surface(self.run, self.plane, x, y, self.cells, self.samples)
        except ValueError as problem:
            self.problem = str(problem)

    def redraw(self) -> None:
        """Compute the surface again, after another resolution, extent or choice of samples."""
        with self.lock:
            self.surface = None

    @property
    def busy(self) -> bool:
        """Whether there is work left."""
        training = self.other is not None and self.plane is None and not self.problem
        surface = self.surface is not None and not self.surface.complete
        return training or surface or (self.race is not None and not self.race.done)

    def work(self) -> None:
        """Do one slice of what is left: the other start's training, then the surface, then the race."""
        with TURNS.take(act=not self.busy), self.lock:
            if not self.busy or self.run is None:
                return
            self.turn += 1
            seconds = slice_seconds(self)
            if self.plane is None:
                self._train_other(seconds)
            elif self.surface is not None and not self.surface.complete:
                self.surface.advance(seconds)
            elif self.race is not None:
                self.race.advance(seconds, max(1, self.race.epochs // FEWEST_SLICES))

    def _train_other(self, seconds: float) -> None:
        assert self.other is not None and self.run is not None
        self.other.advance(steps=self.run.step - self.other.step, seconds=seconds)
        if self.other.step >= self.run.step or self.other.divergence:
            try:
                self.plane = plane_through(self.path[-1], self.path[0], self.other.params.theta[0].astype(float))
                self._lay_out()
            except ValueError as problem:
                self.problem = str(problem)

    def start_race(self, place: tuple[float, float] | None) -> None:
        """Let the chosen optimizers set out from a place of the plane; from the path's start where there is none."""
        with self.lock:
            if self.run is None or self.plane is None:
                return
            self.race_problem = ""
            if place is None:
                theta = self.path[0]
                x, y = self.plane.coordinates(self.path[:1])[0].tolist()
            else:
                x, y = place
                theta = self.plane.at(np.array([x]), np.array([y]))[0]
            self.start = (x, y)
            try:
                racers = {key: self.racer(key) for key in self.optimizers}
                self.race = Race(racers, theta, self.plane, self.race_epochs)
            except ValueError as problem:
                self.race, self.race_problem = None, str(problem)

    def racer(self, optimizer: str) -> Experiment:
        """Return the experiment one optimizer runs by."""
        assert self.run is not None
        own_batch = self.run.experiment.batch
        changes: dict[str, Any] = {"batch": 0 if self.full_batch else own_batch}
        if optimizer != self.run.experiment.optimizer:
            changes["optimizer"] = optimizer
        if optimizer in self.rates:
            changes["lr"] = self.rates[optimizer]
        experiment = adjusted(self.run.experiment, **changes)[0]
        own = {name: value for name, value in self.knobs.items() if name.partition(".")[0] == optimizer}
        return experiment.with_(knobs={**dict(experiment.knobs), **own})

    def path_losses(self) -> Array:
        """Return the loss at each point of the path, (T,), computed once for each choice of samples."""
        if self._path_losses is None:
            assert self.run is not None
            self._path_losses = losses_at(self.run, self.path, self.samples)
        return self._path_losses


def _widened(low: float, high: float, factor: float) -> tuple[float, float]:
    middle, half = (low + high) / 2, (high - low) / 2 * factor
    return middle - half, middle + half
