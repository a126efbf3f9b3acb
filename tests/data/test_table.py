"""A table is a value, and holds only what can be trained on."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nnplay.data.table import MAX_CLASSES, MAX_INPUTS, MAX_ROWS, Table, within_limits

INPUTS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def test_tables_are_equal_by_content() -> None:
    one, other = (Table(("a", "b"), INPUTS, [0, 1, 1], ("no", "yes")) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Table(("a", "b"), INPUTS, [0, 1, 0], ("no", "yes"))
    assert one != Table(("a", "c"), INPUTS, [0, 1, 1], ("no", "yes"))


def test_a_table_keeps_its_own_numbers() -> None:
    inputs = INPUTS.copy()
    brought = Table(("a", "b"), inputs, [1.0, 2.0, 3.0])
    inputs[0, 0] = 99
    assert brought.inputs[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        brought.inputs[0, 0] = 99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": ("a",)}, r"inputs must be \(N, 1\)"),
        ({"targets": [1.0, 2.0]}, r"targets \(N,\)"),
        ({"inputs": INPUTS[:1], "targets": [1.0]}, "at least 2 rows, got 1"),
        ({"columns": (), "inputs": np.zeros((3, 0))}, "at least 1 inputs, got 0"),
        ({"inputs": INPUTS * np.nan}, "finite"),
        ({"classes": ("only",), "targets": [0, 0, 0]}, "at least 2 classes, got 1: 'only'"),
        ({"classes": ("a", "b"), "targets": [0, 1, 2]}, "from 0 to 1"),
        ({"classes": ("a", "b"), "targets": [0, 1, 0.5]}, "whole numbers"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(change: dict, message: str) -> None:
    good = {"columns": ("a", "b"), "inputs": INPUTS, "targets": [1.0, 2.0, 3.0]}
    with pytest.raises(ValueError, match=message):
        Table(**(good | change))


@pytest.mark.parametrize(("rows", "inputs", "classes", "message"), [
    (MAX_ROWS + 1, 1, 0, "up to 20,000 rows, got 20,001"), (3, MAX_INPUTS + 1, 0, "up to 256 inputs, got 257"),
    (MAX_CLASSES + 1, 1, MAX_CLASSES + 1, "up to 20 classes, got 21"),
])
def test_only_a_table_from_outside_is_limited(rows: int, inputs: int, classes: int, message: str) -> None:
    columns, names = (tuple(f"n{each}" for each in range(count)) for count in (inputs, classes))
    large = Table(columns, np.zeros((rows, inputs)), np.arange(rows) % max(classes, 1), names)
    with pytest.raises(ValueError, match=message):
        within_limits(large)
    small = Table(("a", "b"), INPUTS, [1.0, 2.0, 3.0])
    assert within_limits(small) is small


def test_own_arrays_and_frames_become_a_table() -> None:
    X = np.arange(8.0).reshape(4, 2)
    numbers = Table.of(X, [1.5, 2.0, 0.5, 1.0])
    assert (numbers.columns, numbers.classes, numbers.target) == (("x1", "x2"), (), "target")
    np.testing.assert_array_equal(numbers.inputs, X)
    named = Table.of(pd.DataFrame(X, columns=["age", "size"]), pd.Series(["yes", "no", "no", "yes"]), target="grew")
    assert (named.columns, named.classes, named.target) == (("age", "size"), ("no", "yes"), "grew")
    assert named.targets.tolist() == [1, 0, 0, 1]
    assert Table.of(X, [7, 3, 7, 3], names=("a", "b")).classes == ("3", "7")
    assert Table.of(X, [True, False, True, True]).classes == ("False", "True")
    assert repr(named) == "Table(4 rows, 2 inputs, 'grew': 2 classes)"


@pytest.mark.parametrize(("X", "y", "message"), [
    ([1.0, 2.0], [1.0, 2.0], r"X must be \(N, D\), got \(2,\)"),
    ([[1.0], [2.0]], [[1.0], [2.0]], r"y must be \(N,\), got \(2, 1\)"),
    ([[1.0], [2.0]], [1.0, 2.0, 3.0], r"targets \(N,\), got \(2, 1\) and \(3,\)"),
    ([[1.0], [math.nan]], [1.0, 2.0], "finite numbers"),
    ([["1", "2"], ["3", "b"]], [1.0, 2.0], r"its column 1 \(counted from 0\) holds others, like 'b'"),
    ([[1.0], [2.0]], ["same", "same"], "at least 2 classes, got 1: 'same'"),
])
def test_arrays_that_are_no_table_are_refused(X: list, y: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Table.of(X, y)
