"""What the browser gets when it asks for a view, and what nonsense gets it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnplay.experiment import Experiment
from nnplay.figures.theme import class_colours
from nnplay.run import Run
from nnplay.study.plane import plane_of
from nnplay.ui.frames import Camera, certainty
from nnplay.ui.player import Player
from nnplay.ui.probes import Watch, probes
from nnplay.ui.scene import image, scene
from nnplay.ui.views import VIEWS, Look, seen
from nnplay.ui.wire import pack

STATIC = Path(__file__).parents[2] / "static"

SETTINGS: list[dict[str, Any]] = [{}, {"hidden": ()}, {"data": "iris"}, {"data": "plane"}, {"data": "line"},
                                  {"hidden": (8,) * 6}]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_every_kind_of_data_can_be_sent(view: str, settings: dict[str, Any]) -> None:
    run = Experiment(**settings).start()
    plane = plane_of(run.experiment, run.split)
    for broken in (False, True):
        if broken:
            run.params.theta[:] = np.nan
        header, arrays = seen(run, plane, Look(view))
        assert header.get("seen", {}).get("view") == (view if VIEWS[view].suits(run.experiment) else None)
        pack(header, arrays)


@pytest.mark.parametrize("asked", [None, 3, [], {}, {"view": None}, {"view": "<script>"}, {"view": ["hidden"]}])
def test_what_is_no_view_is_not_looked_at(asked: Any) -> None:
    assert Look.read(asked) is None
    assert Watch.read({"look": asked}).look is None


@pytest.mark.parametrize("asked", [{"part": "all", "layer": "x", "unit": 1e300, "axes": "ab"}, {"axes": [1, 2, 3]},
                                   {"layer": -5, "unit": 10**9, "axes": [-1, None]}])
@pytest.mark.parametrize("view", VIEWS)
def test_options_that_are_nonsense_fall_back(view: str, asked: dict[str, Any]) -> None:
    run = Experiment().start()
    look = Look.read({"view": view, **asked})
    assert look is not None
    seen(run, plane_of(run.experiment, run.split), look)


@pytest.mark.parametrize(("data", "is_table"), [("circle", False), ("iris", True), ("diabetes", True),
                                                ("digits", False), ("xor_table", False), ("line", False)])
def test_new_rows_can_be_asked_about_where_there_is_a_table(data: str, is_table: bool) -> None:
    player = Player(Experiment(data=data))
    header, _ = scene(player)
    assert ("use" in [view["key"] for view in header["views"]]) == is_table == bool(header["form"])


@pytest.mark.parametrize(("row", "text", "cells"), [
    ([5.1, None, "x" * 500], "a", (5.1, None, "x" * 200)), ("abc", 3, ()), ([[], {}, True, 1e300], None, (None,) * 4),
    ([1] * 1000, "y" * 10**6, (1.0,) * 256), (None, None, ()),
])
def test_what_is_asked_about_new_rows_is_bounded(row: Any, text: Any, cells: tuple[Any, ...]) -> None:
    look = Look.read({"view": "use", "row": row, "text": text})
    assert look is not None and look.asked.row == cells and len(look.asked.text) <= 10_001
    run = Experiment(data="iris").start()
    header, _ = seen(run, plane_of(run.experiment, run.split), look)
    assert 0 <= header["seen"]["decided"] < 3


def test_every_view_is_drawn() -> None:
    drawings = (STATIC / "views" / "views.js").read_text().split("const DRAWINGS = {")[1].split("}")[0]
    assert [part.split(":")[0].strip() for part in drawings.split(",")] == list(VIEWS)


def test_many_classes_are_mixed_decided_or_doubted() -> None:
    run = Experiment(data="iris").start()
    run.advance(epochs=20)
    camera = Camera(run, plane_of(run.experiment, run.split))
    mixed = camera.output(run)
    camera.style = "classes"
    decided = camera.output(run)
    camera.style = "uncertainty"
    doubted = camera.output(run)
    assert mixed.shape == decided.shape == (*doubted.shape, 3)
    palette = {tuple(colour) for colour in class_colours(3).astype(np.uint8)}
    assert {tuple(cell) for cell in decided.reshape(-1, 3)} <= palette
    assert doubted.min() >= 128  # sure counts upwards from not at all


def test_certainty_is_one_for_one_class_and_none_for_equal_shares() -> None:
    np.testing.assert_allclose(certainty(np.array([[1.0, 0, 0], [1 / 3, 1 / 3, 1 / 3]])), [1, 0], atol=1e-9)


def test_samples_that_are_wrong_are_told_one_by_one() -> None:
    run = Experiment(noise=50).start()
    run.advance(epochs=10)
    plane = plane_of(run.experiment, run.split)
    _, arrays = probes(run, plane, Watch.read({"mistakes": True}))
    assert 1 - arrays["wrong_train"].mean() == pytest.approx(run.accuracy.train)
    assert 1 - arrays["wrong_test"].mean() == pytest.approx(run.accuracy.test)
    assert not probes(Experiment(data="plane").start(), plane, Watch.read({"mistakes": True}))[1]


def digits() -> Run:
    run = Experiment(data="digits", hidden=(6,), head="softmax", loss="cross_entropy").start()
    run.advance(epochs=3)
    return run


def asked(run: Run, watch: Any) -> dict[str, Any]:
    return probes(run, plane_of(run.experiment, run.split), Watch.read(watch))[0]


def test_a_drawn_picture_gets_the_networks_opinion_and_a_sample_its_picture() -> None:
    run = digits()
    pixels = run.split.test.points[7]
    opinion = asked(run, {"pixels": pixels.tolist()})["opinion"]["opinion"]
    np.testing.assert_allclose(opinion, run.predict(pixels[np.newaxis])[0], atol=1e-12)
    assert asked(run, {"sample": ["test", 7]})["opinion"] == {"image": pixels.tolist(), "opinion": opinion}
    run.params.theta[:] = np.nan
    assert asked(run, {"pixels": pixels.tolist()})["opinion"] == {"opinion": None}


@pytest.mark.parametrize("pixels", [None, "0" * 64, [0.0] * 63, [0.0] * 65, [0.0] * 63 + [17.0], [0.0] * 63 + [-1.0],
                                    [0.0] * 63 + ["<b>"], [None] * 64, [float("nan")] * 64, [0.0] * 100_000, {}])
def test_what_is_no_picture_gets_none(pixels: Any) -> None:
    assert "opinion" not in asked(digits(), {"pixels": pixels})


def test_only_data_that_are_pictures_have_a_pad() -> None:
    assert image(Experiment(data="digits")) == {"side": 8, "high": 16.0}
    assert image(Experiment(data="digits", inputs=("c1", "c2"))) is None
    assert image(Experiment(data="iris")) is None
    assert "opinion" not in asked(Experiment(data="iris").start(), {"pixels": [1.0] * 4, "sample": ["train", 0]})
