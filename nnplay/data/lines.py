"""Numbers to predict from one input: the network draws a curve through the samples, and through gaps among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from nnplay.data.entry import DataSet
from nnplay.data.formula import USUAL_FORMULA, read_formula
from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob

REACH = 6.0
GAP = Knob("gap", "Gap %", 0, 0, 80, help="The middle share of the line from which there are no samples.")


def _curve(function: Callable[[Array], Array]) -> Callable[..., tuple[Array, Array]]:
    def make(rng: Generator, samples: int, noise: float, gap: float) -> tuple[Array, Array]:
        side = np.where(rng.uniform(size=samples) < 0.5, -1.0, 1.0)
        hole = REACH * gap / 100
        x = side * (hole + (REACH - hole) * rng.uniform(0, 1, samples))
        return x[:, np.newaxis], function(x) + noise / 100 * rng.normal(size=samples)

    return make


def _line(key: str, label: str, function: Callable[[Array], Array], note: str, **more: Any) -> DataSet:
    more |= {"classes": 0, "samples": 200, "group": "One input", "columns": ("x1",), "knobs": (GAP,)}
    return DataSet(key, label, _curve(function), note=note, reference="nnplay", **more)


LINES = (
    _line("line", "Line", lambda x: x / REACH, "A straight line: no hidden layer is needed."),
    _line("sine_curve", "Sine curve", lambda x: np.sin(1.3 * x), "Waves: every bend needs a unit or two."),
    _line("step_curve", "Step", lambda x: np.where(x > 0, 0.8, -0.8), "A jump: only large weights come close to it."),
    _line("vee_curve", "|x|", lambda x: np.abs(x) / 3 - 1, "A kink: two ReLU units draw it exactly."),
    _line("x_sine", "x sin x", lambda x: x * np.sin(1.5 * x) / REACH, "Waves that grow: see what lies in the gap."),
    _line("formula_curve", "y = ...", read_formula(USUAL_FORMULA), "A curve that you write.", of_formula=_curve),
)
