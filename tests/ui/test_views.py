"""What the browser gets when it asks for a view, and what nonsense gets it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay.experiment import Experiment
from nnplay.study.plane import plane_of
from nnplay.ui.probes import Watch
from nnplay.ui.process import STATIC
from nnplay.ui.views import VIEWS, Look, seen
from nnplay.ui.wire import pack

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
        assert header["seen"]["view"] == view
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


def test_every_view_is_drawn() -> None:
    drawings = (STATIC / "views" / "views.js").read_text().split("const DRAWINGS = {")[1].split("}")[0]
    assert [part.split(":")[0].strip() for part in drawings.split(",")] == list(VIEWS)
