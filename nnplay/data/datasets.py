"""Data sets: made points with their labels or targets, drawn from a seed.

`make(rng, samples, noise, **knobs)` returns points (N, D) and either class indices (N,) or targets (N,). Generators
draw the same random numbers whatever the noise, so that turning the noise up moves labels and points, not the plan.
The first six are those of TensorFlow Playground (Smilkov et al. 2017), by the definitions of its dataset.ts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from nnplay.data.entry import DataSet
from nnplay.data.lines import LINES
from nnplay.data.logic import LOGIC
from nnplay.data.made import MADE
from nnplay.data.real import REAL
from nnplay.engine.arrays import Array
from nnplay.engine.registry import Registry

RADIUS = 5.0  # the made points lie within -6..6 and mostly within this of the centre


def _both_ways(rng: Generator, samples: int) -> Array:
    """Draw U(-1, 1) pairs (N, 2): the noise of TensorFlow Playground before it is scaled."""
    return rng.uniform(-1, 1, (samples, 2))


def circle(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    inner = samples // 2
    radius = np.concatenate([rng.uniform(0, RADIUS / 2, inner), rng.uniform(0.7 * RADIUS, RADIUS, samples - inner)])
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    seen = points + RADIUS * noise / 100 * _both_ways(rng, samples)
    return points, (np.hypot(seen[:, 0], seen[:, 1]) < RADIUS / 2).astype(float)


def xor(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    points = rng.uniform(-RADIUS, RADIUS, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    seen = points + RADIUS * noise / 100 * _both_ways(rng, samples)
    return points, (seen[:, 0] * seen[:, 1] >= 0).astype(float)


def gauss(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    labels = (np.arange(samples) < samples // 2).astype(float)
    centres = np.where(labels == 1, 2.0, -2.0)[:, np.newaxis]
    return centres + np.sqrt(0.5 + 7 * noise / 100) * rng.standard_normal((samples, 2)), labels


def spiral(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    arm = samples // 2
    i = np.concatenate([np.arange(arm), np.arange(samples - arm)])
    n = np.where(np.arange(samples) < arm, arm, samples - arm)
    labels = (np.arange(samples) < arm).astype(float)
    radius, turn = i / n * RADIUS, 1.75 * i / n * 2 * np.pi + np.where(labels == 1, 0, np.pi)
    points = np.column_stack([radius * np.sin(turn), radius * np.cos(turn)])
    return points + noise / 100 * _both_ways(rng, samples), labels


def plane(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    points = rng.uniform(-6, 6, (samples, 2))
    seen = points + 6 * noise / 100 * _both_ways(rng, samples)
    return points, seen.sum(axis=1) / 10


def bumps(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    centres = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    points = rng.uniform(-6, 6, (samples, 2))
    seen = points + 6 * noise / 100 * _both_ways(rng, samples)
    distance = np.linalg.norm(seen[:, np.newaxis] - centres, axis=2)  # (N, 6)
    heights = signs * np.where(distance <= 2, 1 - distance / 2, 0.0)
    return points, heights[np.arange(samples), np.abs(heights).argmax(axis=1)]


def xor_table(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
    return np.array([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]), np.array([0.0, 1.0, 1.0, 0.0])


_TFP: dict[str, Any] = {"reference": "TensorFlow Playground, dataset.ts (2016)"}

DATA_SETS: Registry[DataSet] = Registry(
    "data set",
    DataSet("circle", "Circle", circle, note="One class inside the other: no straight line separates them.", **_TFP),
    DataSet("xor", "XOR", xor, note="Opposite corners share a class: two lines are needed.", **_TFP),
    DataSet("gauss", "Gauss", gauss, note="Two clouds: one straight line is enough.", **_TFP),
    DataSet("spiral", "Spiral", spiral, note="Two arms wound into each other: width and depth pay off.", **_TFP),
    *MADE,
    DataSet("plane", "Plane", plane, classes=0, samples=1200, group="Numbers",
            note="A tilted plane: a linear network fits it.", **_TFP),
    DataSet("bumps", "Bumps", bumps, classes=0, samples=1200, group="Numbers",
            note="Six cones: flat regions, local detail.", **_TFP),
    DataSet(
        "xor_table", "XOR table", xor_table, samples=4, fixed=True, whole=True, group="Logic", low=-0.5, high=1.5,
        note="The four rows of exclusive or: what the from-scratch network learns.",
        reference="Minsky and Papert, Perceptrons (1969)",
    ),
    *LOGIC,
    *LINES,
    *REAL,
)
