"""A sweep trains what it says, each run as it would go alone, and ends when nobody watches."""

from __future__ import annotations

import time

import pytest

from nnplay import Experiment
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
