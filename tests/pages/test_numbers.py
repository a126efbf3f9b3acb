"""Numbers that are typed: one out of range is told beside its box, and nothing runs with another in its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.bound import Keys
from nnplay.ui.luck.state import Luck

ROOT = Path(__file__).parents[2]


def opened(page: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "playground.py"), default_timeout=60).run()
    return app.switch_page(f"pages/{page}.py").run() if page else app


# A page, how to get to its box, the box, a number that is out of range, what is said, and the button that waits.
BOXES = [
    ("luck", {}, "luck_starts", 5000, "Starts must be a whole number from 2 to 1,000, not 5,000.", "luck_start"),
    ("luck", {}, "luck_epochs", 0, "Epochs must be a whole number from 1 to 100,000, not 0.", "luck_start"),
    ("luck", {}, "luck_number", 101.0, "The accuracy in % must be a number from 0 to 100, not 101.", "luck_start"),
    ("sweep", {}, "sweep_repeats", 51, "Repeats must be a whole number from 1 to 50, not 51.", "sweep_start"),
    ("sweep", {}, "sweep_goal_number", 1.5, "At least must be a number from 0 to 1, not 1.5.", "sweep_start"),
    ("landscape", {"landscape_kind": "random"}, "race_epochs", 0,
     "Epochs must be a whole number from 1 to 5,000, not 0.", "race_start"),
    ("landscape", {"landscape_kind": "random"}, "race_rate_sgd", -1.0,
     "SGD: rate must be a number from 0.000001 to 1,000, not -1.", "race_start"),
    ("one_step", {"one_step_own": True}, "one_step_inputs", 5, "Inputs must be a whole number from 1 to 4, not 5.", ""),
    ("one_step", {}, "one_step_first", 251, "First sample must be a whole number from 1 to 250, not 251.", ""),
    ("from_scratch", {"chapter": "onward"}, "onward_units", 9,
     "Neurons in each must be a whole number from 1 to 8, not 9.", "onward_open"),
    ("", {}, "set_data_seed", -1, "Data seed must be a whole number from 0 to 4,294,967,295, not -1.", ""),
]


@pytest.mark.parametrize(("page", "before", "box", "number", "said", "button"), BOXES)
def test_a_number_out_of_range_stays_with_the_range_in_words(
    page: str, before: dict[str, object], box: str, number: float, said: str, button: str
) -> None:
    app = opened(page)
    for key, value in before.items():
        app.get_by_key(key).set_value(value).run()
    right = app.get_by_key(box).value
    app.get_by_key(box).set_value(number).run()
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == [said]
    assert app.get_by_key(box).value == number
    if button:
        assert app.get_by_key(button).disabled
    app.get_by_key(box).set_value(right).run()
    assert not app.error and not app.exception
    if button:
        assert not app.get_by_key(button).disabled


def test_nothing_runs_with_another_number_than_the_one_in_the_box() -> None:
    app = opened("luck")
    app.get_by_key("luck_starts").set_value(5000).run()
    app.get_by_key("luck_log").set_value(True).run()
    assert app.get_by_key("luck_starts").value == 5000 and len(app.error) == 1  # it is told until it is right
    assert app.session_state["nnplay"].of(Luck).starts == 60
    app.get_by_key("luck_tutorial").set_value(False).run()
    assert len(app.error) == 1
    keys = app.session_state["nnplay"].of(Keys)
    app.get_by_key(keys.present("luck_epochs")).set_value(0).run()
    app.get_by_key("luck_tutorial").set_value(True).run()  # this puts another number into the box of epochs
    assert app.get_by_key(keys.present("luck_epochs")).value == 1500 and len(app.error) == 1


def test_no_page_leaves_a_range_to_the_browser() -> None:
    """Streamlit's own limits turn a box red without a word, and keep what was typed to the browser."""
    for file in (ROOT / "nnplay" / "ui").rglob("*.py"):
        for call in re.findall(r"number_input[^\n]*(?:\n[^\n]*){0,2}", file.read_text()):
            assert "min_value" not in call and "max_value" not in call, (file.name, call)
