"""A first trial of a table learns what there is to learn, and judges itself by rows it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.split import Samples, Split
from nnplay.data.table import Table
from nnplay.run import Run
from nnplay.study.trial import baseline, first_experiment
from nnplay.study.views.judgement import Estimated, judge


def three_corners(rows: int = 300) -> Table:
    rng = np.random.default_rng(0)
    kinds = np.arange(rows) % 3
    corners = np.array([(0.0, 0.0), (4000.0, 0.0), (0.0, 0.004)])
    return Table(("a", "b"), corners[kinds] + rng.normal(size=(rows, 2)) * (400, 0.0004), kinds, ("x", "y", "z"))


def trained(table: Table, epochs: int) -> Run:
    run = first_experiment(table).start()
    run.advance(epochs=epochs)
    return run


def test_classes_of_any_scale_are_learnt() -> None:
    run = trained(three_corners(), 30)
    losses = run.history_log.records["train_loss"]
    assert run.accuracy.test > 0.95 > 0.5 > baseline(run)
    assert losses[-1] < losses[0] / 4


def test_a_number_is_learnt_and_its_error_is_in_the_unit_of_the_target() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, (400, 2))
    run = trained(Table(("a", "b"), x, 50_000 + 10_000 * x[:, 0] - 5000 * x[:, 1]), 100)
    judged = judge(run, "test")
    assert 5000 < baseline(run) < 8000
    assert isinstance(judged, Estimated) and judged.rmse < 600


def test_the_answer_that_never_changes_is_chosen_by_the_training_rows() -> None:
    rows = Split(Samples(np.zeros((5, 1)), np.array([0.0, 0, 0, 1, 1])),
                 Samples(np.zeros((4, 1)), np.array([1.0, 1, 1, 0])))
    run = Experiment(table=Table(("a",), np.arange(9.0)[:, None], np.arange(9) % 2, ("x", "y"))).start()
    run.split = rows
    assert baseline(run) == 0.25
    run = Experiment(table=Table(("a",), np.arange(9.0)[:, None], np.arange(9.0))).start()
    run.split = rows
    assert baseline(run) == pytest.approx(np.sqrt((3 * 0.6**2 + 0.4**2) / 4))


def test_few_rows_are_met_with_a_smaller_network() -> None:
    assert first_experiment(three_corners(60)).hidden < first_experiment(three_corners(300)).hidden
    assert len(first_experiment(three_corners()).split().test) == 75


@pytest.mark.parametrize("table", [
    Table(("a",), [[1.0], [1.0]], [0.0, 1.0]),
    Table(("a",), [[1.0], [2.0], [3.0]], [0, 0, 1], ("x", "y")),
    Table(("a",), [[1e100], [-1e100], [3.0], [4.0]], [1e100, -1e100, 0.0, 1.0]),
    Table(tuple(f"x{i}" for i in range(256)), np.zeros((4, 256)), [0, 1, 2, 0], ("x", "y", "z")),
])
def test_tables_of_almost_nothing_do_not_raise(table: Table) -> None:
    run = trained(table, 2)
    assert run.epoch == 2 and not run.divergence
    baseline(run)
