"""Building on the picture: kept weights, limits, and nonsense that changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.ui.browser import ACTIONS
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.player import Player
from nnplay.ui.probes import Watch, probes


def player(**changes: Any) -> Player:
    return Player(Experiment(samples=60, **changes))


def rebuild(on: Player, do: Any, layer: Any = 1, value: Any = None) -> None:
    ACTIONS["rebuild"](on, {"do": do, "layer": layer, "value": value})


def test_a_unit_added_while_playing_goes_on_playing_with_the_weights_learnt() -> None:
    on = player()
    on.step("epoch")
    learnt = on.run.weights[2].W
    on.play()
    rebuild(on, "units", 1, 5)
    assert on.experiment.hidden == (5, 2)
    assert on.playing
    np.testing.assert_array_equal(on.run.weights[2].W, learnt)
    assert on.run.epoch == 0
    assert len(on.ghosts) == 1  # the run before stays on the chart


def test_reset_after_building_is_the_start_of_the_new_network() -> None:
    on = player()
    on.step("epoch")
    rebuild(on, "add_layer", 2)
    assert on.experiment.hidden == (4, 2, 2)
    on.reset()
    np.testing.assert_array_equal(on.run.params.theta, on.experiment.start().params.theta)


def test_freezing_a_layer_keeps_the_run_and_its_moment() -> None:
    on = player()
    on.step("epoch")
    rebuild(on, "frozen", 1, True)
    first, second = on.run.weights[0].W, on.run.weights[1].W
    assert on.run.epoch == 1
    on.step("epoch")
    np.testing.assert_array_equal(on.run.weights[0].W, first)
    assert (second != on.run.weights[1].W).any()
    rebuild(on, "frozen", 1, False)
    assert on.experiment.frozen == ()


def test_inputs_and_activations_are_switched_on_the_picture() -> None:
    on = player()
    rebuild(on, "inputs", 0, ["x1", "x2", "x1_x2"])
    rebuild(on, "activation", 2, "relu")
    assert on.experiment.inputs == ("x1", "x2", "x1_x2")
    assert on.experiment.activation == ("tanh", "relu")


@pytest.mark.parametrize(
    ("do", "layer", "value"),
    [
        ("units", 1, 0), ("units", 1, MAX_UNITS + 1), ("units", 0, 3), ("units", 3, 3), ("units", "x", None),
        ("remove_unit", 1, 9), ("remove_unit", 1, -1), ("add_layer", -1, None), ("add_layer", 7, None),
        ("remove_layer", 0, None), ("remove_layer", 3, None), ("activation", 1, "<b>"), ("activation", 9, "tanh"),
        ("inputs", 0, []), ("inputs", 0, ["nothing"]), ("inputs", 0, "x1"), ("frozen", 9, True), ("nothing", 1, 1),
        (None, None, None), ([], {}, []),
    ],
)
def test_nonsense_changes_nothing(do: Any, layer: Any, value: Any) -> None:
    on = player()
    before = on.run
    rebuild(on, do, layer, value)
    assert on.run is before


def test_what_cannot_be_done_is_said_once() -> None:
    on = player(hidden=(2,) * MAX_LAYERS)
    rebuild(on, "add_layer", 1)
    assert str(MAX_LAYERS) in on.said()
    assert on.said() == ""


def test_a_dragged_weight_is_one_edit() -> None:
    on = player()
    first = float(on.run.params.theta[0, 3])
    for press, value in ((7, 1.0), (7, 2.0), (7, 3.0), (9, 4.0)):
        ACTIONS["drag"](on, {"index": 3, "value": value, "press": press})
    assert on.run.params.theta[0, 3] == 4
    assert len(on.edits) == 2
    on.undo()
    assert on.run.params.theta[0, 3] == 3
    on.undo()
    assert on.run.params.theta[0, 3] == first


@pytest.mark.parametrize("asked", [None, 3, [], {"pins": 4, "sample": "train", "gradient": 1},
                                   {"pins": [[1], "x", [1, 2, 3], None], "sample": ["<b>", 1]}, {"sample": [[], {}]}])
def test_a_watch_that_is_nonsense_asks_for_nothing(asked: Any) -> None:
    assert Watch.read(asked) == Watch()


def test_probes_leave_out_what_is_not_there() -> None:
    on = player()
    run = on.run
    asked = {"pins": [[1, 0], [9, 9], [-1, 0], [3, 0], [1, 1], [1, 2]], "sample": ["train", 10**9], "gradient": True}
    header, arrays = probes(run, on.sight.camera.plane, Watch.read(asked))
    assert [(pin["layer"], pin["unit"]) for pin in header["pins"]] == [(1, 0), (3, 0)]  # of the first four
    assert "sample" not in header
    assert arrays["gradient"].shape == (run.params.theta.shape[1],)


def test_a_sample_is_followed_from_its_inputs_to_the_answer() -> None:
    on = player()
    run = on.run
    header, arrays = probes(run, on.sight.camera.plane, Watch.read({"sample": ["train", 4]}))
    assert header["sample"]["part"] == "train"
    values = arrays["sample_values"]
    assert len(values) == sum(run.params.net.sizes)
    np.testing.assert_allclose(values[:2], run.split.train.points[4], rtol=1e-6)
    np.testing.assert_allclose(values[-1], run.predict(run.split.train.points[4:5])[0, 0], rtol=1e-6)
