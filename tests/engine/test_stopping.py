"""Stopping rules, on records made up for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.engine.registry import plain
from nnplay.engine.stopping import STOPPING, Stop, first_met

NAN = float("nan")


def records(**columns: list) -> dict[str, np.ndarray]:
    rows = len(next(iter(columns.values())))
    scores = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    table: dict[str, list] = {name: [NAN] * rows for name in scores}
    table |= {"epoch": list(range(rows))} | columns
    return {name: np.array(values, dtype=float) for name, values in table.items()}


@pytest.mark.parametrize(("rule", "number", "before", "after"), [
    ("epoch", 3, {"train_loss": [1] * 3}, {"train_loss": [1] * 4}),
    ("loss", 0.5, {"train_loss": [1, 0.5]}, {"train_loss": [1, 0.5, 0.49]}),
    ("accuracy", 0.9, {"train_accuracy": [0.5, 0.899]}, {"train_accuracy": [0.5, 0.899, 0.9]}),
    ("plateau", 2, {"train_loss": [1, 0.5, 0.49, 0.48]}, {"train_loss": [1, 0.5, 0.49, 0.48, 0.49, 0.47999]}),
    ("plateau", 3, {"train_loss": [1, 1, 1]}, {"train_loss": [1, 1, 1, 1]}),
    ("early", 2, {"test_loss": [1, 0.5, 0.6]}, {"test_loss": [1, 0.5, 0.6, 0.7]}),
    ("plateau", 2, {"train_loss": [1, 0, 0]}, {"train_loss": [1, 0, 0, 0]}),  # nothing is less than 0
    ("early", 2, {"test_loss": [1, 0, 0]}, {"test_loss": [1, 0, 0, 0.5]}),
])
def test_a_rule_is_met_when_it_should_be_and_not_before(rule: str, number: float, before: dict, after: dict) -> None:
    assert first_met([(rule, number)], records(**before)) is None
    stop = first_met([(rule, number)], records(**after))
    assert stop is not None and stop.rule == rule and stop.epoch == len(next(iter(after.values()))) - 1


def test_every_rule_says_why_with_its_number() -> None:
    for rule in STOPPING.values():
        number = rule.knobs[0].default
        reason = rule.reason.format(number=plain(number))
        assert f"{number:,g}" in reason
    assert str(Stop("epoch", 2000, "it reached epoch 2,000")) == "stopped at epoch 2,000: it reached epoch 2,000"


@pytest.mark.parametrize("rule", ["loss", "accuracy", "plateau", "early"])
def test_a_rule_never_fires_on_scores_that_do_not_exist(rule: str) -> None:
    assert first_met([(rule, STOPPING[rule].knobs[0].low)], records(train_loss=[NAN] * 9)) is None


def test_many_networks_stop_when_all_that_are_finite_meet_the_rule() -> None:
    assert first_met([("loss", 0.5)], records(train_loss=[[1, 1, 1], [0.4, 0.6, NAN]])) is None
    assert first_met([("loss", 0.5)], records(train_loss=[[1, 1, 1], [0.4, 0.4, NAN]])) is not None
    assert first_met([("early", 1)], records(test_loss=[[1, 1], [2, 0.9]])) is None
    assert first_met([("early", 1)], records(test_loss=[[1, 1], [2, 1]])) is not None


def test_early_stopping_names_the_first_epoch_of_the_lowest_test_loss() -> None:
    stop = first_met([("early", 2)], records(test_loss=[1, 0.8, 0.5, 0.5, 0.7], epoch=[0, 2, 4, 6, 8]))
    assert stop is not None and stop.best == 4
    assert str(stop) == "stopped at epoch 8: the test loss has not fallen for 2 epochs; it was lowest at epoch 4"
    for rule, column in (("plateau", "train_loss"), ("epoch", "train_loss")):
        stop = first_met([(rule, 1)], records(**{column: [1, 1, 1]}))
        assert stop is not None and stop.best is None
    stop = first_met([("early", 1)], records(test_loss=[[1, 1], [2, 1]]))
    assert stop is not None and stop.best is None


def test_the_first_rule_that_is_met_is_named() -> None:
    stop = first_met([("accuracy", 0.9), ("epoch", 1)], records(train_accuracy=[0.5, 0.6]))
    assert stop is not None and stop.rule == "epoch"
    assert first_met([], records(train_loss=[0.0])) is None


def test_patience_counts_epochs_even_where_the_history_is_thin() -> None:
    thin = records(epoch=[0, 10, 20, 30], train_loss=[1, 0.5, 0.5, 0.5])
    assert first_met([("plateau", 25)], thin) is None
    assert first_met([("plateau", 20)], thin) is not None
