"""A first trial of a table learns what there is to learn, and judges itself by rows it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.data.table import Table
from nnplay.study.trial import Trial, standardized


def three_corners(rows: int = 300) -> Table:
    rng = np.random.default_rng(0)
    kinds = np.arange(rows) % 3
    corners = np.array([(0.0, 0.0), (4000.0, 0.0), (0.0, 0.004)])
    return Table(("a", "b"), corners[kinds] + rng.normal(size=(rows, 2)) * (400, 0.0004), kinds, ("x", "y", "z"))


def test_columns_are_standardized_by_their_training_rows_alone() -> None:
    values = np.array([[1.0, 5.0], [3.0, 5.0], [1000.0, 7.0]])
    assert standardized(values, np.array([0, 1])).tolist() == [[-1, 0], [1, 0], [998, 2]]


def test_classes_of_any_scale_are_learnt() -> None:
    trial = Trial(three_corners())
    before = trial.losses[0]
    trial.advance(30)
    assert (trial.epoch, len(trial.losses)) == (30, 31)
    assert trial.accuracy[1] > 0.95 > 0.5 > trial.baseline
    assert trial.losses[-1][1] < before[1] / 4


def test_a_number_is_learnt_and_its_error_is_in_the_unit_of_the_target() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, (400, 2))
    table = Table(("a", "b"), x, 50_000 + 10_000 * x[:, 0] - 5000 * x[:, 1])
    trial = Trial(table)
    trial.advance(100)
    assert 5000 < trial.baseline < 8000
    assert trial.typical_error < 600


def test_the_typical_error_is_that_of_the_answers() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, (40, 1))
    trial = Trial(Table(("a",), x, 100 + 7 * x[:, 0] ** 2))
    trial.advance(5)
    targets = trial.table.targets
    answers = trial.params.layers  # by hand, with the scale of the training rows
    inputs = standardized(trial.table.inputs, trial._train)
    for layer, (W, b) in enumerate(answers):
        assert b is not None
        inputs = inputs @ W[0] + b[0]
        inputs = np.tanh(inputs) if layer < len(answers) - 1 else inputs
    train = targets[trial._train]
    error = inputs[:, 0] * train.std() + train.mean() - targets
    assert trial.typical_error == pytest.approx(np.sqrt(np.mean(error[trial._test] ** 2)))


def test_the_same_table_gives_the_same_trial() -> None:
    first, second = Trial(three_corners(60)), Trial(three_corners(60))
    first.advance(3)
    second.advance(3)
    assert first.losses == second.losses


@pytest.mark.parametrize("table", [
    Table(("a",), [[1.0], [1.0]], [0.0, 1.0]),
    Table(("a",), [[1.0], [2.0], [3.0]], [0, 0, 1], ("x", "y")),
    Table(("a",), [[1e100], [-1e100], [3.0], [4.0]], [1e100, -1e100, 0.0, 1.0]),
    Table(tuple(f"x{i}" for i in range(256)), np.zeros((4, 256)), [0, 1, 2, 0], ("x", "y", "z")),
])
def test_tables_of_almost_nothing_do_not_raise(table: Table) -> None:
    trial = Trial(table)
    trial.advance(2)
    assert trial.epoch == 2 and not trial.diverged
