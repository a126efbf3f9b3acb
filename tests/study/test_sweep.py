"""A sweep trains what it says, each run as it would go alone, and ends when nobody watches."""

from __future__ import annotations

import time

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.table import Table
from nnplay.study.sweep import job as job_module
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.plan import MAX_RUNS, Sweep
from nnplay.study.sweep.pool import Pool
from nnplay.study.sweep.together import Together, groups
from nnplay.study.sweep.values import SETTINGS, read_values, written_values

SMALL = Sweep(axes=(("hidden", ((), (3,))), ("noise", (0, 20)), ("lr", (0.01, 0.1))), repeats=2, epochs=4)


def test_each_run_ends_where_its_experiment_ends_alone() -> None:
    results = {}
    for group in groups(SMALL):
        together = Together(group)
        together.advance(60)
        results |= {result.number: result for result in together.results()}
    assert len(results) == SMALL.runs == 16
    for number, result in results.items():
        combination, repeat = divmod(number, 2)
        run = SMALL.plan.combinations[combination].experiment.with_(seed=repeat).start()
        run.advance(epochs=4)
        assert result.train_loss == pytest.approx(run.loss.train, rel=1e-12)
        assert result.test_accuracy == run.accuracy.test


def test_a_combination_that_cannot_be_is_listed_with_its_reason() -> None:
    sweep = Sweep(axes=(("loss", ("half_mse", "cross_entropy")), ("head", ("tanh", "sigmoid"))))
    assert [values for values, _ in sweep.plan.impossible] == [("cross_entropy", "tanh")]
    assert "head 'tanh' does not go with" in sweep.plan.impossible[0][1]


def test_more_runs_than_allowed_are_refused_with_the_number() -> None:
    with pytest.raises(ValueError, match=f"up to {MAX_RUNS:,} runs"):
        Sweep(axes=(("data_seed", tuple(range(24))), ("lr", tuple(0.01 * n for n in range(1, 24)))), repeats=50)


@pytest.mark.parametrize("name", list(SETTINGS))
def test_values_are_read_as_they_are_written(name: str) -> None:
    text = SETTINGS[name].example or getattr(Experiment(), name)
    values = read_values(name, text if isinstance(text, str) else text[0])
    assert read_values(name, written_values(name, values)) == values


def test_a_pool_finishes_a_job_and_a_cancelled_one_trains_no_more() -> None:
    pool, quick, endless = Pool(1), Job(SMALL), Job(Sweep(epochs=10_000, repeats=50))
    pool.submit(quick)
    pool.submit(endless)
    endless.cancel()
    end = time.monotonic() + 60
    while quick.state == "running" and time.monotonic() < end:
        time.sleep(0.02)
    assert quick.state == "done"
    assert endless.state == "cancelled"
    assert endless.take() is None


def test_a_job_that_nobody_watches_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "GRACE", -1.0)
    job = Job(SMALL, is_alive=lambda: False)
    assert job.ended
    assert job.state == "cancelled"


@pytest.mark.parametrize(("name", "value"), [("noise", 20), ("samples", 100), ("wrong_labels", 10)])
def test_what_real_data_do_not_have_cannot_be_swept_over_them(name: str, value: float) -> None:
    usual = getattr(Experiment(data="iris"), name)
    plan = Sweep(Experiment(), (("data", ("circle", "iris")), (name, (usual, value))), repeats=1, epochs=1).plan
    assert [each.values for each in plan.combinations] == [("circle", usual), ("circle", value), ("iris", usual)]
    (values, reason), = plan.impossible
    assert values == ("iris", value)
    assert name.replace("_", " ") in reason and "does not go with" in reason


def test_many_classes_pixels_and_tables_of_ones_own_are_swept() -> None:
    table = Table(("a", "b"), np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) % 2, ("x", "y"))
    for base in (Experiment(data="iris"), Experiment(data="digits"), Experiment(data="table", table=table)):
        sweep, results = Sweep(base, (("hidden", ((2,), (3,))), ("lr", (0.01, 0.1))), repeats=2, epochs=2), {}
        for group in groups(sweep):
            together = Together(group)
            together.advance(60)
            results |= {result.number: result for result in together.results()}
        run = sweep.plan.combinations[3].experiment.with_(seed=1).start()
        run.advance(epochs=2)
        assert len(results) == 8
        assert results[7].train_loss == pytest.approx(run.loss.train, rel=1e-12)
