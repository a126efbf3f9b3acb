"""The maps of neurons against the network itself, asked at the same points."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.features import FEATURES, features
from nnplay.engine.activations import ACTIVATIONS
from nnplay.study.maps import NeuronMaps, colour_scales, input_maps
from nnplay.study.plane import square_grid


def test_the_grid_is_read_like_a_page_from_the_top_left() -> None:
    assert square_grid(-6, 6, 3).tolist() == [
        [-4, 4], [0, 4], [4, 4],
        [-4, 0], [0, 0], [4, 0],
        [-4, -4], [0, -4], [4, -4],
    ]


@pytest.mark.parametrize("side", [1, 2, 25, 50])
def test_cells_have_equal_size_and_fill_the_square(side: int) -> None:
    points = square_grid(-0.5, 1.5, side)
    assert points.shape == (side**2, 2)
    size = 2 / side
    assert points.min(axis=0) == pytest.approx([-0.5 + size / 2] * 2)
    assert points.max(axis=0) == pytest.approx([1.5 - size / 2] * 2)
    assert points.mean(axis=0) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("inputs", [("x1", "x2"), ("x2",), tuple(FEATURES)])
@pytest.mark.parametrize("data", ["circle", "plane", "xor_table"])
def test_the_output_map_is_what_the_run_predicts_at_the_same_points(data: str, inputs: tuple[str, ...]) -> None:
    run = Experiment(data=data, inputs=inputs, hidden=(3, 2)).start()
    maps = NeuronMaps(run.params, features(square_grid(-6, 6, 10), inputs), side=10)
    for _ in range(3):
        run.advance(epochs=2)
        maps()
        # Row by row from the top: x2 falls, x1 grows.
        expected = [[run.predict(np.array([[-5.4 + 1.2 * j, 5.4 - 1.2 * i]]))[0, 0] for j in range(10)]
                    for i in range(10)]
        assert maps.output() == pytest.approx(np.array(expected), rel=1e-5, abs=1e-6)


def test_inputs_too_large_for_single_precision_are_shown_as_they_are_answered() -> None:
    run = Experiment().start()
    points = square_grid(-6, 6, 5) * 1e60
    maps = NeuronMaps(run.params, features(points, ("x1", "x2")), side=5)
    maps()
    assert maps.output().ravel() == pytest.approx(run.predict(points)[:, 0])


def test_hidden_maps_are_tanh_of_the_weighted_sums_worked_out_by_hand() -> None:
    run = Experiment(hidden=(4, 2)).start()
    run.advance(epochs=3)
    maps = NeuronMaps(run.params, features(square_grid(-6, 6, 20), ("x1", "x2")), side=20, stride=4)
    maps()
    (W1, b1), (W2, b2), _ = run.weights
    first, second = maps.hidden(0), maps.hidden(1)
    assert first.shape == (4, 5, 5)
    assert second.shape == (2, 5, 5)
    for i in range(5):
        for j in range(5):
            x = np.array([-5.7 + 4 * 0.6 * j, 5.7 - 4 * 0.6 * i])  # every fourth cell of 0.6
            a1 = np.tanh(x @ W1 + b1)
            assert first[:, i, j] == pytest.approx(a1, rel=1e-5, abs=1e-6)
            assert second[:, i, j] == pytest.approx(np.tanh(a1 @ W2 + b2), rel=1e-5, abs=1e-6)


def test_with_two_outputs_the_map_shows_how_far_the_second_is_above_the_first() -> None:
    run = Experiment(head="softmax", loss="cross_entropy").start()
    run.advance(epochs=5)
    maps = NeuronMaps(run.params, features(square_grid(-6, 6, 5), ("x1", "x2")), side=5)
    maps()
    prediction = run.predict(square_grid(-6, 6, 5))
    assert prediction.shape == (25, 2)
    assert maps.output().ravel() == pytest.approx(prediction[:, 1] - prediction[:, 0], rel=1e-5, abs=1e-6)


def test_the_map_of_an_input_is_the_input() -> None:
    maps = input_maps(features(square_grid(-6, 6, 4), ("x1", "x2", "x1_x2")), 4)
    assert maps[0].tolist() == [[-4.5, -1.5, 1.5, 4.5]] * 4
    assert maps[1].tolist() == [[x2] * 4 for x2 in (4.5, 1.5, -1.5, -4.5)]  # high x2 above
    assert maps[2] == pytest.approx(maps[0] * maps[1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_map_never_goes_beyond_its_colour_scale(activation: str) -> None:
    run = Experiment(activation=activation, hidden=(3,), init="uniform_half", seed=4).start()
    run.params.theta *= 5
    maps = NeuronMaps(run.params, features(square_grid(-6, 6, 10), ("x1", "x2")), side=10)
    maps()
    outputs = maps.hidden(0)
    scales = colour_scales(outputs, activation)
    assert scales.shape == (3,)
    assert (np.abs(outputs).max(axis=(1, 2)) <= scales).all()
    assert (scales > 0).all()


def test_colour_scales_are_the_bound_or_the_largest_and_at_least_one() -> None:
    maps = np.array([[[0.1, -0.2]], [[3.0, -7.0]]])
    assert colour_scales(maps, "tanh").tolist() == [1, 1]
    assert colour_scales(maps, "sigmoid").tolist() == [1, 1]
    assert colour_scales(maps, "relu").tolist() == [1, 7]
    assert colour_scales(maps, "linear").tolist() == [1, 7]


def test_evaluating_maps_changes_neither_the_weights_nor_what_training_does() -> None:
    plain, watched = Experiment().start(), Experiment().start()
    maps = NeuronMaps(watched.params, features(square_grid(-6, 6, 50), ("x1", "x2")), side=50)
    for _ in range(5):
        plain.advance(steps=7)
        watched.advance(steps=7)
        maps()
    assert plain.params.theta.tobytes() == watched.params.theta.tobytes()


def test_maps_of_a_network_that_has_diverged_come_without_a_warning() -> None:
    run = Experiment(activation="relu").start()
    run.params.theta[:] = 1e300
    maps = NeuronMaps(run.params, features(square_grid(-6, 6, 5), ("x1", "x2")), side=5)
    maps()
    colour_scales(maps.hidden(1), "relu")
    assert not np.isfinite(maps.hidden(1)).all()
