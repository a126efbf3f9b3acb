"""Truth tables: every row of a logic function, learnt whole; nothing is kept for a test."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from numpy.random import Generator

from nnplay.data.entry import DataSet
from nnplay.engine.arrays import Array

_TABLE: dict[str, Any] = {"fixed": True, "whole": True, "group": "Logic", "low": -0.5, "high": 1.5,
                          "reference": "Minsky and Papert, Perceptrons (1969)"}


def _table(function: Callable[..., object], inputs: int) -> Callable[..., tuple[Array, Array]]:
    rows = np.array(list(product((0.0, 1.0), repeat=inputs)))
    values = np.array([float(bool(function(*row))) for row in rows.astype(int)])

    def make(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
        return rows.copy(), values.copy()

    return make


def _gate(key: str, label: str, function: Callable[[int, int], object], note: str) -> DataSet:
    return DataSet(key, label, _table(function, 2), note=note, samples=4, **_TABLE)


def _parity(bits: int) -> DataSet:
    columns = tuple(f"bit {number}" for number in range(1, bits + 1))
    return DataSet(f"parity_{bits}", f"Parity {bits}", _table(lambda *row: sum(row) % 2, bits), samples=2**bits,
                   note=f"Whether the number of ones among {bits} bits is odd: every bit matters, always.",
                   columns=columns, **_TABLE)


LOGIC = (
    _gate("and", "AND", lambda a, b: a and b, "Both: one line parts (1, 1) from the rest."),
    _gate("or", "OR", lambda a, b: a or b, "At least one: one line parts (0, 0) from the rest."),
    _gate("nand", "NAND", lambda a, b: not (a and b), "Not both: the gate of which all others can be made."),
    _gate("xnor", "XNOR", lambda a, b: a == b, "Both or neither: like exclusive or, no single line is enough."),
    _parity(3),
    _parity(4),
)
