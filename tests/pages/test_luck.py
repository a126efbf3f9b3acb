"""Luck, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.study.intervals import Interval, difference
from nnplay.study.naming import parameter_names
from nnplay.ui.luck.fields import FIELDS
from nnplay.ui.luck.state import COMPARISONS, Luck
from nnplay.ui.luck.words import verdict


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    return app.switch_page("pages/luck.py").run()


def state_of(page: AppTest) -> Luck:
    state: Luck = page.session_state["nnplay"].of(Luck)
    return state


def run_out(page: AppTest) -> AppTest:
    """Go on as the browser does, until nothing runs."""
    for _ in range(300):
        if not state_of(page).running:
            return page.run()
        page.run()
    raise AssertionError("it did not end")


def test_sixty_starts_of_the_tutorial_are_counted(page: AppTest) -> None:
    page.get_by_key("luck_start").click().run()
    run_out(page)
    assert not page.exception
    population = state_of(page).populations[0]
    right = int(population.solved(state_of(page).target).sum())
    assert population.starts == 60
    assert 30 < right < 60
    assert any(f"{right} of 60 solved" in text.value for text in page.markdown)


@pytest.mark.parametrize("view", ["Boundaries", "Initial weights", "Numbers"])
def test_every_closer_look_is_drawn(page: AppTest, view: str) -> None:
    page.get_by_key("luck_starts").set_value(5).run()
    page.get_by_key("luck_epochs").set_value(30).run()
    page.get_by_key("luck_start").click().run()
    run_out(page)
    page.get_by_key("luck_view").set_value(view).run()
    assert not page.exception


@pytest.mark.parametrize("compare", [key for key in COMPARISONS if key != "none"])
def test_two_settings_are_told_apart_in_a_sentence(page: AppTest, compare: str) -> None:
    page.get_by_key("luck_compare").set_value(compare).run()
    page.get_by_key("luck_starts").set_value(6).run()
    page.get_by_key("luck_epochs").set_value(20).run()
    page.get_by_key("luck_start").click().run()
    run_out(page)
    assert not page.exception
    assert len(state_of(page).populations) == 2
    assert any("95 % interval" in text.value and "solve" in text.value for text in page.markdown[-4:])


def test_pause_cancel_and_nonsense(page: AppTest) -> None:
    page.get_by_key("luck_epochs").set_value(50_000).run()
    page.get_by_key("luck_start").click().run()
    page.get_by_key("luck_pause").click().run()
    epoch = state_of(page).populations[0].epoch
    page.run()
    assert state_of(page).populations[0].epoch == epoch < 50_000
    page.get_by_key("luck_cancel").click().run()
    assert not state_of(page).populations
    page.get_by_key("luck_compare").set_value("own").run()
    page.get_by_key("luck_setting").set_value("lr").run()
    state_of(page).value = "fast"
    page.get_by_key("luck_start").click().run()
    assert [error.value for error in page.error] == ["'fast' is not a number"]


def test_a_start_opens_in_the_playground_with_its_seed(page: AppTest) -> None:
    page.get_by_key("luck_starts").set_value(5).run()
    page.get_by_key("luck_epochs").set_value(10).run()
    page.get_by_key("luck_start").click().run()
    run_out(page)
    state_of(page).open(0, 3)
    page.run()
    assert not page.exception
    session = page.session_state["nnplay"]
    assert session.page == "playground"
    assert session.player.experiment == state_of(page).populations[0].member(3)


def test_a_click_on_nothing_there_opens_nothing() -> None:
    state = Luck()
    state.open(0, 3)
    assert state.opened is None


def test_every_value_offered_for_a_setting_can_be_used() -> None:
    from nnplay.experiment import Experiment

    for item in FIELDS.values():
        for value in item.options:
            changed = item.changed(Experiment(), value)
            assert isinstance(changed, Experiment), (item.name, value)


def test_parameters_have_as_many_names_as_there_are() -> None:
    from nnplay.experiment import Experiment

    for experiment in (Experiment(hidden=(3, 2)), Experiment(hidden=(), bias=False)):
        names = parameter_names(experiment)
        assert len(set(names)) == len(names) == experiment.net.size


@pytest.mark.parametrize(("apart", "said"), [
    (difference(60, 60, 40, 60), "**He solves it more often, by 33 points"),
    (difference(40, 60, 60, 60), "**Glorot solves it more often, by 33 points"),
    (difference(31, 60, 30, 60), "No difference can be told"),
    (Interval(0.0, -0.1, 0.1), "equally often"),
])
def test_the_sentence_says_whether_a_difference_is_real(apart: Interval, said: str) -> None:
    assert said in verdict(("He", "Glorot"), apart)


def test_boundaries_are_drawn_while_training_goes_on() -> None:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    app.switch_page("pages/luck.py").run()
    app.get_by_key("luck_epochs").set_value(100_000).run()
    app.get_by_key("luck_start").click().run()
    assert not app.exception
    charts = [element.proto.json for element in app.get("bidi_component") if '"figure"' in element.proto.json]
    assert any("decision boundaries" in chart and '"pace": 1500' in chart for chart in charts)
