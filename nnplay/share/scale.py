"""Weights say for which scale of the target they were learnt; those of another scale are made to answer the same.

Files and links written before the scale was that of the training samples alone say nothing: theirs is of all samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.data.outside import LARGEST
from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment

Scale = tuple[float, float]  # mean and spread
LONGEST = 60  # characters of a scale in a link
CONVERTED = ("these weights were learnt for another scale of the target: their last layer was converted, so that they "
             "answer the same, and losses are counted on the present scale")
LEFT = ("these weights were learnt for another scale of the target, and a network {} cannot be converted: its answers "
        "are on the present scale")


def scale_of(experiment: Experiment) -> Scale | None:
    """Return the scale of the target that an experiment learns; None where the target is not scaled."""
    if not experiment.source.standardize_target:
        return None
    targets = experiment.targets_of(experiment.split())
    return targets.mean, targets.spread


def in_scale(experiment: Experiment, W: Array, b: Array | None, learnt: Scale | None) -> str:
    """Let the last layer, W (D, 1) and b (1,), answer on the experiment's scale, in place, and say if it did not.

    `learnt` is the scale of the weights as they came, None where nothing was said.
    """
    scale = scale_of(experiment)
    if scale is None:
        return ""
    if learnt is None:
        split = experiment.split()
        values = np.concatenate([split.train.targets, split.test.targets])
        learnt = float(values.mean()), float(values.std()) or 1.0
    if learnt == scale:
        return ""
    if b is None or experiment.head != "identity":
        return LEFT.format("without biases" if b is None else f"with the head {experiment.head!r}")
    (mean, spread), (from_mean, from_spread) = scale, learnt
    W *= from_spread / spread
    b[:] = (b * from_spread + from_mean - mean) / spread
    return CONVERTED


def write(scale: Scale) -> str:
    """Return a scale as text for a link."""
    return "_".join(map(repr, scale))


def read(text: str) -> Scale:
    """Return the scale of a text. Raises ValueError."""
    parts = text[:LONGEST].split("_")
    try:
        return checked([float(part) for part in parts])
    except ValueError:
        raise ValueError("a scale is a mean and a spread, like 152.1_77.0") from None


def checked(values: Any) -> Scale:
    """Return a mean and a spread from outside. Raises ValueError."""
    if (not isinstance(values, list) or len(values) != 2
            or not all(isinstance(value, int | float) and abs(value) <= LARGEST for value in values)
            or values[1] < 1 / LARGEST):
        raise ValueError("the scale of a target is a mean and a spread above 0")
    return float(values[0]), float(values[1])
