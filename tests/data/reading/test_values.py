"""What a cell says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnplay.data.reading.values import is_date, is_missing, number, numbers


@pytest.mark.parametrize(("cell", "decimal", "value"), [
    ("1.5", ".", 1.5), ("1,5", ",", 1.5), ("-.5", ".", -0.5), ("−7", ".", -7), ("1e-3", ".", 1e-3), ("5.", ".", 5),
    ("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("1 234 567", ".", 1234567), ("1'234.5", ".", 1234.5),
    ("1,5", ".", None), ("1.5", ",", None), ("1,23", ".", None), ("12,34,567", ".", None), ("1_000", ".", None),
    ("inf", ".", None), ("nan", ".", None), ("0x1F", ".", None), ("1e999", ".", None), ("--5", ".", None),
    ("", ".", None), ("five", ".", None), ("12 %", ".", None), ("1" * 5000, ".", None),
])
def test_a_number_is_one_as_people_write_them_and_nothing_else(cell: str, decimal: str, value: float | None) -> None:
    assert number(cell, decimal) == value
    (one,) = numbers([cell], decimal)  # by whichever way is fast
    assert math.isnan(one) if value is None else one == value


def test_a_column_is_read_the_same_whether_or_not_all_of_it_are_numbers() -> None:
    cells = ["1.5", "2e3", "-7", "٣"]
    assert np.array_equal(numbers(cells, "."), numbers([*cells, "x"], ".")[:-1])


@pytest.mark.parametrize("cell", ["2024-02-29", "2024-2-9 7:05", "29.02.2024", "2/29/24", "3 March 2024", "23:59",
                                  "2024-01-02T03:04:05Z"])
def test_dates_are_known(cell: str) -> None:
    assert is_date(cell)


@pytest.mark.parametrize("cell", ["2024", "1.5", "1.234.567", "a-b-c", "12-34", "2024-01-02x", ""])
def test_what_is_no_date_is_not_taken_for_one(cell: str) -> None:
    assert not is_date(cell)


@pytest.mark.parametrize(("cell", "nothing"), [("", True), ("NA", True), ("n/a", True), ("NaN", True), ("?", True),
                                               ("#DIV/0!", True), ("Null", True), ("0", False), ("none", False),
                                               ("no", False)])
def test_what_says_nothing_is_missing(cell: str, nothing: bool) -> None:
    assert is_missing(cell) is nothing
