"""Any moment of a run comes back exactly, and going on from there makes a branch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.run import Run
from nnplay.study.timeline import DENSEST, SPARSEST, Timeline

EXPERIMENTS = [
    Experiment(samples=60),
    Experiment(samples=60, optimizer="adam", lr=0.01, batch=7, regularization=(("dropout", 0.3),)),
]


def trained(experiment: Experiment, epochs: int) -> tuple[Run, Timeline]:
    run = experiment.start()
    timeline = Timeline(run)
    for _ in range(epochs):
        run.advance(epochs=1)
        timeline.note(run)
    return run, timeline


def straight(experiment: Experiment, step: int) -> np.ndarray:
    run = experiment.start()
    run.advance(steps=step)
    return run.params.theta


@pytest.mark.parametrize("experiment", EXPERIMENTS)
@given(data=st.data())
@settings(max_examples=15)
def test_any_step_is_the_run_trained_straight_to_it(experiment: Experiment, data: st.DataObject) -> None:
    run, timeline = trained(experiment, 12)
    for step in data.draw(st.lists(st.integers(0, timeline.end), min_size=1, max_size=4)):
        timeline.go_to(run, step)
        assert run.step == step
        assert np.array_equal(run.params.theta, straight(experiment, step))


def test_looking_back_loses_nothing_of_what_lies_ahead() -> None:
    run, timeline = trained(EXPERIMENTS[0], 30)
    end, theta, rows = run.step, run.params.theta.copy(), len(run.history_log)
    for step in (17, 0, 5, end):
        timeline.go_to(run, step)
        assert timeline.looking_back
    assert np.array_equal(run.params.theta, theta)
    assert len(run.history_log) == rows
    assert timeline.go_on(run) is None
    assert timeline.end == end


def test_going_on_from_the_past_makes_a_branch_and_returns_the_old_curve() -> None:
    run, timeline = trained(EXPERIMENTS[0], 20)
    timeline.go_to(run, 7)
    ahead = timeline.go_on(run)
    assert ahead is not None
    assert ahead.column("epoch")[-1] == 20
    assert timeline.end == 7
    assert not timeline.looking_back
    run.advance(epochs=1)
    timeline.note(run)
    timeline.go_to(run, 10_000)
    assert run.step == timeline.end


def test_a_step_outside_the_run_is_its_nearest_end() -> None:
    run, timeline = trained(EXPERIMENTS[0], 3)
    timeline.go_to(run, -5)
    assert run.step == 0
    timeline.go_to(run, 10**9)
    assert run.step == timeline.end


def test_each_moment_is_trained_by_the_rules_that_held_then() -> None:
    before = EXPERIMENTS[0]
    run, timeline = trained(before, 4)
    changed = run.step
    run.retune(before.with_(lr=0.3, optimizer="momentum"))
    timeline.mark(run)
    run.advance(epochs=3)
    timeline.note(run)
    end, theta = run.step, run.params.theta.copy()
    timeline.go_to(run, changed - 2)
    assert run.experiment == before
    assert np.array_equal(run.params.theta, straight(before, changed - 2))
    timeline.go_to(run, end)
    assert run.experiment.optimizer == "momentum"
    assert np.array_equal(run.params.theta, theta)


def test_marks_thin_out_in_log_time() -> None:
    run, timeline = trained(Experiment(data="xor_table", hidden=(2,), batch=0), 20_000)
    assert len(timeline) <= DENSEST * 5
    timeline.go_to(run, 12_345)
    assert np.array_equal(run.params.theta, straight(run.experiment, 12_345))


def test_large_networks_keep_fewer_marks() -> None:
    large = Timeline(Experiment(hidden=(256,) * 4, optimizer="adam").start())
    assert large._spread.dense == SPARSEST
    assert Timeline(Experiment().start())._spread.dense == DENSEST


def test_the_path_leads_from_the_first_weights_to_those_the_run_has_now() -> None:
    run = Run(Experiment(samples=40))
    first, timeline = run.params.theta[0].copy(), Timeline(run)
    for _ in range(5):
        run.advance(epochs=1)
        timeline.note(run)
    path = timeline.path(run)
    assert len(path) == 6
    assert (path[0] == first).all()
    assert (path[-1] == run.params.theta[0]).all()
    timeline.go_to(run, 3 * run.trainer.steps_per_epoch)
    assert timeline.path(run) == pytest.approx(path[:4])
