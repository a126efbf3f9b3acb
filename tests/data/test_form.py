"""A form encodes a cell of a new row exactly as it did those of the training rows, and says what it had not seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.data.form import CategoryField, NumberField
from nnplay.data.reading.plan import Plan
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
from nnplay.data.table import Table

CELLS = st.lists(st.tuples(st.sampled_from(["1,5", "2", "", "-", "7,25", "x"]),
                           st.sampled_from(["red", "blue", "white", "", "NA", " red"]),
                           st.sampled_from(["yes", "no", ""]), st.sampled_from("ab")), min_size=30, max_size=40)


def table_of(rows: list[tuple[str, ...]], missing: str) -> tuple[Table | None, tuple[tuple[str, ...], ...]]:
    text = "size;colour;sold;kind\n" + "".join(";".join(row) + "\n" for row in rows)
    reading = read(text)
    if reading.table is None:
        return None, ()
    kinds = (("size", "number"), ("colour", "category"), ("sold", "category"), ("kind", "category"))
    plan = Plan(target="kind", missing=missing, kinds=kinds)
    return prepare(reading.table, reading.found.decimal or ".", plan).table, reading.table.columns


@given(CELLS, st.sampled_from(["fill", "drop"]))
def test_the_training_rows_encode_to_themselves(rows: list[tuple[str, ...]], missing: str) -> None:
    table, columns = table_of(rows, missing)
    if table is None:
        return
    names = ("size", "colour", "sold", "kind")
    encoded = np.concatenate([field.encode(columns[names.index(field.name)]) for field in table.form], axis=1)
    if missing == "fill":
        np.testing.assert_array_equal(encoded, table.inputs)
    else:
        kept = {tuple(row) for row in encoded}
        assert all(tuple(row) in kept for row in table.inputs)


SIZE = NumberField("size", 40, 120, 71.5, flagged=True, decimal=",")
COLOUR = CategoryField("colour", ("blue", "red", "white"), "red")
SOLD = CategoryField("sold", ("no", "yes"), "no", flagged=True)
ROOMS = CategoryField("rooms", ("1", "2", "10"), "2")


@pytest.mark.parametrize(("cell", "value", "said"), [
    ("50,5", [50.5, 0], ""), (50.5, [50.5, 0], ""), (" 60 ", [60, 0], ""),
    ("1.040", [1040, 0], "beyond the table's 40 to 120"),
    ("", [71.5, 1], "size is missing: 71.5, the mean"), (None, [71.5, 1], "missing"), (math.nan, [71.5, 1], "missing"),
    ("large", [71.5, 1], "expected a number, got 'large'"), (math.inf, [71.5, 1], "expected a number"),
    (-3.0, [-3, 0], "beyond"),
])
def test_a_number_is_read_as_the_table_writes_numbers(cell: str | float | None, value: list[float], said: str) -> None:
    assert SIZE.encode([cell]).tolist() == [value]
    remark = SIZE.remark(cell)
    assert said in remark and bool(said) == bool(remark)


@pytest.mark.parametrize(("field", "cell", "value", "said"), [
    (COLOUR, "white", [0, 0, 1], ""), (COLOUR, "White ", [0, 0, 1], ""),
    (COLOUR, "purple", [0, 1, 0], "'purple' is none of 'blue', 'red', 'white': 'red', the most frequent"),
    (COLOUR, "NA", [0, 1, 0], "missing"), (SOLD, "yes", [1, 0], ""), (SOLD, "no", [0, 0], ""),
    (SOLD, None, [0, 1], "missing"),
    (SOLD, "maybe", [0, 1], "none of"), (ROOMS, 10.0, [0, 0, 1], ""), (ROOMS, "2.0", [0, 1, 0], ""),
    (ROOMS, 3.0, [0, 1, 0], "none of"),
])
def test_a_category_is_found_however_it_is_written(field: CategoryField, cell: str | float | None, value: list[float],
                                                   said: str) -> None:
    assert field.encode([cell]).tolist() == [value]
    remark = field.remark(cell)
    assert said in remark and bool(said) == bool(remark)


def test_a_category_that_is_called_like_nothing_is_still_itself() -> None:
    field = CategoryField("answer", ("none", " NA "), "none")
    assert field.encode([" NA "]).tolist() == [[1.0]] and not field.remark(" NA ")


@pytest.mark.parametrize("wrong", [
    lambda: NumberField("a", 2, 1, 1), lambda: NumberField("a", math.nan, 1, 1),
    lambda: NumberField("a", 0, 1, 1, decimal=";"),
    lambda: CategoryField("a", ("x",), "x"), lambda: CategoryField("a", ("x", "x"), "x"),
    lambda: CategoryField("a", ("x", "y"), "z"),
    lambda: Table(("a", "b"), [[1.0, 2.0], [2.0, 3.0]], [0.0, 1.0], form=(SIZE, COLOUR)),
])
def test_a_form_that_cannot_be_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]
