"""A control of settings: what changed beside it wins over what the browser still shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.session import KEY, Session

SCRIPT = Path(__file__).parents[2] / "playground.py"


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(SCRIPT, default_timeout=60).run()


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
