"""Plays a run: trains it in small portions, turns each portion into a frame, and can go back to any frame just shown.

The browser sets the pace. It asks with the number of the frame it shows; the player answers with the next few. What
was trained beyond the shown frame is taken back when the person acts, so that pausing, stepping or changing a setting
happens at the moment that is on the screen.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.data.datasets import DATA_SETS
from nnplay.engine.training import Snapshot
from nnplay.experiment import MAX_SEED, Experiment
from nnplay.history import History
from nnplay.run import Run
from nnplay.study.maps import NeuronMaps, colour_scales
from nnplay.study.timeline import Timeline
from nnplay.ui.governor import FULL_RATE, GOVERNOR, Grant

SPEEDS: tuple[float, ...] = (1, 3, 10, 30, 100, 300, 1000, 3000, 10000, np.inf)  # steps a second
DEFAULT_SPEED = SPEEDS.index(3000)
CHUNK_FRAMES = 15
CHUNK_SECONDS = 0.04  # of computing: an answer that takes longer keeps clicks waiting
PLAYING_SIDE, STILL_SIDE, MAP_SIDE = 50, 100, 25  # cells a side: the boundary in motion and at rest, neurons' maps
MOST_GHOSTS = 12  # earlier runs on the chart
MOST_EDITS = 100
MOST_WEIGHT = 1e6  # that a person may set
SLOWER = 0.1  # what the learning rate is multiplied by after a divergence

SCORES = ("epoch", "step", "progress", "train_loss", "test_loss", "penalty", "train_accuracy", "test_accuracy", "lr")


@dataclass(frozen=True)
class Frame:
    """One moment as it is shown: its number, what leads back to it, and the arrays of the picture."""

    number: int
    moment: Snapshot
    scores: tuple[float, ...]
    theta: np.ndarray  # (P,) f4
    maps: np.ndarray  # (units, 25, 25) u8, hidden units layer by layer
    scales: np.ndarray  # (units,) f4, what 127 steps of a map are worth
    output: np.ndarray  # (side, side) u8


@dataclass(frozen=True)
class Ghost:
    """An earlier run, or what a run had become before one went back: how it was set, and its scores."""

    experiment: Experiment
    history: History


class Player:
    """The run on the stage.

    `generation` grows whenever frames sent before are no longer the future: the browser drops them. `scene` names the
    run that is shown. Colours show predictions from `threshold - scale` to `threshold + scale`. All methods that train or
    change the run hold one lock, because Streamlit may start a second thread for the same person.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.playing = False
        self.speed = DEFAULT_SPEED
        self.generation = 0
        self._name = secrets.token_hex(4)  # no other player, of this process or the next, has the same scenes
        self._scenes = 0
        self.lock = threading.RLock()
        self._due = 0.0  # steps owed to the clock and not yet made
        self._number = 0
        self._asked = time.monotonic()
        self._rate = FULL_RATE
        self.ghosts: list[Ghost] = []
        self.ghosts_version = 0
        self._begin(experiment)

    # What a person does

    def play(self) -> None:
        with self.lock:
            if not self.run.divergence:
                self.playing = True
                self._due = 0.0

    def pause(self) -> None:
        """Stop at the moment on the screen. Does nothing when nothing plays."""
        with self.lock:
            if self.playing:
                self.playing = False
                self._take_back()

    def step(self, unit: str) -> None:
        """Make one "batch" or one "epoch" and pause."""
        if unit not in ("batch", "epoch"):
            raise ValueError(f"a step is one batch or one epoch, got {unit!r}")
        with self.lock:
            self._take_back()
            self.playing = False
            self._go_on()
            self.run.advance(**{"steps" if unit == "batch" else "epochs": 1})
            self.timeline.note(self.run)

    def visit(self, step: int) -> None:
        """Put the run at a step of its past, and pause. What came after stays known until it is trained on."""
        with self.lock:
            self._take_back()
            self.playing = False
            self.timeline.go_to(self.run, step)
            self._frames.clear()

    def reset(self) -> None:
        """Go back to the exact same start."""
        with self.lock:
            self._take_back()
            self.playing = False
            self._begin(self.experiment)

    def set_parameter(self, index: int, value: float | None) -> None:
        """Give one weight or bias another value, and pause; `undo` takes it back. Nonsense changes nothing."""
        with self.lock:
            if value is None or abs(value) > MOST_WEIGHT or not 0 <= index < self.run.params.theta.shape[1]:
                return
            self._take_back()
            self.playing = False
            self._edits = [*self._edits, (index, float(self.run.params.theta[0, index]))][-MOST_EDITS:]
            self._put(index, value)

    def undo(self) -> None:
        """Give the parameter that was set last the value it had before. Does nothing when none was."""
        with self.lock:
            if self._edits:
                self._take_back()
                self.playing = False
                self._put(*self._edits.pop())

    def clear_ghosts(self) -> None:
        """Take the earlier runs off the chart."""
        with self.lock:
            self._set_ghosts([])

    def new_weights(self) -> None:
        """Start again from the next seed's weights, with the same data."""
        self.change(self.experiment.with_(seed=(self.experiment.seed + 1) % (MAX_SEED + 1)))

    def set_speed(self, speed: int) -> None:
        with self.lock:
            self.speed = min(max(int(speed), 0), len(SPEEDS) - 1)
            if self.playing:
                self._take_back()
                self._hold()

    def change(self, experiment: Experiment) -> None:
        """Go on with another experiment: under new rules where the weights can stay, else from its start."""
        with self.lock:
            if experiment == self.experiment:
                return
            self._take_back()
            if experiment.net == self.experiment.net and experiment.with_(**_rules(self.experiment)) == self.experiment:
                self._retune(experiment)
            else:
                self._begin(experiment)

    def recover(self) -> None:
        """After a divergence, go back to the last finite frame with a tenth of the learning rate."""
        with self.lock:
            if not self.run.divergence:
                return
            self.generation += 1
            self.run.restore(self._last_finite.moment)
            self.timeline.forget_after(self.run.step)
            self._frames.clear()
            self._retune(self.experiment.with_(lr=self.slower_rate))

    # What the picture is made of

    @property
    def experiment(self) -> Experiment:
        return self.run.experiment

    @property
    def edits(self) -> int:
        """How many parameters set by hand can be taken back."""
        return len(self._edits)

    @property
    def steps_per_second(self) -> float:
        return SPEEDS[self.speed]

    @property
    def slower_rate(self) -> float:
        """The learning rate offered after a divergence, to four digits."""
        return max(float(f"{self.experiment.lr * SLOWER:.4g}"), 1e-6)

    def acknowledge(self, generation: int, number: int) -> None:
        """Note that the browser shows this frame: what came before need not be remembered any longer."""
        with self.lock:
            self._asked = time.monotonic()
            if generation == self.generation and self._frames and number >= self._frames[0].number:
                while len(self._frames) > 1 and self._frames[0].number < number:
                    self._frames.popleft()

    def catch_up(self) -> None:
        """Count as shown what the browser had time to show since it asked: for acts that do not name their frame."""
        with self.lock:
            if self._frames:
                seconds = time.monotonic() - self._asked
                self.acknowledge(self.generation, self._frames[0].number + int(seconds * self._rate))

    def chunk(self) -> list[Frame]:
        """Return the next frames: several while playing, the one that stands while not."""
        with self.lock:
            if not self.playing or self.run.divergence:
                self.playing = False
                return [self._still()]
            grant = GOVERNOR.grant(id(self))
            self._rate = min(grant.rate, self.steps_per_second)
            frames, begun = [], time.thread_time()
            most = max(1, min(CHUNK_FRAMES, round(self._rate / 2)))
            self._go_on()
            while len(frames) < most and time.thread_time() - begun < CHUNK_SECONDS and not self.run.divergence:
                self._train(grant)
                self.timeline.note(self.run)
                frames.append(self._frame(self._moving))
            self._frames.extend(frames)
            return frames

    @property
    def rate(self) -> float:
        """Frames a second at which the last chunk is to be shown."""
        return self._rate

    def _begin(self, experiment: Experiment) -> None:
        """Start a run and forget the one before."""
        run = Run(experiment)
        if self._scenes:
            self._keep_ghost(self.timeline.go_on(self.run) or self.run.history_log)
        data = DATA_SETS[experiment.data]
        square = {"low": data.low, "high": data.high}
        self.run = run
        self.timeline = Timeline(run)
        self._edits: list[tuple[int, float]] = []  # parameters set by hand, with what they were
        self._moving = NeuronMaps(run.params, experiment.inputs, side=PLAYING_SIDE, stride=PLAYING_SIDE // MAP_SIDE,
                                  **square)
        self._resting = NeuronMaps(run.params, experiment.inputs, side=STILL_SIDE, stride=STILL_SIDE // MAP_SIDE,
                                   **square)
        head = experiment.net.output
        if not data.classes:
            self.threshold, self.scale = 0.0, float(np.abs(run.split.train.targets).max()) or 1.0
        elif experiment.net.sizes[-1] == 1:
            self.threshold, self.scale = head.threshold, (head.high - head.low) / 2
        else:  # how far the second output is above the first
            self.threshold, self.scale = 0.0, head.high - head.low
        self._scenes += 1
        self.scene = f"{self._name}-{self._scenes}"
        self._frames: deque[Frame] = deque()
        self.generation += 1
        self._last_finite = self._frame(self._moving)

    def _take_back(self) -> None:
        """Return to the frame on the screen and void what was sent after it."""
        self.generation += 1
        if self._frames:
            self.run.restore(self._frames[0].moment)
            if not self.timeline.looking_back:
                self.timeline.forget_after(self.run.step)
            self._frames.clear()

    def _put(self, index: int, value: float) -> None:
        """Set a parameter of the present moment; the past stays as it was."""
        self._go_on()
        moment = self.run.snapshot()
        moment.theta[0, index] = value
        self.run.restore(moment)
        self.timeline.mark(self.run)

    def _hold(self) -> None:
        """Let the present moment be the one to take back to until the browser shows a later one."""
        self._frames.append(self._frame(self._moving))

    def _go_on(self) -> None:
        """Before training: what lay ahead of a moment of the past becomes an earlier run."""
        ahead = self.timeline.go_on(self.run)
        if ahead is not None:
            self._keep_ghost(ahead)

    def _retune(self, experiment: Experiment) -> None:
        self._go_on()
        self.run.retune(experiment)
        self.timeline.mark(self.run)
        self._hold()

    def _keep_ghost(self, history: History) -> None:
        if len(history) > 1:
            self._set_ghosts([*self.ghosts, Ghost(self.experiment, history)][-MOST_GHOSTS:])

    def _set_ghosts(self, ghosts: list[Ghost]) -> None:
        self.ghosts = ghosts
        self.ghosts_version += 1

    def _train(self, grant: Grant) -> None:
        """Train by what the speed asks for one frame, within what is granted."""
        if np.isinf(self.steps_per_second):
            self.run.advance(seconds=grant.seconds_per_frame)
            return
        self._due += self.steps_per_second / self._rate
        whole = int(self._due + 1e-9)
        self._due -= whole
        self.run.advance(steps=whole, seconds=grant.seconds_per_frame)

    def _still(self) -> Frame:
        """The present moment at full resolution."""
        frame = self._frame(self._resting)
        self._frames.clear()
        self._frames.append(frame)
        return frame

    def _frame(self, neurons: NeuronMaps) -> Frame:
        run = self.run
        neurons()
        maps, scales = [], []
        for layer, activation in enumerate(self.experiment.net.activation):
            outputs = neurons.hidden(layer)
            scale = colour_scales(outputs, activation)
            maps.append(quantize(outputs, scale[:, np.newaxis, np.newaxis]))
            scales.append(scale)
        loss, accuracy = run.loss, run.accuracy
        self._number += 1
        frame = Frame(
            number=self._number,
            moment=run.snapshot(),
            scores=(run.epoch, run.step, run.progress, loss.train, loss.test, run.penalty, accuracy.train,
                    accuracy.test, run.trainer.lr),
            theta=single(run.params.theta[0]),
            maps=np.concatenate(maps) if maps else np.zeros((0, MAP_SIDE, MAP_SIDE), np.uint8),
            scales=single(np.concatenate(scales)) if scales else np.zeros(0, np.float32),
            output=quantize(neurons.output() - self.threshold, self.scale),
        )
        if np.isfinite(loss.train):
            self._last_finite = frame
        return frame


def single(values: np.ndarray) -> np.ndarray:
    """Turn values into f4; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def quantize(values: np.ndarray, scale: np.ndarray | float) -> np.ndarray:
    """Turn values into bytes: 128 is zero, 1 and 255 are -scale and scale; beyond is cut."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.clip(np.nan_to_num(values * (127 / scale)), -127, 127)
    return (steps + 128.5).astype(np.uint8)


RULES = ("optimizer", "lr", "batch", "schedule", "clip", "regularization")


def _rules(experiment: Experiment) -> dict[str, Any]:
    """The fields that may change without the weights being lost."""
    rules = {name: getattr(experiment, name) for name in RULES}
    return rules | {"knobs": experiment.knobs}

