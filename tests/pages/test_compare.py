"""Kept runs side by side, without a browser."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from nnplay import Experiment
from nnplay.ui.compare.board import _histories
from nnplay.ui.compare.kept import MOST, KeptRuns
from nnplay.ui.session import KEY


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    app.switch_page("pages/compare.py").run()
    keep(app, "first")
    app.session_state[KEY].player.change(Experiment(lr=0.3))
    return keep(app, "fast")


def keep(app: AppTest, name: str) -> AppTest:
    app.get_by_key("compare_keep_name").set_value(name).run()
    return app.get_by_key("compare_keep_keep").click().run()


def kept(app: AppTest) -> KeptRuns:
    return app.session_state[KEY].of(KeptRuns)


def test_one_step_takes_all_to_the_same_epoch_and_each_learns_as_it_would_alone(page: AppTest) -> None:
    page.get_by_key("compare_step").click().run()
    page.get_by_key("compare_step").click().run()
    assert not page.exception
    runs = kept(page).side_by_side.runs
    assert [run.epoch for run in runs] == [2, 2]
    for run, experiment in zip(runs, (Experiment(), Experiment(lr=0.3)), strict=True):
        alone = experiment.start()
        alone.advance(epochs=2)
        assert run.loss == alone.loss


def test_settings_that_differ_come_first_and_are_marked(page: AppTest) -> None:
    table = page.dataframe[0].value
    assert table.iloc[0].tolist() == ["lr", "≠", "0.03", "0.3"]
    assert not (table["Differs"].iloc[1:] == "≠").any()


def test_a_name_is_given_once_and_no_more_runs_are_kept_than_fit(page: AppTest) -> None:
    keep(page, "first")
    assert "first" in page.error[0].value
    for number in range(MOST - 2):
        keep(page, f"more {number}")
    assert len(kept(page).kept) == MOST
    assert "Up to" in kept(page).keep("one more", page.session_state[KEY])


def test_a_removed_run_is_gone_and_a_reset_goes_back_to_the_start(page: AppTest) -> None:
    page.get_by_key("compare_step").click().run()
    page.get_by_key("compare_reset").click().run()
    assert kept(page).side_by_side.epoch == 0
    page.get_by_key("compare_remove").click().run()
    assert [each.name for each in kept(page).kept] == ["fast"]
    assert not page.exception


def test_the_playground_keeps_its_run_below_the_stage() -> None:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    assert not app.exception
    assert "keep_keep" not in [button.key for button in app.button]  # closed, it draws nothing


@pytest.mark.parametrize("experiment", [
    {"data": "iris"}, {"data": "rings"}, {"data": "sine_curve"}, {"data": "diabetes"}, {"data": "xor_table"},
], ids=lambda options: options["data"])
def test_every_kind_of_data_is_drawn_beside_the_others(page: AppTest, experiment: dict[str, str]) -> None:
    page.session_state[KEY].change(**experiment)
    keep(page, "other")
    page.get_by_key("compare_step").click().run()
    assert not page.exception
    charts = [element for element in page.get("bidi_component") if '"figure"' in element.proto.json]
    assert len(charts) == 4  # three pictures, and the curves
    page.get_by_key("compare_measure").set_value("accuracy").run()
    assert not page.exception


def test_kept_runs_are_in_the_address_and_leave_as_csv(page: AppTest) -> None:
    other = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    other.query_params["runs"] = page.query_params["runs"]
    other = other.switch_page("pages/compare.py").run()
    assert not other.exception and not other.warning
    assert [(each.name, each.experiment) for each in kept(other).kept] == [
        (each.name, each.experiment) for each in kept(page).kept]
    kept(other).step()
    table = pd.read_csv(io.StringIO(_histories(kept(other))))
    assert list(table.columns[:3]) == ["run", "epoch", "step"]
    assert table["run"].tolist() == ["first", "first", "fast", "fast"]
    other.get_by_key("compare_remove").click().run()
    other.get_by_key("compare_remove").click().run()
    assert not other.exception and "runs" not in other.query_params
