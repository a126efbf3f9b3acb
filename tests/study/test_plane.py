"""The plane that pictures show: all of it, a slice, principal components, or a line."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.slice import Slice
from nnplay.data.table import Table
from nnplay.study.plane import plane_of, square_grid

RNG = np.random.default_rng(3)
INPUTS = RNG.normal(size=(90, 4)) * [1, 10, 0.1, 5] + [0, 50, -3, 2]
THREE = Table(("a", "b", "c", "d"), INPUTS, np.arange(90) % 3, ("x", "y", "z"))


def test_a_plane_is_shown_as_it_is() -> None:
    experiment = Experiment()
    plane = plane_of(experiment, experiment.split())
    np.testing.assert_array_equal(plane.grid(20), square_grid(-6, 6, 20))
    points = experiment.split().train.points
    np.testing.assert_array_equal(plane.place(points), points)


def test_points_on_a_slice_are_found_where_they_were_put() -> None:
    experiment = Experiment(table=THREE)
    for chosen in (None, Slice((1, 3)), Slice((2, 0), held=5)):
        plane = plane_of(experiment, experiment.split(), chosen)
        np.testing.assert_allclose(plane.place(plane.grid(7)), square_grid(plane.low, plane.high, 7), atol=1e-9)


def test_a_slice_holds_the_other_columns_at_the_chosen_sample() -> None:
    experiment = Experiment(table=THREE)
    split = experiment.split()
    grid = plane_of(experiment, split, Slice((0, 2), held=7)).grid(5)
    np.testing.assert_allclose(grid[:, [1, 3]], np.tile(split.train.points[7, [1, 3]], (25, 1)))
    means = plane_of(experiment, split, Slice((0, 2))).grid(5)
    np.testing.assert_allclose(means[:, 1], split.train.points[:, 1].mean())


def test_held_columns_can_be_moved_one_by_one_and_those_shown_cannot() -> None:
    experiment = Experiment(table=THREE)
    split = experiment.split()
    usual = plane_of(experiment, split, Slice((0, 2), held=7))
    moved = plane_of(experiment, split, Slice((0, 2), held=7, values=((0, 99.0), (3, -1.5), (40, 1.0))))
    np.testing.assert_array_equal(moved.grid(5)[:, 3], -1.5)
    np.testing.assert_array_equal(moved.grid(5)[:, :3], usual.grid(5)[:, :3])
    assert moved.axes == usual.axes


def test_principal_components_say_how_much_they_show() -> None:
    line = np.outer(np.linspace(-1, 1, 50), [1, 2, 3]) + RNG.normal(size=(50, 3)) * 0.01
    experiment = Experiment(table=Table(("a", "b", "c"), line, np.arange(50) % 2, ("x", "y")))
    plane = plane_of(experiment, experiment.split())
    assert plane.axes[0].label.startswith("component 1 (100%")
    assert np.abs(plane.place(line)).max() <= plane.high * 1.2


@pytest.mark.parametrize("value", [-1e308, 1e308])
def test_a_column_is_held_no_farther_than_its_samples_reach(value: float) -> None:
    experiment = Experiment(table=THREE)
    split = experiment.split()
    held = plane_of(experiment, split, Slice((0, 2), values=((1, value),))).grid(4)[:, 1]
    ends = split.train.points[:, 1].min(), split.train.points[:, 1].max()
    np.testing.assert_array_equal(held, ends[value > 0])


@pytest.mark.parametrize("chosen", [Slice((0, 0)), Slice((0, 9)), Slice((-1, 2)), Slice((0, 1), held=10**6)])
def test_a_slice_that_is_not_there_falls_back(chosen: Slice) -> None:
    experiment = Experiment(table=THREE)
    assert np.isfinite(plane_of(experiment, experiment.split(), chosen).grid(4)).all()


def test_the_answer_of_one_column_goes_upwards() -> None:
    x = np.linspace(0, 10, 40)[:, np.newaxis]
    experiment = Experiment(table=Table(("t",), x, 3 * x[:, 0]))
    plane = plane_of(experiment, experiment.split())
    assert plane.line
    middle = (plane.axes[1].low + plane.axes[1].high) / 2
    assert plane.height(np.array([middle]))[0] == pytest.approx((plane.low + plane.high) / 2)
    assert plane.grid(6).shape == (36, 1)


def test_a_table_trains_standardized_by_its_training_samples_alone() -> None:
    run = Experiment(table=THREE, head="softmax", loss="cross_entropy", test_share=30).start()
    x, _ = run.examples["train"]
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x.std(axis=0), 1)
    assert abs(run.examples["test"][0].mean(axis=0)).max() > 1e-6
    run.advance(epochs=5)
    assert run.predict(INPUTS).shape == (90, 3)
    assert run.accuracy.test == (run.predict(run.split.test.points).argmax(axis=1) == run.split.test.targets).mean()
