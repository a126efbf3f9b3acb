"""Made data in a plane, besides those of TensorFlow Playground: more shapes, and as many classes as one likes.

Noise is in percent: at 50 % points are pushed by up to half the radius, as in the first six.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from nnplay.data.entry import DataSet
from nnplay.data.formula import USUAL_FORMULA, read_formula
from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob

RADIUS = 5.0

Made = tuple[Array, Array]


def _pushed(rng: Generator, points: Array, noise: float) -> Array:
    return points + RADIUS * noise / 100 * rng.normal(size=points.shape)


def moons(rng: Generator, samples: int, noise: float) -> Made:
    labels = (np.arange(samples) < samples // 2).astype(float)
    angle = rng.uniform(0, np.pi, samples)
    upper = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    lower = np.column_stack([0.5 - np.cos(angle), 0.25 - np.sin(angle)])
    return _pushed(rng, 3 * np.where(labels[:, np.newaxis] == 1, upper, lower), noise), labels


def rings(rng: Generator, samples: int, noise: float, classes: float) -> Made:
    labels = np.arange(samples) % int(classes)
    radius = (labels + rng.uniform(0.15, 0.85, samples)) * RADIUS / classes
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    return _pushed(rng, points, noise), labels.astype(float)


def checkerboard(rng: Generator, samples: int, noise: float, fields: float) -> Made:
    points = rng.uniform(-RADIUS, RADIUS, (samples, 2))
    seen = _pushed(rng, points, noise)
    across, up = np.clip(np.floor((seen + RADIUS) / (2 * RADIUS) * fields), 0, fields - 1).T
    return points, (across + up) % 2


def blobs(rng: Generator, samples: int, noise: float, classes: float) -> Made:
    labels = np.arange(samples) % int(classes)
    angle = 2 * np.pi * labels / classes
    centres = 0.7 * RADIUS * np.column_stack([np.sin(angle), np.cos(angle)])
    return centres + (0.45 + 3 * noise / 100) * rng.standard_normal((samples, 2)), labels.astype(float)


def arms(rng: Generator, samples: int, noise: float, classes: float) -> Made:
    labels = np.arange(samples) % int(classes)
    along = np.arange(samples) / samples
    turn = 2.5 * np.pi * along + 2 * np.pi * labels / classes
    points = RADIUS * along[:, np.newaxis] * np.column_stack([np.sin(turn), np.cos(turn)])
    return points + 2 * noise / 100 * rng.uniform(-1, 1, (samples, 2)), labels.astype(float)


def _above(curve: Callable[[Array], Array]) -> Callable[..., Made]:
    """Return what labels points by whether they lie above a curve; none does where it has no value."""
    def make(rng: Generator, samples: int, noise: float) -> Made:
        points = rng.uniform(-RADIUS, RADIUS, (samples, 2))
        seen = _pushed(rng, points, noise)
        return points, (seen[:, 1] > curve(seen[:, 0])).astype(float)

    return make


above_sine = _above(lambda x: 2.5 * np.sin(1.2 * x))
above_cubic = _above(lambda x: 0.06 * x**3 - 0.6 * x)
above_v = _above(lambda x: 1.4 * np.abs(x) - 3)

_CLASSES = Knob("classes", "Classes", 3, 2, 8, "integer", "How many there are to tell apart.")
_OURS: dict[str, Any] = {"reference": "nnplay"}

MADE = (
    DataSet("moons", "Moons", moons, note="Two half rings that reach into each other: a bent line parts them.",
            reference="scikit-learn, make_moons"),
    DataSet("rings", "Rings", rings, note="Ring within ring: as many closed lines as there are gaps.", classes=3,
            knobs=(_CLASSES,), **_OURS),
    DataSet("checkerboard", "Checker", checkerboard, note="Fields in turn: many small regions need many units.",
            knobs=(Knob("fields", "Fields a side", 4, 2, 8, "integer", "Rows and columns of the board."),), **_OURS),
    DataSet("blobs", "Blobs", blobs, note="One cloud for each class: a single layer with softmax is enough.",
            classes=3, knobs=(_CLASSES,), reference="scikit-learn, make_blobs"),
    DataSet("arms", "Arms", arms, note="A spiral with an arm for each class: deep networks wind along.", classes=3,
            knobs=(_CLASSES,), reference="Karpathy, CS231n notes, case study (2015)"),
    DataSet("above_sine", "Sine", above_sine, note="Above or below a sine: one bend of the boundary for each turn.",
            **_OURS),
    DataSet("above_cubic", "Cubic", above_cubic, note="Above or below a cubic curve: three pieces of line are close.",
            **_OURS),
    DataSet("above_v", "Vee", above_v, note="Above or below |x|: two ReLU units draw it exactly.", **_OURS),
    DataSet("above_formula", "Formula", _above(read_formula(USUAL_FORMULA)), of_formula=_above,
            note="Above or below a curve that you write.", **_OURS),
)
