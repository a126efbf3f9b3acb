"""Several runs are trained side by side and stand at the same epoch."""

from __future__ import annotations

import pytest

from nnplay import Experiment
from nnplay.study import side_by_side
from nnplay.study.side_by_side import SideBySide


def started(*experiments: Experiment) -> SideBySide:
    return SideBySide([(each, each.start().params.theta) for each in experiments])


def test_an_epoch_that_takes_long_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "PATIENCE", 0.0)
    one, other = Experiment(batch=1), Experiment(batch=1, lr=0.1)
    runs = started(one, other)
    calls = 0
    while runs.epoch < 3 and calls < 100_000:
        runs.advance(0.0, 3)
        calls += 1
    assert calls > 3
    for run, experiment in zip(runs.runs, (one, other), strict=True):
        alone = experiment.start()
        alone.advance(epochs=3)
        assert run.epoch == 3
        assert run.loss == alone.loss


def test_one_that_has_stopped_stays_where_it_is_while_the_others_go_on() -> None:
    runs = started(Experiment(stop={"epoch": 2}), Experiment())
    runs.advance(60.0, 5)
    assert [run.epoch for run in runs.runs] == [2, 5]
    assert runs.epoch == 5
    assert not runs.done
