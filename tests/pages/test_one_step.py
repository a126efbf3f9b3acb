"""One step, without a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay import Experiment
from nnplay.study.one_step.mistakes import MISTAKES
from nnplay.study.one_step.sources import Exercise
from nnplay.text import for_markdown
from nnplay.ui.one_step.state import OneStep
from nnplay.ui.one_step.written import KEY, read_link, write_link


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=30).run()
    return app.switch_page("pages/one_step.py").run()


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_the_playgrounds_network_is_taken_as_it_stands(page: AppTest) -> None:
    assert not page.exception
    session = page.session_state["nnplay"]
    before = metrics(page)["Loss before"]
    session.player.run.advance(epochs=5)
    page.run()
    assert metrics(page)["Loss before"] != before
    assert any("epoch 5" in caption.value for caption in page.caption)


def test_ones_own_numbers_begin_with_the_worked_example(page: AppTest) -> None:
    page.get_by_key("one_step_own").set_value(True).run()
    assert not page.exception
    assert metrics(page)["Loss before"] == "0.298371"
    page.get_by_key("one_step_digits").set_value(9).run()
    assert metrics(page)["Loss before"] == "0.298371109"


def test_the_shape_of_ones_own_network_can_be_changed(page: AppTest) -> None:
    page.get_by_key("one_step_own").set_value(True).run()
    page.get_by_key("one_step_layers").set_value(3).run()
    page.get_by_key("one_step_inputs").set_value(4).run()
    page.get_by_key("one_step_head").set_value("softmax").run()
    page.get_by_key("one_step_loss").set_value("cross_entropy").run()
    page.get_by_key("one_step_optimizer").set_value("adam").run()
    page.get_by_key("one_step_samples").set_value(3).run()
    assert not page.exception
    exercise = page.session_state["nnplay"].of(OneStep).exercise
    assert (exercise.net.sizes, exercise.head, exercise.loss) == ((4, 2, 2, 2, 2), "softmax", "cross_entropy")
    page.get_by_key("one_step_outputs").set_value(1).run()
    assert not page.exception
    assert page.session_state["nnplay"].of(OneStep).exercise.head == "sigmoid"


def test_the_worked_example_says_why_published_numbers_differ(page: AppTest) -> None:
    page.get_by_key("one_step_own").set_value(True).run()
    assert metrics(page)["Loss after"] == "0.280471"
    assert any("0.29103" in caption.value and "0.28047" in caption.value for caption in page.caption)
    page.get_by_key("one_step_biases_stay").set_value(True).run()
    assert metrics(page)["Loss after"] == "0.291028"
    page.get_by_key("one_step_lr").set_value(0.6).run()
    assert not any("Matt Mazur" in caption.value for caption in page.caption)


def test_pasted_cells_are_taken_over_and_wrong_ones_are_named(page: AppTest) -> None:
    page.get_by_key("one_step_own").set_value(True).run()
    page.get_by_key("one_step_into").set_value("layer 1")
    page.get_by_key("one_step_cells").set_value("1\t2\n3\tx\n5\t6")
    next(button for button in page.button if button.label == "Take over").click().run()
    assert any(for_markdown("row x2, column h2: 'x' is not a number") in error.value for error in page.error)
    page.get_by_key("one_step_into").set_value("layer 1")
    page.get_by_key("one_step_cells").set_value("1\t2\n3\t4\n5\t6")
    next(button for button in page.button if button.label == "Take over").click().run()
    assert not page.error
    assert page.session_state["nnplay"].of(OneStep).tables["layer 1"].tolist() == [[1, 2], [3, 4], [5, 6]]


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_planted_mistake_is_seen(page: AppTest, mistake: str) -> None:
    page.session_state["nnplay"].player.change(Experiment(hidden=(3, 3)))
    page.run()
    assert page.success
    page.get_by_key("one_step_mistake").set_value(mistake).run()
    assert not page.exception
    assert not page.success
    assert any("do not agree" in error.value for error in page.error)


def test_a_network_too_large_to_go_through_says_so(page: AppTest) -> None:
    page.session_state["nnplay"].player.change(Experiment(hidden=(40, 40)))
    page.run()
    assert not page.exception
    assert any("one by one" in info.value for info in page.info)


@pytest.mark.parametrize("experiment", [
    Experiment(data="plane"), Experiment(head="softmax", loss="cross_entropy", optimizer="adam"), Experiment(hidden=()),
    Experiment(data="xor_table", bias=False), Experiment(dtype="float32", regularization={"l1": 0.1, "dropout": 0.3}),
])
def test_every_kind_of_experiment_can_be_gone_through(page: AppTest, experiment: Experiment) -> None:
    page.session_state["nnplay"].player.change(experiment)
    page.run()
    assert not page.exception
    assert "Loss after" in metrics(page)


def test_a_link_opens_the_numbers_it_holds_and_the_address_holds_what_is_typed() -> None:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=30).run()
    given = replace(Exercise(), inputs=1, hidden=(), outputs=1)
    app.query_params[KEY] = write_link(given, {"samples": np.array([[2.0, 1.0]]), "layer 1": np.array([[0.25], [3.0]])})
    page = app.switch_page("pages/one_step.py").run()
    assert not page.exception and not page.warning
    state = page.session_state["nnplay"].of(OneStep)
    assert state.own and state.exercise == given and state.numbers["layer 1"].tolist() == [[0.25], [3.0]]
    page.get_by_key("one_step_samples").set_value(2).run()
    found, numbers = read_link(page.query_params[KEY])
    assert found.samples == 2 and numbers["samples"][0].tolist() == [2.0, 1.0]
    page.get_by_key("one_step_own").set_value(False).run()
    assert KEY not in page.query_params


def test_a_link_that_holds_no_exercise_is_said() -> None:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=30).run()
    app.query_params[KEY] = "nonsense"
    page = app.switch_page("pages/one_step.py").run()
    assert not page.exception and "damaged" in page.warning[0].value
