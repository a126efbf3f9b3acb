"""Landscape, without a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.landscape.state import PLANES, Landscape


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    return app.switch_page("pages/landscape.py").run()


def state_of(page: AppTest) -> Landscape:
    state: Landscape = page.session_state["nnplay"].of(Landscape)
    return state


def run_out(page: AppTest) -> AppTest:
    """Go on as the browser does, until nothing is left to do."""
    for _ in range(300):
        if not state_of(page).busy:
            return page.run()
        page.run()
    raise AssertionError("it did not end")


def test_without_a_path_there_is_a_sentence_instead_of_a_plane(page: AppTest) -> None:
    assert not page.exception
    assert "train the network first" in page.info[0].value


@pytest.mark.parametrize("kind", list(PLANES))
@pytest.mark.parametrize("view", ["contours", "surface"])
def test_every_plane_is_drawn_both_ways(page: AppTest, kind: str, view: str) -> None:
    page.get_by_key("landscape_train").click().run()
    page.get_by_key("landscape_cells").set_value(21).run()
    page.get_by_key("landscape_kind").set_value(kind).run()
    page.get_by_key("landscape_view").set_value(view).run()
    run_out(page)
    assert not page.exception
    surface = state_of(page).surface
    assert surface is not None
    assert surface.complete
    assert np.isfinite(surface.loss).all()


def test_the_loss_where_the_run_stands_is_that_of_the_run(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    run_out(page)
    state, player = state_of(page), page.session_state["nnplay"].player
    assert state.path_losses()[-1] == player.run.loss.train
    assert player.run.epoch == 100


def test_a_race_from_a_place_is_run_and_listed(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    run_out(page)
    page.get_by_key("race_epochs").set_value(30).run()
    page.get_by_key("race_there").click().run()
    run_out(page)
    assert not page.exception
    state = state_of(page)
    assert state.race is not None
    assert [racer.name for racer in state.race.racers] == ["sgd", "momentum", "rmsprop", "adam"]
    assert all(racer.run.epoch == 30 for racer in state.race.racers)
    assert state.race.racers[0].way[0, 1:3] == pytest.approx(state.start)
    page.get_by_key("race_clear").click().run()
    assert state_of(page).race is None


def test_another_moment_of_the_run_is_another_landscape(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    run_out(page)
    before = state_of(page).surface
    page.get_by_key("landscape_train").click().run()
    run_out(page)
    assert state_of(page).surface is not before
    assert page.session_state["nnplay"].player.run.epoch == 200


def test_a_table_without_test_samples_is_drawn_on_those_it_has(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    page.get_by_key("landscape_samples").set_value("test").run()
    run_out(page)
    state = state_of(page)
    tested = state.path_losses()[-1]
    assert tested == page.session_state["nnplay"].player.run.loss.test
    page.session_state["nnplay"].change(data="xor_table")
    page.run()
    page.get_by_key("landscape_train").click().run()
    run_out(page)
    assert state.samples == "train"
    assert not page.exception
    assert state.surface is not None
    assert np.isfinite(state.surface.loss).all()


def test_a_race_can_start_on_the_plane_through_another_start(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    page.get_by_key("landscape_kind").set_value("three").run()
    run_out(page)
    state = state_of(page)
    assert not page.get_by_key("race_start").disabled
    assert state.plane is not None
    assert state.other is not None
    assert state.plane.distances(state.other.params.theta) == pytest.approx([0], abs=1e-9)
    assert state.other.step == state.run.step if state.run else False
    assert state.plane.distances(state.path[[0, -1]]) == pytest.approx([0, 0], abs=1e-9)


def test_two_weights_are_chosen_by_name_and_survive_a_smaller_network(page: AppTest) -> None:
    page.get_by_key("landscape_train").click().run()
    page.get_by_key("landscape_cells").set_value(21).run()
    page.get_by_key("landscape_kind").set_value("weights").run()
    page.get_by_key("landscape_across").set_value(24).run()
    run_out(page)
    plane = state_of(page).plane
    assert plane is not None and plane.names == ("bias of output", "x₁ → h1·2")
    player = page.session_state["nnplay"].player
    player.change(player.experiment.with_(hidden=()))
    page.run()
    run_out(page)
    assert not page.exception
    page.get_by_key("landscape_up").set_value(state_of(page).across).run()
    assert "chosen twice" in page.info[0].value
