"""Frames: a moment of a run as the stage shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.training import Snapshot
from nnplay.figures.theme import class_colours
from nnplay.run import Run
from nnplay.study.maps import NeuronMaps, colour_scales
from nnplay.study.plane import Plane

PLAYING_SIDE, STILL_SIDE, MAP_SIDE = 50, 100, 25  # cells a side: the boundary in motion and at rest, neurons' maps

LOST = 1e9  # a loss from which nobody comes back
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
    output: np.ndarray  # (side, side) u8; (side, side, 3) with more than two classes

    @property
    def sound(self) -> bool:
        """Whether a run may go on from here with smaller steps."""
        return bool(self.scores[SCORES.index("train_loss")] < LOST)


class Camera:
    """Takes frames of one run with one network.

    Colours show answers as the network gives them, from `threshold - scale` to `threshold + scale`. With more than two
    classes `style` says whether they are mixed by their probabilities ("answer"), shown as the likeliest one alone
    ("classes"), or left out for how sure the network is ("uncertainty"); with two the browser colours the same bytes in
    all three ways.
    """

    def __init__(self, run: Run, plane: Plane) -> None:
        experiment, head = run.experiment, run.experiment.net.output
        self.plane = plane
        self.mixed = experiment.classes > 2
        if experiment.source.drawn is not None and not experiment.classes:
            self.threshold, self.scale = 0.0, experiment.source.drawn.paper.reach
        elif not experiment.classes:
            self.threshold, self.scale = 0.0, float(np.abs(run.examples["train"][1]).max()) or 1.0
        elif experiment.net.sizes[-1] == 1:
            self.threshold, self.scale = head.threshold, (head.high - head.low) / 2
        else:  # how far the second output is above the first
            self.threshold, self.scale = 0.0, head.high - head.low
        if plane.line:
            low, high = (run.targets.scaled(end) for end in (plane.axes[1].low, plane.axes[1].high))
            self.threshold, self.scale = (low + high) / 2, (high - low) / 2
        self.style = "answer"
        self._range = head.low, head.high
        self.targets = run.targets
        self._maps: dict[int, NeuronMaps] = {}  # by their side, made when they are first needed

    def moving(self, run: Run, number: int) -> Frame:
        """Take the present moment as it is seen in passing."""
        return self._take(run, number, self._neurons(run, PLAYING_SIDE))

    def still(self, run: Run, number: int) -> Frame:
        """Take the present moment at full resolution."""
        return self._take(run, number, self._neurons(run, STILL_SIDE))

    def output(self, run: Run) -> np.ndarray:
        """Take the network's answer alone, as it is seen in passing."""
        neurons = self._neurons(run, PLAYING_SIDE)
        neurons()
        return self._answer(neurons)

    def points(self, places: Array, targets: Array) -> Array:
        """Return (N, 3) f4: where each sample is, and its target as -1..1 of the colour scale, or its class of many."""
        coordinates = self.plane.place(places)
        if self.mixed:
            return single(np.column_stack([coordinates, targets]))
        values = self.targets(targets)
        value = values[:, 0] if values.shape[1] == 1 else values[:, 1] - values[:, 0]
        if self.plane.line:
            coordinates[:, 1] = self.plane.height(self.targets.in_units(value))
        return single(np.column_stack([coordinates, (value - self.threshold) / self.scale]))

    def _neurons(self, run: Run, side: int) -> NeuronMaps:
        if side not in self._maps:
            x = run.inputs(self.plane.grid(side))
            self._maps[side] = NeuronMaps(run.params, x, side=side, stride=side // MAP_SIDE)
        return self._maps[side]

    def _take(self, run: Run, number: int, neurons: NeuronMaps) -> Frame:
        neurons()
        maps, scales = [], []
        for layer, activation in enumerate(run.experiment.net.activation):
            outputs = neurons.hidden(layer)
            scale = colour_scales(outputs, activation)
            maps.append(quantize(outputs, scale[:, np.newaxis, np.newaxis]))
            scales.append(scale)
        loss, accuracy = run.loss, run.accuracy
        scores = (run.epoch, run.step, run.progress, loss.train, loss.test, run.penalty, accuracy.train, accuracy.test,
                  run.trainer.lr)
        return Frame(
            number=number,
            moment=run.snapshot(),
            scores=tuple(float(score) for score in scores),
            theta=single(run.params.theta[0]),
            maps=np.concatenate(maps) if maps else np.zeros((0, MAP_SIDE, MAP_SIDE), np.uint8),
            scales=single(np.concatenate(scales)) if scales else np.zeros(0, np.float32),
            output=self._answer(neurons),
        )

    def _answer(self, neurons: NeuronMaps) -> np.ndarray:
        """Return the network's answer: bytes (side, side), or the mixed colours (side, side, 3) of many classes."""
        if not self.mixed:
            return quantize(neurons.output() - self.threshold, self.scale)
        low, high = self._range
        shares = np.nan_to_num(np.clip((neurons.prediction() - low) / (high - low), 0, 1))
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
        if self.style == "uncertainty":
            return quantize(certainty(shares).reshape(neurons.side, neurons.side), 1.0)
        if self.style == "classes":
            shares = np.eye(shares.shape[1])[shares.argmax(axis=1)]
        mixed: np.ndarray = (shares @ class_colours(shares.shape[1]) + 0.5).astype(np.uint8)
        return mixed.reshape(neurons.side, neurons.side, 3)


def certainty(shares: np.ndarray) -> np.ndarray:
    """Return how sure probabilities (N, K) are: 1 - entropy / log K, from 0 to 1 (Shannon 1948)."""
    logs = np.log(np.maximum(shares, 1e-12))
    sure: np.ndarray = 1 + (shares * logs).sum(axis=1) / np.log(shares.shape[1])
    return sure


def single(values: np.ndarray) -> np.ndarray:
    """Turn values into f4; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def quantize(values: np.ndarray, scale: np.ndarray | float) -> np.ndarray:
    """Turn values into bytes: 128 is zero, 1 and 255 are -scale and scale; beyond is cut."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.clip(np.nan_to_num(values * (127 / scale)), -127, 127)
    return (steps + 128.5).astype(np.uint8)
