"""Numbers people type or paste."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.study.one_step.sources import Exercise
from nnplay.study.one_step.tables import TableError, pasted

ROWS, COLUMNS = ["x1", "bias"], ["h1", "h2"]


@pytest.mark.parametrize(
    "text", ["0.5\t-1\n2\t3e-1\n", "0,5\t-1\n2\t0,3", "0.5;-1\n\n2;.3\n", "0.5 −1\n2 0.3", "0.5, -1\n2, 0.3"]
)
def test_cells_from_a_spreadsheet_are_read(text: str) -> None:
    np.testing.assert_allclose(pasted(text, ROWS, COLUMNS, "layer 1"), [[0.5, -1], [2, 0.3]])


@pytest.mark.parametrize(("text", "message"), [
    ("1\tabc\n2\t3", "layer 1, row x1, column h2: 'abc' is not a number"),
    ("1\t2\n\t3", "layer 1, row bias, column h1: empty"),
    ("1\t2\n2\tinf", "layer 1, row bias, column h2: inf is out of range"),
    ("1\t2", "layer 1 has 2 rows (x1, bias), got 1"),
    ("1\t2\n1\t2\t3", "layer 1, row bias: 2 cells are needed (h1, h2), got 3"),
    ("", "got 0"),
])
def test_what_cannot_be_read_is_named_by_its_cell(text: str, message: str) -> None:
    with pytest.raises(TableError) as error:
        pasted(text, ROWS, COLUMNS, "layer 1")
    assert message in str(error.value)


@pytest.mark.parametrize("exercise", [
    Exercise(), Exercise(inputs=4, hidden=(4, 4, 4), outputs=4, samples=4), Exercise(hidden=(), outputs=1),
    Exercise(outputs=3, head="softmax", loss="cross_entropy", bias=False, samples=2),
])
def test_an_exercise_begins_with_numbers_of_the_right_shape(exercise: Exercise) -> None:
    tables = exercise.example()
    assert {name: table.shape for name, table in tables.items()} == {
        name: (len(rows), len(columns)) for name, (rows, columns) in exercise.tables().items()}
    moment = exercise.moment(tables)
    assert moment.theta.shape == (exercise.net.size,)
    assert moment.y.shape == (exercise.samples, exercise.outputs)


@pytest.mark.parametrize("wrong", [{"inputs": 5}, {"hidden": (5,)}, {"hidden": (1, 1, 1, 1)}, {"outputs": 0},
                                   {"head": "tanh", "loss": "cross_entropy"}, {"lr": float("nan")}])
def test_an_exercise_out_of_range_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Exercise(**wrong)  # type: ignore[arg-type]
