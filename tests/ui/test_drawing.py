"""Drawing on the picture: what a stroke does to the data, the run and the link, and nonsense that changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.drawn import MAX_POINTS, drawing
from nnplay.share import opening
from nnplay.ui import scene
from nnplay.ui.browser import ACTIONS, Browser
from nnplay.ui.drawing import MAX_PLACES, MOST_CLASSES, MOST_STROKES
from nnplay.ui.player import Player

HERE = [[1.0, 2.0], [2.0, 2.0], [3.0, -1.0]]


def player(**changes: Any) -> Player:
    on = Player(Experiment(**{"samples": 60, **changes}))
    on.step("epoch")
    return on


def draw(on: Player, do: Any = "add", places: Any = None, value: Any = 1, **more: Any) -> str:
    ACTIONS["draw"](on, {"do": do, "places": HERE if places is None else places, "value": value, **more})
    return on.said()


def rows(on: Player, part: str) -> set[tuple[float, ...]]:
    samples = getattr(on.run.split, part)
    return {tuple(row) for row in np.column_stack([samples.points, samples.targets]).round(9).tolist()}


def told(on: Player) -> dict[str, Any]:
    return scene.chunk(on, on.chunk())[0]


def test_a_point_joins_the_data_and_the_network_goes_on_with_its_weights_its_epoch_and_its_curve() -> None:
    on = player(optimizer="adam")
    weights, moment, curve = on.run.params.theta.copy(), on.run.snapshot(), len(on.run.history_log)
    before = on.sight.scene
    on.play()
    assert not draw(on)
    assert on.playing
    assert on.experiment.source.samples == 63
    np.testing.assert_array_equal(on.run.params.theta, weights)
    assert on.run.step == moment.step
    assert on.run.epoch == 1
    assert len(on.run.history_log) == curve
    assert all((on.run.trainer.memory[name] == kept).all() for name, kept in moment.memory.items())
    assert on.sight.scene == before  # nothing but the points is drawn again
    on.step("epoch")
    assert (on.run.params.theta != weights).any()


def test_drawing_moves_no_point_between_training_and_test() -> None:
    on = player()
    draw(on)
    for number, place in enumerate(np.random.default_rng(1).uniform(-5, 5, (30, 2)).tolist()):
        train, test = rows(on, "train"), rows(on, "test")
        draw(on, places=[place], value=number % 2)
        assert train <= rows(on, "train")
        assert test <= rows(on, "test")
        draw(on, "erase", [place], radius=0.015)
        assert (rows(on, "train"), rows(on, "test")) == (train, test)


def test_many_pieces_of_a_stroke_are_taken_back_at_once_up_to_the_data_set_itself() -> None:
    on = player(data="blobs", samples=90, knobs={"blobs.classes": 4}, head="softmax", loss="cross_entropy")
    start = on.experiment
    for piece in range(3):
        draw(on, places=[[piece, 0]], value=3, stroke=7, end=piece == 2)
    draw(on, "erase", [[0, 0]], radius=1, stroke=8, end=True)
    assert told(on)["strokes"] == 2
    ACTIONS["undraw"](on, {})
    assert {(piece, 0.0, 3.0) for piece in range(3)} <= rows(on, "train") | rows(on, "test")
    ACTIONS["undraw"](on, {})
    assert on.experiment == start
    assert on.run.epoch == 1
    ACTIONS["undraw"](on, {})
    assert on.experiment == start


def test_only_the_last_strokes_are_remembered_and_none_once_other_data_came() -> None:
    on = player()
    for stroke in range(MOST_STROKES + 5):
        draw(on, places=[[stroke / 10, 1]], stroke=stroke)
    assert told(on)["strokes"] == MOST_STROKES
    on.change(on.experiment.with_(data="xor"))
    assert told(on)["strokes"] == 0
    ACTIONS["undraw"](on, {})
    assert on.experiment.data == "xor"


@pytest.mark.parametrize("change", [{"noise": 10}, {"balance": 50}, {"wrong_labels": 5}, {"split_seed": 3}])
def test_other_data_take_the_place_of_an_empty_paper_and_another_network_does_not(change: dict[str, float]) -> None:
    on = player()
    draw(on, "clear")
    on.change(on.experiment.with_(hidden=(3,)))
    assert told(on)["blank"]
    on.change(on.experiment.with_(**change))
    assert not told(on)["blank"]


def test_without_points_the_network_waits_and_begins_with_the_first_one() -> None:
    on = player()
    weights = on.run.params.theta.copy()
    on.play()
    draw(on, "clear")
    assert told(on)["blank"]
    assert [len(array) for array in scene.points(on).values()] == [0, 0]
    assert np.isnan(scene.chunk(on, on.chunk())[1]["score"][0, scene.SCORES.index("train_loss")])
    on.play()
    on.step("epoch")
    on.train(epochs=1, seconds=1)
    assert not on.playing
    assert not draw(on, places=[])
    assert not draw(on, "erase", [[0, 0]], radius=1)
    np.testing.assert_array_equal(on.run.params.theta, weights)
    draw(on, places=[[1, 1]], value=0)
    assert not told(on)["blank"]
    assert rows(on, "train") == {(1.0, 1.0, 0.0)}
    np.testing.assert_array_equal(on.run.params.theta, weights)
    on.step("epoch")
    assert (on.run.params.theta != weights).any()
    draw(on, "erase", [[1, 1]], radius=1)
    assert told(on)["blank"]
    for _ in range(3):
        ACTIONS["undraw"](on, {})
    assert on.experiment.data == "circle"
    assert not told(on)["blank"]


def test_numbers_to_predict_are_drawn_with_a_target_on_the_same_scale_of_colours() -> None:
    on = player(data="plane")
    values = scene.scene(on)[0]["drawing"]["values"]
    draw(on, value=values[0]["value"])
    after = scene.scene(on)[0]
    assert on.experiment.source.task == "regression"
    assert [each["shown"] for each in after["drawing"]["values"]] == [-1, -0.5, 0, 0.5, 1]
    assert after["targets"]["low"] == pytest.approx(values[0]["value"])
    low = on.experiment.source.drawn
    assert low is not None
    assert low.targets.min() == pytest.approx(values[0]["value"])


def test_the_rows_of_a_truth_table_stay_all_training() -> None:
    on = player(data="xor_table")
    draw(on, places=[[0.5, 0.5]])
    assert len(on.run.split.train) == 5
    assert len(on.run.split.test) == 0


def test_data_that_are_no_plane_cannot_be_drawn_on() -> None:
    on = player(data="sine_curve")
    assert scene.scene(on)[0]["drawing"] is None
    before = on.experiment
    for do in ("add", "erase", "clear"):
        assert draw(on, do, radius=1).startswith("points can be drawn where the data have two inputs")
    assert on.experiment == before


def test_a_drawing_is_full_at_five_thousand() -> None:
    on = player()
    draw(on)
    paper = on.experiment.source.drawn.paper  # type: ignore[union-attr]
    full = drawing(paper, np.arange(MAX_POINTS), np.zeros(MAX_POINTS), np.zeros(MAX_POINTS))
    on.change(on.experiment.with_(table=full))
    assert draw(on) == "at most 5,000 points can be drawn: erase some first"
    assert on.experiment.table == full


@pytest.mark.parametrize(("do", "sent", "said"), [
    ("add", {"value": "<b>"}, "a point needs a class or a target, got '<b>'"),
    ("add", {"value": 2}, "a class is a whole number from 0 to 1, got 2.0"),
    ("add", {"value": float("nan")}, "a point needs a class or a target, got 'nan'"),
    ("add", {"places": [["x", 1]]}, "a place is two numbers, got"),
    ("add", {"places": [[1]]}, "a place is two numbers, got '[1]'"),
    ("add", {"places": [7]}, "a place is two numbers, got '7'"),
    ("add", {"places": "everywhere"}, "a stroke has up to 300 places at a time"),
    ("add", {"places": [[0, 0]] * (MAX_PLACES + 1)}, "a stroke has up to 300 places at a time"),
    ("erase", {"radius": 1e9}, "an eraser reaches up to 3, got '1000000000.0'"),
    ("erase", {"radius": None}, "an eraser reaches up to 3, got 'None'"),
    ("burn", {}, ""),
    (["add"], {}, ""),
])
def test_nonsense_changes_nothing_and_is_answered(do: Any, sent: dict[str, Any], said: str) -> None:
    on = player()
    before, moment = on.experiment, on.run.step
    assert draw(on, do, **{"radius": 1, **sent}).startswith(said)
    assert on.experiment == before
    assert on.run.step == moment


def test_the_controls_are_drawn_again_when_a_stroke_has_ended_and_not_before() -> None:
    on, browser = player(), Browser()

    def send(serial: int, **intent: Any) -> bool:
        browser.settings_changed = False
        piece = {"serial": serial, "action": "draw", "do": "add", "value": 1, "stroke": 1, **intent}
        browser.take({"intents": [piece]}, on)
        return browser.settings_changed

    assert not send(1, places=[[1, 1]], end=False)
    assert on.strokes.open
    assert not send(2, places=[[2, 1]], end=False)
    assert send(3, places=[], end=True)
    assert not on.strokes.open
    assert on.experiment.samples == 62


def test_a_class_is_added_and_the_hidden_layers_keep_what_they_have_learnt() -> None:
    on = player()
    draw(on)
    hidden = on.run.weights[0].W
    on.play()
    assert not draw(on, "class")
    assert on.playing
    assert on.experiment.class_names == ("class 1", "class 2", "class 3")
    assert (on.experiment.head, on.experiment.loss) == ("softmax", "cross_entropy")
    np.testing.assert_array_equal(on.run.weights[0].W, hidden)
    output = on.run.weights[-1].W
    draw(on, "class")
    np.testing.assert_array_equal(on.run.weights[-1].W[:, :3], output)
    assert not draw(on, places=[[5, 5]], value=3)
    assert (5.0, 5.0, 3.0) in rows(on, "train")
    while len(on.experiment.class_names) < MOST_CLASSES:
        draw(on, "class")
    assert draw(on, "class") == "points are drawn of 2 to 8 classes, and there are 8"
    draw(on, "clear")
    assert draw(on, places=[[0, 0]], value=7) == ""


def test_a_class_needs_a_point_and_numbers_have_none() -> None:
    assert "2 to 8 classes" in draw(player(data="plane"), "class")
    on = player()
    draw(on, "clear")
    assert draw(on, "class") == "draw a point first, then add a class"
    assert on.experiment.data == "circle"


def test_reset_draws_the_first_weights_again_and_keeps_the_drawing() -> None:
    on = player()
    draw(on)
    drawn = on.experiment.table
    on.reset()
    assert on.experiment.table == drawn
    np.testing.assert_array_equal(on.run.params.theta, on.experiment.start().params.theta)
    assert on.run.step == 0


def test_the_link_of_a_moment_after_drawing_opens_that_moment() -> None:
    on = player()
    draw(on)
    on.step("epoch")
    opened, warnings = opening.read(opening.write(on.here()))
    other = Player(Experiment())
    assert other.open(opened) == ""
    assert warnings == []
    assert other.run.loss == on.run.loss
    assert other.run.epoch == on.run.epoch == 2


def test_the_past_goes_back_to_where_points_were_drawn_last() -> None:
    on = player()
    draw(on)
    first = on.run.step
    on.step("epoch")
    later = on.run.loss
    on.visit(0)
    assert on.run.step == first
    on.visit(10**6)
    assert on.run.loss == later


def test_a_draw_at_a_moment_of_the_past_goes_on_from_there() -> None:
    on = player()
    on.step("epoch")
    on.visit(1)
    weights = on.run.params.theta.copy()
    draw(on)
    np.testing.assert_array_equal(on.run.params.theta, weights)
    assert on.run.step == 1
    assert len(on.ghosts) == 1


def test_without_points_the_network_may_be_built_and_reset_and_still_waits() -> None:
    on = player()
    draw(on, "clear")
    ACTIONS["rebuild"](on, {"do": "units", "layer": 1, "value": 6})
    on.new_weights()
    on.reset()
    assert told(on)["blank"]
    draw(on, places=[[1, 1]])
    assert on.experiment.hidden == (6, 2)
    assert len(on.run.split.train) == 1
    draw(on, "clear")
    on.change(on.experiment.with_(data="xor", samples=60))
    assert not told(on)["blank"]


@pytest.mark.parametrize("changes", [{"split_seed": 3}, {"test_share": 20}, {"data_seed": 9}])
@pytest.mark.parametrize("act", ["add", "class"])
def test_points_dealt_anew_stay_where_they_then_are(changes: dict[str, Any], act: str) -> None:
    on = player()
    draw(on)
    before = rows(on, "test")
    on.change(on.experiment.with_(**changes))
    train, test = rows(on, "train"), rows(on, "test")
    assert test != before
    assert not draw(on, act, [[4, 4], [4, -4]])
    assert train <= rows(on, "train")
    assert test <= rows(on, "test")


def test_points_erased_late_in_an_epoch_leave_a_whole_batch_to_go_on_with() -> None:
    on = player()
    on.step("batch")
    on.step("batch")
    assert on.run.trainer.position == 20
    draw(on, "erase", [[x, y] for x in range(-5, 6, 2) for y in range(-4, 6)], radius=1)
    assert 0 < len(on.run.split.train) < 20
    assert on.run.trainer.position < len(on.run.split.train)
    on.step("epoch")
    assert on.run.epoch == 2


def test_points_of_another_split_stay_where_they_were_dealt_while_one_draws() -> None:
    on = player(split_seed=3, wrong_labels=20)
    there = {part: rows(on, part) for part in ("train", "test")}
    draw(on)
    first = {part: rows(on, part) for part in ("train", "test")}
    assert [len(first[part]) - len(there[part]) for part in ("train", "test")] in ([1, 2], [2, 1])
    draw(on, places=[[-3.0, -3.0]])
    assert all(first[part] <= rows(on, part) for part in ("train", "test"))
    on.change(on.experiment.with_(split_seed=8))
    dealt = {part: rows(on, part) for part in ("train", "test")}
    assert dealt["test"] != first["test"]
    draw(on, places=[[-4.0, 3.0]])
    assert all(dealt[part] <= rows(on, part) for part in ("train", "test"))
    for _ in range(3):
        draw(on, "undo")
    assert (on.experiment.split_seed, rows(on, "test")) == (3, there["test"])
