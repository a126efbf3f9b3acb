"""Threat: what a border lets in breaks the page behind it.

Limit: whatever a link, a file or an event holds, no page shows an error of the program, and every number on it is one.
Links and events here look right and are hostile: enormous numbers, names of every kind, lists where words belong.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from nnplay.data.outside import UNSEEN_IN_NAMES
from nnplay.share import link, opening
from nnplay.share.packed import pack_text
from nnplay.ui.browser import ACTIONS
from nnplay.ui.compare.kept import KeptRuns
from nnplay.ui.drawing import ACTS
from nnplay.ui.pages import PAGES
from nnplay.ui.session import KEY, Session
from nnplay.ui.your_data.state import YourData

SCRIPT = str(Path(__file__).parents[2] / "playground.py")
HOSTILE_NUMBERS = st.sampled_from(["0", "-1", "1e308", "-1e308", "1e-308", "9" * 400, "1e999", "nan", "inf", "", "1,5",
                                   "٣", "0x10", "1_000", "none", "true", "5000", "4294967295", "2.5", "1e100"])
NAMES = st.sampled_from(["a", "b", "", " ", "<b>x</b>", "![i](https://evil.example/i.png)", "\u202eabc", "\ud800",
                         "x" * 200, "x" * 201, "\x00", "a\nb", "$x$", "{{x}}", "x1", "target", "é", "😀", "%{y}"])
NUMBERS = st.floats(-10, 10) | st.sampled_from(
    [0, -0.0, 1, 1e100, -1e100, 1e101, 1e308, 10**400, 5e-324, None, True, "1", [], {}])
TABLES = st.fixed_dictionaries(
    {"columns": st.lists(NAMES, max_size=3), "inputs": st.lists(st.lists(NUMBERS, max_size=3), max_size=6),
     "targets": st.lists(NUMBERS, max_size=6)},
    optional={"classes": st.lists(NAMES, max_size=3), "target": NAMES, "form": st.just([{"kind": "number"}])})
SEEN = NAMES.filter(lambda name: name.isprintable() and 0 < len(name) <= 200)
RIGHT = st.builds(
    lambda names, rows, classes: {"columns": names, "classes": classes, "targets": [0, 1] * len(rows),
                                  "inputs": [(row * 3)[: len(names)] for row in rows for _ in range(2)]},
    st.lists(SEEN, min_size=1, max_size=3, unique=True),
    st.lists(st.lists(st.sampled_from([0, 1, 1e100, -1e100, 5e-324, 1e-300]), min_size=1, max_size=1), min_size=2,
             max_size=8),
    st.sampled_from([[], ["no", "yes"], ["<b>", "$x$"]]))


@st.composite
def links(draw: st.DrawFn) -> dict[str, str]:
    """Draw parameters that look right: known names, each with something that might stand there."""
    params = {"v": "1"}
    for key in draw(st.lists(st.sampled_from([*link.KEYS, *opening.READERS, "l2", "stop.epoch", "adam.beta1", "scale"]),
                             max_size=6, unique=True)):
        params[key] = draw(st.one_of(HOSTILE_NUMBERS, NAMES, st.sampled_from(
            ["spiral", "table", "digits", "8-8", "relu-tanh", "softmax", "cross_entropy", "adam", "plane", "x1-x2",
             "noise-play", "log", "eNpjYAAAAAIAAQ", "5000", "1e-6", "float32"])))
    if draw(st.booleans()):
        params["table"] = pack_text(json.dumps(draw(st.one_of(TABLES, RIGHT))))
    return params


def sound(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


@given(links(), st.sampled_from(sorted(PAGES)))
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_link_breaks_a_page(params: dict[str, str], key: str) -> None:
    app = AppTest.from_file(SCRIPT, default_timeout=120)
    for name, value in params.items():
        app.query_params[name] = value.encode("utf-8", "replace").decode()
    sound(app.run())
    if key != "playground":
        sound(app.switch_page(PAGES[key].script).run())


JSON = st.recursive(st.one_of(NUMBERS, NAMES, st.sampled_from(list(ACTIONS))),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["generation", "frame", "scene", "intents", "serial", "action", "step", "index", "value", "do",
                         "layer", "unit", "names", "watch", "look", "pixels", "sample", "points", "ghosts", "press",
                         "text", "row", "x", "y", "cells", "origin", "size", "piece",
                         "pieces", "keep"]), inner, max_size=5), max_leaves=12)
DETAILS = ("step", "index", "value", "do", "layer", "unit", "seed", "speed", "cells", "points", "origin", "press")
PLACE = NUMBERS | st.floats(-1, 1)
STROKES = st.fixed_dictionaries(  # what a hand draws, and what no hand would
    {"action": st.just("draw"), "do": st.sampled_from([*ACTS, "other"])},
    optional={"places": st.lists(st.lists(PLACE, min_size=2, max_size=2), max_size=4) | JSON, "value": PLACE,
              "radius": PLACE, "stroke": NUMBERS, "end": st.booleans() | JSON})
INTENTS = st.lists(STROKES | st.fixed_dictionaries(
    {"action": st.sampled_from(list(ACTIONS))}, optional=dict.fromkeys(DETAILS, JSON) | {"serial": JSON}), max_size=4)
SERIALS = itertools.count(1)  # an intent is done once: each of ours has a number that was not there before
EVENTS = st.one_of(JSON, st.fixed_dictionaries(
    {"generation": st.integers(-1, 3), "frame": st.integers(-1, 9), "intents": INTENTS}, optional={"watch": JSON}))


@pytest.fixture(scope="module")
def playground() -> AppTest:
    return sound(AppTest.from_file(SCRIPT, default_timeout=120).run())


@given(st.lists(EVENTS, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_event_of_a_component_breaks_the_page(playground: AppTest, events: list[Any]) -> None:
    for event in events:
        intents = event.get("intents") if isinstance(event, dict) else None
        for intent in intents if isinstance(intents, list) else ():
            if isinstance(intent, dict):
                intent.setdefault("serial", next(SERIALS))
    stage = next(each.proto for each in playground.get("bidi_component") if each.key == "stage")
    states = playground._tree.get_widget_states()
    states.widgets.append(WidgetState(
        id=f"$$STREAMLIT_INTERNAL_KEY_{stage.id}__events",
        json_trigger_value=json.dumps([{"event": name, "value": event} for name in ("ask", "back")
                                       for event in events])))
    sound(playground._run(states))
    assert playground.session_state[KEY].player.run.step >= 0


@given(NAMES, st.sampled_from(["a,b\n1,2\n2,3\n", "", "a"]))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_names_of_files_and_of_kept_runs_can_be_seen(name: str, content: str) -> None:
    brought, runs = YourData(), KeptRuns()
    brought.bring(content, name)
    said = runs.keep(name, Session())
    for shown in (brought.name, *(kept.name for kept in runs.kept)):
        assert shown and len(shown) <= 60 and not UNSEEN_IN_NAMES.search(shown), said
