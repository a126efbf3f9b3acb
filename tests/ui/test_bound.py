"""A widget that shows a value: what changed beside it wins over what the browser still shows of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.data.slice import Slice
from nnplay.ui.landscape.state import Landscape
from nnplay.ui.luck.state import Luck
from nnplay.ui.one_step.state import OneStep
from nnplay.ui.session import KEY, Session

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(ROOT / "playground.py", default_timeout=60).run()


def session(app: AppTest) -> Session:
    held: Session = app.session_state[KEY]
    return held


def test_a_question_from_a_page_not_yet_drawn_again_undoes_nothing(app: AppTest) -> None:
    shown = app._tree.get_widget_states()
    session(app).change(hidden=(5, 2), activation="relu")
    app.run()
    app._run(shown)  # what a browser sends that has not yet been told
    assert session(app).player.experiment.hidden == (5, 2)
    assert session(app).player.experiment.activation == ("relu", "relu")


def test_a_plane_that_a_link_brought_is_not_taken_back_by_the_sliders_of_the_one_before(app: AppTest) -> None:
    session(app).change(data="wine")
    session(app).player.show(Slice((0, 1), 3))
    app.session_state["slice_more"] = True
    app.run()
    shown = app._tree.get_widget_states()
    assert [slider.key for slider in app.slider if str(slider.key).startswith("slice_value")]
    there = Slice((0, 1), 7, ((4, float(session(app).player.run.split.train.points[7, 4])),))
    session(app).player.show(there)
    app.run()
    app._run(shown)
    assert session(app).player.sight.slice == there


@pytest.mark.parametrize(("page", "kind", "changes"), [
    ("luck", Luck, {"number": 7.5, "epochs": 77, "goal": "loss"}),
    ("landscape", Landscape, {"zoom": 2.0, "seed": 7, "kind": "random"}),
    ("one_step", OneStep, {"digits": 9, "count": 2, "mistake": "sign"}),
])
def test_no_page_takes_back_what_was_changed_beside_its_widgets(page: str, kind: type[Any],
                                                               changes: dict[str, Any], app: AppTest) -> None:
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    shown, state = app._tree.get_widget_states(), session(app).of(kind)
    for name, value in changes.items():
        assert getattr(state, name) != value
        setattr(state, name, value)
    app.run()
    app._run(shown)
    assert not app.exception
    assert {name: getattr(state, name) for name in changes} == changes


def test_what_is_chosen_in_a_control_after_a_change_beside_it_counts(app: AppTest) -> None:
    session(app).change(hidden=(5, 2))
    app.run()
    box = next(box for box in app.text_input if box.value == "5, 2")
    box.set_value("4, 2").run()
    assert session(app).player.experiment.hidden == (4, 2)
    box = next(box for box in app.text_input if box.value == "4, 2")
    box.set_value("3").run()
    assert session(app).player.experiment.hidden == (3,)


def test_a_control_stays_the_same_while_only_its_person_changes_it(app: AppTest) -> None:
    before = {box.key: box.id for box in app.text_input}
    box = next(box for box in app.text_input if box.value == "4, 2")
    box.set_value("3;2").run()
    assert session(app).player.experiment.hidden == (3, 2)
    assert {box.key: box.id for box in app.text_input} == before
