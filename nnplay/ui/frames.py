"""Frames: a moment of a run as the stage shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.data.datasets import DATA_SETS
from nnplay.engine.training import Snapshot
from nnplay.run import Run
from nnplay.study.maps import NeuronMaps, colour_scales

PLAYING_SIDE, STILL_SIDE, MAP_SIDE = 50, 100, 25  # cells a side: the boundary in motion and at rest, neurons' maps

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

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.scores[SCORES.index("train_loss")]))


class Camera:
    """Takes frames of one run with one network.

    Colours show predictions from `threshold - scale` to `threshold + scale`.
    """

    def __init__(self, run: Run) -> None:
        experiment, data = run.experiment, DATA_SETS[run.experiment.data]
        head = experiment.net.output
        if not data.classes:
            self.threshold, self.scale = 0.0, float(np.abs(run.split.train.targets).max()) or 1.0
        elif experiment.net.sizes[-1] == 1:
            self.threshold, self.scale = head.threshold, (head.high - head.low) / 2
        else:  # how far the second output is above the first
            self.threshold, self.scale = 0.0, head.high - head.low
        self._moving, self._resting = (
            NeuronMaps(run.params, experiment.inputs, low=data.low, high=data.high, side=side, stride=side // MAP_SIDE)
            for side in (PLAYING_SIDE, STILL_SIDE)
        )

    def moving(self, run: Run, number: int) -> Frame:
        """Take the present moment as it is seen in passing."""
        return self._take(run, number, self._moving)

    def still(self, run: Run, number: int) -> Frame:
        """Take the present moment at full resolution."""
        return self._take(run, number, self._resting)

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
            output=quantize(neurons.output() - self.threshold, self.scale),
        )


def single(values: np.ndarray) -> np.ndarray:
    """Turn values into f4; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def quantize(values: np.ndarray, scale: np.ndarray | float) -> np.ndarray:
    """Turn values into bytes: 128 is zero, 1 and 255 are -scale and scale; beyond is cut."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.clip(np.nan_to_num(values * (127 / scale)), -127, 127)
    return (steps + 128.5).astype(np.uint8)
