"""What the views show, against what the engine and the definitions say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study.plane import plane_of
from nnplay.study.views.activity import activities
from nnplay.study.views.folding import MOST_SAMPLES, SIDE, folds
from nnplay.study.views.judgement import WORST, Classified, Estimated, judge
from nnplay.study.views.surface import surface
from nnplay.study.views.updates import changes, next_update


def trained(epochs: int = 5, **settings: Any) -> Run:
    run = Experiment(**settings).start()
    run.advance(epochs=epochs)
    return run


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_next_update_is_what_the_next_step_does_and_leaves_no_trace(optimizer: str) -> None:
    run = trained(optimizer=optimizer)
    before, update = run.params.theta.copy(), next_update(run)
    np.testing.assert_array_equal(run.params.theta, before)
    run.advance(steps=1)
    np.testing.assert_array_equal(run.params.theta[0], before[0] + update)


def test_a_look_at_the_next_update_does_not_change_the_run() -> None:
    looked, straight = trained(), trained()
    for _ in range(30):
        changes(looked)
        looked.advance(steps=3)
    straight.advance(steps=90)
    np.testing.assert_array_equal(looked.params.theta, straight.params.theta)
    assert looked.history.equals(straight.history)


def test_a_look_at_a_run_that_has_diverged_leaves_it_so() -> None:
    run = trained(epochs=10, data="plane", activation="relu", lr=10)
    assert run.divergence is not None
    assert not next_update(run).any()
    assert run.divergence is not None


def test_changes_are_norms_of_the_layers_and_their_ratio() -> None:
    run = trained(hidden=(3,))
    update, found = next_update(run), changes(run)
    W = run.weights[0].W
    assert found[0].weights == pytest.approx(np.linalg.norm(W))
    assert found[0].update == pytest.approx(np.linalg.norm(update[: W.size]))
    assert found[0].ratio == pytest.approx(found[0].update / found[0].weights)
    assert len(found) == 2


def test_a_layer_of_zeros_has_no_ratio_and_a_frozen_one_stands_still() -> None:
    assert np.isnan(changes(Experiment(init="zeros").start())[0].ratio)
    assert changes(trained(frozen=(1,)))[0].update == 0


def test_every_answer_is_counted_once() -> None:
    run = trained(hidden=(4, 3))
    found, samples = activities(run), len(run.split.train)
    assert [each.counts.sum() for each in found] == [4 * samples, 3 * samples, samples]
    answers = run.predict(run.split.train.points)
    assert (found[-1].mean, found[-1].spread) == (pytest.approx(answers.mean()), pytest.approx(answers.std()))
    assert (found[-1].low, found[-1].high) == (pytest.approx(answers.min()), pytest.approx(answers.max()))


def test_dead_and_saturated_units_are_named() -> None:
    run = trained(activation=("relu",), hidden=(4,))
    b = run.params.layers[0].b
    b[0, 0, 2] = -1e3
    assert activities(run)[0].dead == [2]
    run = trained(activation=("tanh",), hidden=(4,))
    run.params.layers[0][1][0, 0, 1] = 30.0
    assert activities(run)[0].dead == [1]  # its slope is 0 to the last digit
    run.params.layers[0][1][0, 0, 1] = 8.0
    assert 1 in activities(run)[0].saturated
    assert activities(trained(epochs=0, hidden=(4,)))[0].dead == []


def test_the_sheet_lies_flat_in_the_inputs_and_two_units_are_shown_as_they_are() -> None:
    run = trained(hidden=(2,), activation=("tanh",))
    plane = plane_of(run.experiment, run.split)
    flat, hidden = folds(run, plane)
    assert flat.sheet.shape == (SIDE**2, 2)
    np.testing.assert_allclose(flat.sheet.min(axis=0), -flat.sheet.max(axis=0), atol=1e-12)
    assert hidden.axes == (0, 1)
    W, b = run.weights[0]
    answers = np.tanh(run.inputs(run.split.train.points) @ W + b)
    low, high = np.array(hidden.low), np.array(hidden.high)
    np.testing.assert_allclose((hidden.samples + 1) / 2 * (high - low) + low, answers[:MOST_SAMPLES], atol=1e-9)


def test_wider_layers_are_seen_by_their_principal_components_or_by_two_units() -> None:
    run = trained(hidden=(5, 1))
    plane = plane_of(run.experiment, run.split)
    _, wide, single = folds(run, plane)
    assert wide.axes is None and 0 < wide.explained <= 1
    assert single.axes == (0, 0) and np.ptp(single.sheet[:, 1]) == 0
    assert folds(run, plane, (3, 1))[1].axes == (3, 1)
    assert folds(run, plane, (7, 1))[1].axes is None
    assert all(np.abs(fold.sheet).max() <= 1 + 1e-9 for fold in folds(run, plane))


def test_components_keep_distances_when_a_layer_is_only_a_rotation() -> None:
    run = Experiment(hidden=(3,), activation=("linear",)).start()
    run.params.layers[0][0][0] = np.array([[1.0, 0, 0], [0, 1, 0]])
    run.params.layers[0][1][:] = 0
    plane = plane_of(run.experiment, run.split)
    flat, hidden = folds(run, plane)
    np.testing.assert_allclose(hidden.sheet, flat.sheet, atol=1e-9)  # nothing is turned or mirrored
    assert hidden.explained == pytest.approx(1)


@pytest.mark.parametrize("settings", [{}, {"head": "sigmoid", "loss": "cross_entropy"}, {"data": "iris"},
                                      {"data": "iris", "head": "softmax", "loss": "cross_entropy"}])
def test_judgement_agrees_with_the_runs_own_accuracy(settings: dict[str, Any]) -> None:
    run = trained(**settings)
    for part in ("train", "test"):
        judged = judge(run, part)
        assert isinstance(judged, Classified)
        assert judged.accuracy == pytest.approx(getattr(run.accuracy, part))
        assert judged.mixed.sum() == judged.samples == len(run.examples[part][0])
        assert np.trace(judged.mixed) == pytest.approx(judged.accuracy * judged.samples)
        assert judged.calibration[:, 2].sum() == judged.samples
        assert (judged.calibration[:, 2] @ judged.calibration[:, 1]) == pytest.approx(np.trace(judged.mixed))
        assert len(judged.worst) <= WORST
        assert all(judged.answers[i] != judged.truths[i] for i in judged.worst)


def test_classes_are_counted_by_their_own_row_and_doubt_is_sorted() -> None:
    run = trained(data="iris", head="softmax", loss="cross_entropy", epochs=2, seed=3)
    judged = judge(run)
    assert isinstance(judged, Classified)
    answers = run.predict(run.split.train.points)
    truths, guesses = run.split.train.targets, answers.argmax(axis=1)
    mixed = [[((truths == row) & (guesses == column)).sum() for column in range(3)] for row in range(3)]
    assert judged.mixed.tolist() == mixed and not np.array_equal(mixed, np.transpose(mixed))
    mistaken = sorted(np.flatnonzero(guesses != truths), key=lambda i: answers[i, int(truths[i])])
    assert judged.worst == mistaken[:WORST] and len(mistaken) > 1


def test_complete_confidence_belongs_to_the_highest_tenth() -> None:
    run = trained(head="sigmoid", loss="cross_entropy", epochs=30)
    W, b = run.params.layers[-1]
    assert b is not None
    W *= 300
    b *= 300
    judged = judge(run)
    assert isinstance(judged, Classified)
    sure = np.abs(run.predict(run.split.train.points)[:, 0] - 0.5) + 0.5
    assert (sure == 1).any() and ((sure > 0.9) & (sure < 1)).any()
    high = judged.calibration[judged.calibration[:, 0] >= 0.9]
    assert high == pytest.approx(np.array([[sure[sure >= 0.9].mean(), high[0, 1], (sure >= 0.9).sum()]]))


def test_estimates_are_judged_by_their_definitions() -> None:
    run = trained(data="plane")
    judged = judge(run, "test")
    assert isinstance(judged, Estimated)
    truths, answers = run.split.test.targets.ravel(), run.predict(run.split.test.points).ravel()
    error = answers - truths
    assert judged.r2 == pytest.approx(1 - (error**2).mean() / truths.var())
    assert judged.rmse == pytest.approx(np.sqrt((error**2).mean()))
    assert judged.worst[0] == np.abs(error).argmax()


def test_nothing_is_judged_without_samples_or_numbers() -> None:
    run = trained()
    run.params.theta[:] = np.nan
    assert judge(run) is None
    run = trained()
    run.examples["test"] = tuple(array[:0] for array in run.examples["test"])  # type: ignore[assignment]
    assert judge(run, "test") is None


def test_the_surface_is_the_networks_answer_over_the_plane() -> None:
    run = trained()
    plane = plane_of(run.experiment, run.split)
    heights = surface(run, plane, run.params.net.layers, 0)
    np.testing.assert_allclose(heights.ravel(), run.predict(plane.grid(len(heights)))[:, 0], rtol=1e-12)
    with pytest.raises(IndexError, match="no unit 9"):
        surface(run, plane, 1, 9)
