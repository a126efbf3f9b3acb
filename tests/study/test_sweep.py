"""A sweep trains what it says, each run as it would go alone, and ends when nobody watches."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import Any, ClassVar

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.child import Child
from nnplay.data.datasets import DATA_SETS
from nnplay.data.drawn import Drawn, Paper
from nnplay.data.table import Table
from nnplay.study.sweep import job as job_module
from nnplay.study.sweep.cost import training_samples
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.plan import MAX_RUNS, Sweep
from nnplay.study.sweep.pool import Pool
from nnplay.study.sweep.results import grid, named, runs_table, summary_table
from nnplay.study.sweep.together import Group, Together, groups
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


@pytest.mark.parametrize("data", DATA_SETS)
def test_runs_of_other_shares_are_trained_apart_with_as_many_samples_as_there_are(data: str) -> None:
    sweep = Sweep(Experiment(data=data), axes=(("test_share", (0, 20, 90)),), repeats=1, epochs=1)
    for group in groups(sweep):
        for task in group.tasks:
            assert training_samples(task.experiment) == len(task.experiment.split().train)
        together = Together(group)
        together.advance(60)
        assert len(together.results()) == len(group.tasks)


def test_drawn_points_are_counted_as_they_were_dealt() -> None:
    paper = Paper(classes=("red", "blue"))
    drawn = Drawn(("x1", "x2"), paper.places(np.arange(0, 3000, 150)), np.arange(20.0) % 2, paper.classes, paper=paper,
                  test=np.arange(20) % 5 == 0)
    for share in (paper.share, 80):
        experiment = Experiment(table=drawn, test_share=share)
        assert training_samples(experiment) == len(experiment.split().train)


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


class Killed(Child):
    """A real process that is killed (as by the system, for its memory) while it trains certain groups, so often."""

    killings: ClassVar[Counter[Any]] = Counter()

    def ask(self, message: object, seconds: float | None = None) -> Any:
        self._group = message if isinstance(message, Group) else self._group
        answer = super().ask(message, seconds)
        if self.killings[self._group] > 0:
            self.killings[self._group] -= 1
            os.kill(self.pid or 0, signal.SIGKILL)
            return super().ask(True)
        return answer


def trained(monkeypatch: pytest.MonkeyPatch, killings: dict[int, int]) -> Job:
    """Return a job whose groups were trained while the process of some was killed, so often each."""
    job = Job(SMALL)
    every = groups(SMALL)
    assert len(every) == 2
    monkeypatch.setattr(Killed, "killings", Counter({every[index]: count for index, count in killings.items()}))
    Pool(1, lambda: Killed("nnplay.study.sweep.worker")).submit(job)
    end = time.monotonic() + 120
    while job.state == "running" and time.monotonic() < end:
        time.sleep(0.02)
    return job


def test_a_group_whose_process_is_killed_is_trained_again(monkeypatch: pytest.MonkeyPatch) -> None:
    job = trained(monkeypatch, {0: 1})
    assert job.state == "done" and not job.missing
    assert sorted(result.number for result in job.results) == list(range(SMALL.runs))
    assert Killed.killings.total() == 0


def test_runs_whose_process_is_killed_twice_are_missing_and_named_and_the_others_come(
        monkeypatch: pytest.MonkeyPatch) -> None:
    job = trained(monkeypatch, {0: 2})
    lost = [task.number for task in groups(SMALL)[0].tasks]
    assert job.state == "done" and job.missing == lost
    assert job.progress.share == pytest.approx(1)
    assert sorted([*lost, *(result.number for result in job.results)]) == list(range(SMALL.runs))
    assert named(SMALL, job.missing).startswith("Hidden layers none, Noise % 0, Learning rate 0.01, seed 0; ")
    runs = runs_table(SMALL, job.results, job.missing)
    assert len(runs) == SMALL.runs
    assert list(runs.index[runs["Missing"] == 1]) == lost
    assert runs[runs["Missing"] == 1]["Test loss"].isna().all()
    summary = summary_table(SMALL, job.results, job.missing)
    assert list(summary["Missing"]) == [2] * 4 + [0] * 4 and list(summary["Runs"]) == [0] * 4 + [2] * 4


def test_a_job_cancelled_while_a_process_is_killed_takes_nothing_up_again() -> None:
    job = Job(SMALL)
    group = job.take()
    assert group is not None
    job.cancel()
    job.lose(group)
    assert job.state == "cancelled" and job.take() is None and not job.missing


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


def test_a_grid_counts_only_the_runs_that_are_asked_for() -> None:
    results = [result for group in groups(SMALL) for result in _trained(group)]
    quiet = grid(SMALL, results, "lr", "hidden", "test_loss", {"noise": "0"})
    alone = [result.test_loss for result in results if result.number // 2 == 0]  # hidden none, noise 0, lr 0.01
    assert quiet.iloc[0, 0] == pytest.approx(np.mean(alone))
    assert not np.allclose(quiet, grid(SMALL, results, "lr", "hidden", "test_loss"))


def _trained(group: Group) -> list[Any]:
    together = Together(group)
    together.advance(60)
    return list(together.results())
