"""What becomes of each column, by tables small enough to check by eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.data.reading.advice import advice
from nnplay.data.reading.examples import EXAMPLES
from nnplay.data.reading.plan import Plan
from nnplay.data.reading.prepare import Prepared, prepare
from nnplay.data.reading.read import read
from nnplay.data.table import MAX_CLASSES, Table

FLOWERS = "id,size,colour,day,kind\n" + "".join(
    f"{index},{size},{colour},2024-03-{index:02},{kind}\n" for index, (size, colour, kind) in enumerate(
        [("1.5", "red", "a"), ("2.5", "blue", "b"), ("", "red", "a"), ("4.5", "white", "b"), ("5.5", "", "a"),
         ("6.5", "red", "b")] * 2, start=1))


def prepared(text: str, **plan: object) -> Prepared:
    reading = read(text)
    assert reading.table is not None
    return prepare(reading.table, reading.found.decimal or ".", Plan(**plan))  # type: ignore[arg-type]


def table_of(result: Prepared) -> Table:
    assert result.table is not None, result.reasons
    return result.table


def sentence(result: Prepared, column: str) -> str:
    return next(note.sentence for note in result.notes if note.column == column)


def test_numbers_stay_as_they_are_and_categories_become_one_hot() -> None:
    table = table_of(prepared(FLOWERS, missing="drop"))
    assert table.columns == ("size", "colour = blue", "colour = red", "colour = white")
    assert table.inputs[:4].tolist() == [[1.5, 0, 1, 0], [2.5, 1, 0, 0], [4.5, 0, 0, 1], [6.5, 0, 1, 0]]
    assert table.classes == ("a", "b") and table.target == "kind"
    assert table.targets[:4].tolist() == [0, 1, 1, 1]


def test_missing_values_are_filled_with_mean_or_most_frequent_and_flagged() -> None:
    result = prepared(FLOWERS, missing="fill")
    table = table_of(result)
    assert table.columns == ("size", "size missing", "colour = blue", "colour = red", "colour = white",
                             "colour missing")
    assert table.inputs[2].tolist() == [pytest.approx(4.1), 1, 0, 1, 0, 0]
    assert table.inputs[4].tolist() == [5.5, 0, 0, 1, 0, 1]
    assert "2 missing values filled in with the mean" in sentence(result, "size")
    assert "most frequent, 'red'" in sentence(result, "colour")


def test_few_rows_with_missing_values_are_left_out_and_many_are_filled() -> None:
    assert prepared(FLOWERS).plan.missing == "fill"
    assert prepared("v,w\n" + "1,2\n2,3\n" * 20 + ",5\n").plan.missing == "drop"


def test_each_column_says_what_was_done() -> None:
    result = prepared(FLOWERS, missing="drop")
    assert "mean 3.75 taken off, divided by the deviation 1.92" in sentence(result, "size")
    assert sentence(result, "colour").startswith("one-hot: 3 inputs")
    assert sentence(result, "day").startswith("set aside: a network needs numbers, and what matters in a date")
    assert sentence(result, "id").startswith("set aside: it names or counts the rows")
    assert sentence(result, "kind") == "2 classes: 'a', 'b'"
    assert result.remarks[0] == "4 rows with missing values are left out."
    assert [note.column for note in result.notes] == ["id", "size", "colour", "day", "kind"]


def test_a_column_of_two_categories_makes_one_input() -> None:
    result = prepared("a,v\n" + "yes,1\nno,2\nyes,3.5\nno,4\n")
    assert table_of(result).columns == ("a = yes",)
    assert sentence(result, "a") == "one input: 1 for 'yes', 0 for 'no'"


def test_constant_empty_and_long_text_columns_are_set_aside_with_the_reason() -> None:
    result = prepared("x,c,e,t,v\n" + "".join(f"{i % 7}.5,same,,text number {i} of many,{i % 3}\n" for i in range(60)))
    assert table_of(result).columns == ("x",)
    assert "every row says 'same'" in sentence(result, "c")
    assert "no values" in sentence(result, "e")
    assert "60 different texts in 60 rows" in sentence(result, "t")


def test_bad_cells_are_listed_by_row_and_column_with_what_was_expected() -> None:
    result = prepared("x,v\n" + "".join(f"{i}.5,{i % 2}\n" for i in range(20)) + "abc,1\n1e999,0\n")
    assert [str(problem) for problem in result.problems] == [
        "row 22, column 'x': expected a number, got 'abc': taken as missing",
        "row 23, column 'x': expected a number, got '1e999': taken as missing"]
    assert len(table_of(result)) == 20


@pytest.mark.parametrize(("cells", "kind"), [
    (["1", "2.5", "3"], "number"), (["1,234", "2,000,000", "7"], "number"), (["a", "b", "a"], "category"),
    (["2024-01-02", "2024-02-03 04:05", "NA"], "date"), (["02.01.2024", "3/4/24", "05-06-1999"], "date"),
    (["3 Mar 2024", "April 5, 2024", "12:30"], "date"), (["", "NA", "?"], "empty"), (["a", "a", ""], "constant"),
    (["=1+1", "=2", "=1+1"], "category"), (["1_000", "0x1F", "1_000"], "category"), (["−5", "+3", "5e3"], "number"),
])
def test_kinds_are_found(cells: list[str], kind: str) -> None:
    rows = "".join(f"{index * 0.7:.1f};{cell};{index % 2}\n" for index, cell in enumerate(cells))
    result = prepared("first;x;kind\n" + rows)
    assert next(note.kind for note in result.notes if note.column == "x") == kind


def test_a_kind_that_is_decided_wins() -> None:
    text = "zip,v,kind\n" + "".join(f"{zip_},{zip_ * 1.5},{zip_ % 2}\n" for zip_ in [10, 20, 33] * 5)
    assert table_of(prepared(text)).columns == ("zip", "v")
    decided = table_of(prepared(text, kinds=(("zip", "category"), ("kind", "number"))))
    assert decided.columns == ("zip = 10", "zip = 20", "zip = 33", "v")
    assert decided.classes == ()


def test_target_and_inputs_can_be_chosen() -> None:
    result = prepared(FLOWERS, target="size", inputs=("colour",), missing="drop")
    table = table_of(result)
    assert table.columns == ("colour = blue", "colour = red", "colour = white") and table.classes == ()
    assert table.targets[0] == 1.5
    assert sentence(result, "kind") == "set aside as you chose"


def test_a_number_of_few_whole_values_is_a_class_and_other_numbers_are_not() -> None:
    assert table_of(prepared("x,y\n" + "".join(f"{i}.5,{i % 3}\n" for i in range(30)))).classes == ("0", "1", "2")
    assert table_of(prepared("x,y\n" + "".join(f"{i}.5,{i * 2}\n" for i in range(30)))).classes == ()


def test_classes_are_in_the_order_of_their_numbers() -> None:
    assert table_of(prepared("x,y\n" + "".join(f"{i}.5,{i % 4 * 4}\n" for i in range(40)))).classes == (
        "0", "4", "8", "12")


def test_copies_are_told_and_can_be_left_out() -> None:
    text = "x,y\n1.5,a\n1.5,a\n2.5,b\n1.5,a\n"
    assert prepared(text).remarks == ("2 rows are copies of others: kept. A copy that falls into the test set is no "
                                      "test.",)
    assert table_of(prepared(text, duplicates="drop")).inputs.tolist() == [[1.5], [2.5]]


@pytest.mark.parametrize(("text", "plan", "reason"), [
    ("x,y,z\n1,a,2\n2,a,5\n3,a,7\n", {}, "every row has the target 'a'"),
    ("x,y\n1,5.5\n2,5.5\n", {"target": "y"}, "every row has the target '5.5'"),
    ("x,y\n" + "".join(f"{i}.5,c{i % 21}\n" for i in range(99)), {"kinds": (("y", "category"),)},
     f"the target has 21 classes, and at most {MAX_CLASSES}"),
    ("x,y\n" + "".join(f"v{i % 300},{i}.5\n" for i in range(600)), {"kinds": (("x", "category"),)},
     "make 300 inputs, and at most 256"),
    ("v\n1\n2\n3\n", {}, "no column is left as input"),
    ("x,y\n1,a\n", {}, "1 row of 1 can be learnt from"),
    ("x,y\n1,a\n2,\n3,\n", {"target": "y"}, "1 row of 3 can be learnt from"),
    ("d,e\n2024-01-01,2024-01-02\n2024-01-03,2024-01-04\n", {}, "nothing to predict"),
    ("a,b,c\n", {}, "nothing to predict"),
])
def test_what_cannot_be_learnt_says_why(text: str, plan: dict[str, object], reason: str) -> None:
    result = prepared(text, **plan)
    assert result.table is None
    assert any(reason in each for each in result.reasons), result.reasons


def test_what_is_hard_to_learn_gets_a_plain_sentence() -> None:
    rng = np.random.default_rng(0)
    lopsided = Table(("x",), rng.normal(size=(100, 1)), (np.arange(100) < 3).astype(float), ("no", "yes"))
    said = "\n".join(advice(lopsided))
    assert "97% of the rows are 'no'" in said and "Fewer than 5 rows: 'yes' (3)" in said
    wide = Table(tuple(f"x{i}" for i in range(50)), rng.normal(size=(20, 50)), rng.normal(size=20))
    said = "\n".join(advice(wide))
    assert "more inputs than rows" in said and "20 rows are few" in said
    assert advice(Table(("x",), rng.normal(size=(100, 1)), np.arange(100) % 2, ("no", "yes"))) == []


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_can_be_learnt_and_is_the_same_each_time(key: str) -> None:
    example = EXAMPLES[key]
    assert example.make() == example.make()
    result = prepared(example.make())
    assert len(table_of(result)) >= 32 and not result.problems


def test_the_majority_of_five_is_a_truth_table() -> None:
    rows = [[int(cell) for cell in line.split(",")] for line in EXAMPLES["majority"].make().splitlines()[1:]]
    assert len(rows) == len({tuple(row[:5]) for row in rows}) == 32
    assert {*np.ravel(rows).tolist()} == {0, 1} and all(row[5] == (sum(row[:5]) >= 3) for row in rows)


@given(st.lists(st.lists(st.sampled_from(["", "1", "2.5", "a", "b", "NA", "2024-01-01", "1e99", "-7", "é", "=A1"]),
                         min_size=3, max_size=3), max_size=12),
       st.sampled_from([None, "drop", "fill"]), st.sampled_from(["keep", "drop"]))
@settings(max_examples=400, deadline=None)
def test_no_table_raises_and_every_column_is_accounted_for(rows: list[list[str]], missing: str | None,
                                                           duplicates: str) -> None:
    raw = read("p,q,r\n" + "\n".join(",".join(row) for row in rows)).table
    if raw is not None:
        for target in (None, *raw.names):
            result = prepare(raw, ".", Plan(target=target, missing=missing, duplicates=duplicates))
            assert (result.table is None) == bool(result.reasons)
            assert [note.column for note in result.notes] == list(raw.names)


def test_more_columns_than_a_network_takes_are_set_aside_from_the_end() -> None:
    rng = np.random.default_rng(0)
    names = [f"c{k}" for k in range(300)]
    text = "\n".join(",".join(line) for line in [[*names, "y"], *rng.normal(size=(20, 301)).round(3).astype(str)])
    reading = read(text)
    assert reading.table is not None
    prepared = prepare(reading.table)
    assert prepared.table is not None and prepared.table.columns == tuple(names[:256])
    assert prepared.plan.inputs == tuple(names[:256]) and prepared.plan.target == "y"
    assert any("300 columns would make 300 inputs" in remark and "last 44" in remark for remark in prepared.remarks)
    chosen = prepare(reading.table, plan=Plan(inputs=tuple(names)))
    assert chosen.table is None and "make 300 inputs, and at most 256" in chosen.reasons[0]
