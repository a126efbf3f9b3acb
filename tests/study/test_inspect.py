"""What the training samples do to a unit, a weight, and one by one."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.study.inspect import BINS, gradient, inspect, traced


def test_the_gradient_is_the_slope_of_the_training_loss() -> None:
    run = Experiment(samples=80, hidden=(3,)).start()
    slope, theta, step = gradient(run), run.params.theta, 1e-6
    for index in range(0, theta.shape[1], 3):
        losses = []
        for sign in (1, -1):
            moved = theta[0].copy()
            moved[index] += sign * step
            losses.append(run.experiment.start(theta=moved).loss.train)
        assert slope[index] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-5, abs=1e-9)


def test_every_training_sample_falls_somewhere_on_the_curve() -> None:
    run = Experiment(samples=90, test_share=0).start()
    seen = inspect(run, 1, 2)
    assert seen.counts.shape == (BINS,)
    assert seen.counts.sum() == 90
    np.testing.assert_allclose(seen.curve[:, 1], np.tanh(seen.curve[:, 0]))


def test_a_dead_unit_is_dead_for_every_sample() -> None:
    experiment = Experiment(samples=60, hidden=(2,), activation="relu", inputs=("x1_squared",))
    theta = np.zeros(experiment.net.size)
    theta[:4] = [-1, 1, -0.1, 5]  # the first unit never gets a positive sum, the second always does
    run = experiment.start(theta=theta)
    assert inspect(run, 1, 0).dead == 1
    assert inspect(run, 1, 1).dead == 0


def test_a_unit_driven_to_its_ends_is_saturated() -> None:
    experiment = Experiment(samples=60, hidden=(2,), inputs=("x1_squared",))
    theta = np.zeros(experiment.net.size)
    theta[:4] = [0.001, 5, 0, 10]
    run = experiment.start(theta=theta)
    assert inspect(run, 1, 0).saturated == 0
    assert inspect(run, 1, 1).saturated == 1


def test_a_unit_that_is_not_there_is_refused() -> None:
    run = Experiment(samples=40).start()
    for layer, unit in ((0, 0), (4, 0), (1, 4), (1, -1)):
        with pytest.raises(IndexError, match="no unit"):
            inspect(run, layer, unit)


def test_the_pass_of_one_sample_ends_at_its_prediction() -> None:
    run = Experiment(samples=40).start()
    trace, target = traced(run, "test", slice(3, 4))
    np.testing.assert_array_equal(trace.prediction[0], run.predict(run.split.test.points[3:4]))
    assert target.shape == (1, 1)
