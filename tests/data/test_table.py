"""A table is a value, and holds only what can be trained on."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.data.table import MAX_INPUTS, Table

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
        ({"inputs": INPUTS[:1], "targets": [1.0]}, "2 to 20,000 rows, got 1"),
        ({"columns": tuple("x" * 300), "inputs": np.zeros((3, 300))}, f"1 to {MAX_INPUTS} inputs, got 300"),
        ({"inputs": INPUTS * np.nan}, "finite"),
        ({"classes": ("only",), "targets": [0, 0, 0]}, "2 to 20 classes, got 1"),
        ({"classes": ("a", "b"), "targets": [0, 1, 2]}, "from 0 to 1"),
        ({"classes": ("a", "b"), "targets": [0, 1, 0.5]}, "whole numbers"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(change: dict, message: str) -> None:
    good = {"columns": ("a", "b"), "inputs": INPUTS, "targets": [1.0, 2.0, 3.0]}
    with pytest.raises(ValueError, match=message):
        Table(**(good | change))
