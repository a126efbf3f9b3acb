"""Runs: an experiment under way."""

from __future__ import annotations

import numpy as np
import pytest

import nnplay
from nnplay import Experiment
from nnplay.engine.optimizers import OPTIMIZERS

# What the default experiment was when this was written; other processors may round its sums differently.
DEFAULT_LOSSES = {1: (0.4993947471549014, 0.5015560606265496), 100: (0.015657782290218088, 0.024810528927910833)}


def test_the_example_of_the_documentation_works() -> None:
    experiment = nnplay.Experiment(data="spiral", noise=5, inputs=("x1", "x2", "sin_x1", "sin_x2"),
                                   hidden=(8, 8), activation=("tanh", "relu"), head="tanh", loss="half_mse",
                                   optimizer="adam", lr=0.01, batch=32, init="glorot_uniform", seed=7)
    run = experiment.start()
    run.advance(epochs=100)
    assert run.loss.train < 0.01 and run.loss.test < 0.05 and run.accuracy.test > 0.95
    assert list(run.history.columns[:5]) == ["epoch", "step", "train_loss", "test_loss", "penalty"]
    assert run.history["epoch"].tolist() == list(range(101)) and run.history["step"].iloc[-1] == 800
    assert run.history["train_loss"].iloc[-1] == run.loss.train
    points = run.split.test.points
    assert run.predict(points).shape == (250, 1)
    share = ((run.predict(points)[:, 0] > 0) == (run.split.test.targets == 1)).mean()
    assert share == run.accuracy.test
    assert [(W.shape, b.shape) for W, b in run.weights] == [((4, 8), (8,)), ((8, 8), (8,)), ((8, 1), (1,))]
    many = experiment.start(networks=100)
    many.advance(steps=3)
    assert many.loss.train.shape == (100,) and many.predict(points).shape == (100, 250, 1)
    assert many.weights[0].W.shape == (100, 4, 8) and many.weights[0].b.shape == (100, 8)


def test_the_default_experiment_is_what_it_was() -> None:
    run = Experiment().start()
    for epoch, losses in DEFAULT_LOSSES.items():
        run.advance(epochs=epoch - run.epoch)
        assert (run.loss.train, run.loss.test) == pytest.approx(losses, rel=1e-9)


def test_the_first_of_many_networks_is_the_one_alone_and_the_next_have_the_next_seeds() -> None:
    many, second = Experiment(seed=5).start(networks=3), Experiment(seed=6).start()
    many.advance(epochs=3)
    second.advance(epochs=3)
    np.testing.assert_allclose(many.params.theta[1], second.params.theta[0], rtol=1e-12)
    assert many.loss.train[1] == pytest.approx(second.loss.train, rel=1e-12)
    assert len(many.history) == 4 * 3


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_going_back_to_a_moment_and_on_again_is_the_same_run(optimizer: str) -> None:
    entry = OPTIMIZERS[optimizer]
    run = Experiment(optimizer=optimizer, lr=entry.lr, batch=0 if entry.full_batch else 10, samples=60,
                     regularization={"dropout": 0.2}).start()
    run.advance(epochs=2, steps=4)
    moment = run.snapshot()
    run.advance(epochs=5)
    theta, history = run.params.theta.copy(), run.history
    run.restore(moment)
    assert run.step == moment.step and run.history["epoch"].max() == moment.epoch
    run.advance(epochs=5)
    np.testing.assert_array_equal(run.params.theta, theta)
    assert run.history.equals(history)


def test_a_regression_has_no_accuracy() -> None:
    run = Experiment(data="plane", hidden=(3,)).start()
    run.advance(epochs=1)
    assert np.isfinite(run.loss.train) and np.isnan(run.accuracy.train) and np.isnan(run.accuracy.test)
    assert run.history["train_accuracy"].isna().all()


def test_a_table_has_no_test_scores() -> None:
    run = Experiment(data="xor_table").start()
    assert np.isnan(run.loss.test) and np.isnan(run.accuracy.test) and np.isfinite(run.loss.train)


def test_the_penalty_is_reported_apart_from_the_loss() -> None:
    plain, regular = (Experiment(regularization=rates).start() for rates in ({}, {"l2": 0.1}))
    assert plain.penalty == 0
    assert regular.penalty == pytest.approx(0.05 * sum((W**2).sum() for W, _ in regular.weights))
    assert plain.loss == regular.loss


def test_progress_counts_epochs_and_parts_of_them() -> None:
    run = Experiment(samples=100, test_share=50).start()
    run.advance(steps=7)  # 50 samples, batches of 10
    assert (run.epoch, run.step, run.progress) == (1, 7, 1.4)
    assert run.history["epoch"].tolist() == [0, 1]
    run.advance(seconds=0.02)
    assert run.step > 7
    with pytest.raises(ValueError, match="advance needs a limit"):
        run.advance()


@pytest.mark.parametrize(("stop", "epoch"), [({"epoch": 3}, 3), ({"epoch": 2100}, 2100), ({"epoch": 2101}, 2101)])
def test_a_run_stops_at_its_epoch_exactly(stop: dict, epoch: int) -> None:
    run = Experiment(data="xor_table", hidden=(2,), batch=0, stop=stop).start()
    assert run.stopped is None
    run.advance(epochs=5000)
    assert run.epoch == epoch and str(run.stopped) == f"stopped at epoch {epoch:,}: it reached epoch {epoch:,}"
    assert run.advance(epochs=1) == 0
    assert run.history["epoch"].iloc[-1] == epoch


@pytest.mark.parametrize("stop", [{"loss": 0.05}, {"accuracy": 0.97}, {"plateau": 3}, {"early": 3}])
def test_a_run_stops_by_its_scores_and_again_at_the_same_epoch_when_taken_back(stop: dict) -> None:
    run = Experiment(noise=20, samples=200, optimizer="adam", lr=0.03, stop=stop).start()
    run.advance(epochs=4)
    moment = run.snapshot()
    run.advance(epochs=2000)
    assert run.stopped is not None and run.stopped.epoch == run.epoch < 2000
    stopped = run.stopped
    run.restore(moment)
    assert run.stopped is None
    run.advance(epochs=2000)
    assert run.stopped == stopped
    row = run.history.iloc[-1]
    if "loss" in stop:
        assert row["train_loss"] < 0.05 <= run.history["train_loss"].iloc[-2]
    if "accuracy" in stop:
        assert row["train_accuracy"] >= 0.97 > run.history["train_accuracy"].iloc[-2]


def test_a_stopped_run_goes_on_when_the_rule_is_taken_away() -> None:
    run = Experiment(stop={"epoch": 2}).start()
    run.advance(epochs=9)
    run.retune(run.experiment.with_(stop={}))
    assert run.stopped is None and run.advance(epochs=1) == 25


def test_a_divergence_is_reported_without_a_warning() -> None:
    run = Experiment(data="plane", hidden=(4,), activation="relu", lr=1000).start()
    run.advance(epochs=50)
    assert run.divergence is not None and run.divergence.step > run.step and np.isfinite(run.loss.train)
    assert "no longer finite" in str(run.divergence) and f"step {run.divergence.step:,}" in str(run.divergence)
    assert np.isfinite(run.params.theta).all() and run.advance(epochs=1) == 0
    assert run.history["epoch"].max() <= run.epoch


def test_retuning_keeps_weights_and_memory_and_changes_the_rules() -> None:
    run = Experiment(optimizer="momentum").start()
    run.advance(steps=13)
    theta, velocity = run.params.theta.copy(), run.trainer.memory["velocity"].copy()
    run.retune(run.experiment.with_(lr=0.1, batch=25))
    np.testing.assert_array_equal(run.params.theta, theta)
    np.testing.assert_array_equal(run.trainer.memory["velocity"], velocity)
    assert run.trainer.batch == 25 and run.trainer.position == 125 and run.step == 13
    run.retune(run.experiment.with_(optimizer="adam"))
    run.advance(steps=1)
    change = np.abs(run.params.theta - theta)
    assert change.max() == pytest.approx(0.1, rel=1e-3), "Adam's first step is as long as the rate: its t begins at 1"


@pytest.mark.parametrize("changes", [{"hidden": (3,)}, {"activation": "relu"}, {"noise": 10}, {"seed": 1},
                                     {"init": "zeros"}, {"bias": False}, {"data_seed": 1}, {"inputs": ("x1",)}])
def test_another_network_or_other_data_need_a_new_run(changes: dict) -> None:
    run = Experiment().start()
    with pytest.raises(ValueError, match="start a new run"):
        run.retune(run.experiment.with_(**changes))


def test_points_to_predict_must_be_pairs_of_finite_numbers() -> None:
    run = Experiment().start()
    assert run.predict([1.0, 2.0]).shape == (1, 1)
    with pytest.raises(ValueError, match=r"points must be \(N, 2\) for this network, got \(1, 3\)"):
        run.predict([[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="points has nan in row 0, column 1"):
        run.predict([[1.0, float("nan")]])


def test_a_run_needs_at_least_one_network_and_at_most_a_thousand() -> None:
    for networks in (0, 1001):
        with pytest.raises(ValueError, match="networks must be a whole number from 1 to 1,000"):
            Experiment().start(networks=networks)


def test_even_the_largest_test_share_leaves_something_to_learn_from() -> None:
    run = Experiment(samples=4, test_share=90).start()
    assert run.advance(epochs=1) == 1 and len(run.split.train) == 1


def test_weights_are_copies() -> None:
    run = Experiment().start()
    W = run.weights[0].W
    before = W.copy()
    run.advance(steps=1)
    np.testing.assert_array_equal(W, before)
    W[:] = 0
    assert run.params.layers[0].W.any()
    assert all(b is None for _, b in Experiment(bias=False).start().weights)


def test_given_weights_are_the_start() -> None:
    experiment = Experiment(seed=4)
    trained = experiment.start()
    trained.advance(epochs=3)
    run = experiment.start(theta=trained.params.theta)
    assert run.loss == trained.loss
    assert (run.epoch, run.step) == (0, 0)
    run.advance(epochs=1)
    assert not np.array_equal(run.params.theta, trained.params.theta)


def test_given_weights_must_fit() -> None:
    experiment = Experiment()
    for theta in ([1.0, 2.0], np.full(experiment.net.size, np.nan), np.zeros((2, experiment.net.size))):
        with pytest.raises(ValueError, match="theta must be"):
            experiment.start(theta=theta)
