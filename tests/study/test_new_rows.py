"""A page asks about one new row or about many pasted ones, and gets plain values and a safe CSV."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from nnplay import Experiment
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
from nnplay.run import Run
from nnplay.study.new_rows import MOST_ROWS, MOST_TEXT, Asked, answered, form
from nnplay.study.trial import first_experiment

CARS = "make;power;price\n" + "".join(
    f"{'ABC'[n % 3]};{50 + n},5;{1000 + 37 * n + 500 * (n % 3)},25\n" for n in range(60))


def trained(text: str = CARS) -> Run:
    reading = read(text)
    assert reading.table is not None
    table = prepare(reading.table, reading.found.decimal or ".").table
    assert table is not None
    run = first_experiment(table).start()
    run.advance(epochs=30)
    return run


RUN = trained()


def expected(run: Run, make: str, power: float) -> float:
    return float(run.predict_rows(pd.DataFrame({"make": [make], "power": [power]}))["price"].iloc[0])


def test_the_form_has_one_field_for_each_column_with_its_range_or_choices() -> None:
    assert form(RUN) == {"own": True, "name": "price", "most_text": MOST_TEXT, "fields": [
        {"name": "make", "kind": "category", "usual": "A", "categories": ["A", "B", "C"]},
        {"name": "power", "kind": "number", "usual": 80.0, "low": 50.5, "high": 109.5, "whole": False}]}
    json.dumps(form(RUN), allow_nan=False)


def test_a_row_gets_the_answer_of_the_network_as_it_is_now() -> None:
    assert answered(RUN, Asked(("B", 70.5))) == {"remarks": [], "number": expected(RUN, "B", 70.5)}
    assert answered(RUN, Asked())["number"] == expected(RUN, "A", 80)
    run = trained()
    before = answered(run, Asked(("B", 70.5)))["number"]
    run.advance(epochs=5)
    assert answered(run, Asked(("B", 70.5)))["number"] != before


def test_classes_have_their_probabilities() -> None:
    run = Experiment(data="iris", head="softmax", loss="cross_entropy").start()
    told = answered(run, Asked((5.1, 3.5, 1.4, 0.2)))
    np.testing.assert_allclose(told["shares"], run.predict([[5.1, 3.5, 1.4, 0.2]])[0])
    assert told["decided"] == int(np.argmax(told["shares"])) and sum(told["shares"]) == pytest.approx(1)
    run.params.theta[:] = np.nan
    assert answered(run, Asked())["decided"] == -1


@pytest.mark.parametrize("text", [
    "power\tmake\tnote\n60,5\tA\tx\n70,5\tC\ty", "POWER;Make;note\n60,5;A;x\n70,5;C;y",
    "make;power;note\nA;60,5;x\nC;70,5;y\n",
])
def test_pasted_rows_go_by_the_names_in_their_first_line(text: str) -> None:
    many = answered(RUN, Asked(text=text))["many"]
    table = pd.read_csv(io.StringIO(many["csv"]))
    np.testing.assert_allclose(table["price, answered"], [expected(RUN, "A", 60.5), expected(RUN, "C", 70.5)])
    assert list(table["note"]) == ["x", "y"] and many["problem"] == ""
    assert len(many["rows"]) == 2 and many["names"][-1] == "price, answered" and many["given"] == 3


def test_rows_without_names_go_by_the_order_of_the_form() -> None:
    many = answered(RUN, Asked(text="A;60,5\nC;70,5\n"))["many"]
    assert [row[:2] for row in many["rows"]] == [["A", "60,5"], ["C", "70,5"]]
    (one,) = answered(RUN, Asked(text="A;60,5"))["many"]["rows"]
    assert one[:2] == ["A", "60,5"]


@pytest.mark.parametrize(("text", "said"), [
    ("1;2;3;4\n1;2;3;5\n", "there are 4 columns where the form has 2: make, power"), ("make;power\n", "no rows"),
    ("x" * (MOST_TEXT + 1), "at most 10,000"), ("\0\0", ""), ("power\n60\n", "missing in every row: make"),
    ("make;power\n" + "A;60\n" * (MOST_ROWS + 5), f"the first {MOST_ROWS} of {MOST_ROWS + 5}"),
])
def test_rows_that_cannot_be_answered_say_why(text: str, said: str) -> None:
    many = answered(RUN, Asked(text=text))["many"]
    assert said in many["problem"] and many["problem"]
    assert len(many.get("rows", [])) <= MOST_ROWS


def test_cells_that_the_table_had_nothing_like_are_said_row_by_row() -> None:
    many = answered(RUN, Asked(text="make;power\nA;60\nD;1000\n;x\n"))["many"]
    assert many["remarks"][0] == ""
    assert "'D' is none of" in many["remarks"][1] and "power 1,000 is beyond" in many["remarks"][1]
    assert "make is missing" in many["remarks"][2] and "expected a number, got 'x'" in many["remarks"][2]


def test_the_csv_holds_no_formula() -> None:
    many = answered(RUN, Asked(text='make;power;=cmd()\nA;60;"=1+1"\n@B;70;+SUM(A1)\n'))["many"]
    for line in csv.reader(io.StringIO(many["csv"])):
        assert not any(cell[:1] in "=+-@" for cell in line if cell)


def test_a_column_called_like_the_answer_keeps_its_name() -> None:
    many = answered(RUN, Asked(text='make;power;"price, answered";remarks\nA;60;1;2\n'))["many"]
    assert many["csv"].splitlines()[0] == 'make,power,"price, answered",remarks,"price, answered (2)",remarks (2)'
