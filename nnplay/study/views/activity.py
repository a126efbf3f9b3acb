"""What each layer answers over the training samples, and which of its units have nothing left to learn with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.run import Run
from nnplay.study.inspect import ailing, answered, traced

BINS = 40


@dataclass(frozen=True)
class Activity:
    """One layer: `counts` (BINS,) of its answers between `low` and `high`, and its dead and saturated units from 0."""

    low: float
    high: float
    counts: Array
    mean: float
    spread: float
    dead: list[int]
    saturated: list[int]


def activities(run: Run) -> list[Activity]:
    """Return one activity for each layer, the output last."""
    trace = traced(run)[0]
    found = []
    for layer, a in enumerate(trace.a, start=1):
        answers = answered(run, layer, a[0][np.isfinite(a[0])])
        low, high = (float(answers.min()), float(answers.max())) if answers.size else (0.0, 0.0)
        if high - low < 1e-9:
            low, high = low - 0.5, high + 0.5
        dead, saturated = ailing(run, layer, trace)
        found.append(Activity(
            low, high, np.histogram(answers, BINS, (low, high))[0].astype(float),
            float(answers.mean()) if answers.size else np.nan, float(answers.std()) if answers.size else np.nan,
            dead=dead, saturated=saturated,
        ))
    return found
