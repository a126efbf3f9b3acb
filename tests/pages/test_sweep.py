"""The page of every combination, without a browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.session import KEY
from nnplay.ui.sweep.state import SweepPage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(ROOT / "playground.py"), default_timeout=60).run()
    return app.switch_page("pages/sweep.py").run()


def kept(page: AppTest) -> SweepPage:
    return page.session_state[KEY].of(SweepPage)


def finish(page: AppTest) -> AppTest:
    end = time.monotonic() + 60
    while kept(page).job.state == "running" and time.monotonic() < end:
        time.sleep(0.05)
    return page.run()


def small(page: AppTest) -> AppTest:
    page.get_by_key("sweep_of_hidden").set_value("none; 2").run()
    page.get_by_key("sweep_repeats").set_value(2).run()
    return page.get_by_key("sweep_epochs").set_value(5).run()


def said(page: AppTest) -> str:
    return " ".join(element.value for element in page.markdown)


def test_it_says_beforehand_how_many_runs_there_are(page: AppTest) -> None:
    small(page)
    assert "**8 runs** (4 combinations × 2 repeats)" in said(page)


def test_the_exercise_of_a_course_is_one_click(page: AppTest) -> None:
    page.get_by_key("sweep_exercise").click().run()
    assert not page.exception
    assert "**360 runs** (72 combinations × 5 repeats)" in said(page)


def test_a_value_that_is_none_is_named_and_nothing_can_be_begun(page: AppTest) -> None:
    page.get_by_key("sweep_of_hidden").set_value("2; many").run()
    assert "many" in page.error[0].value
    assert page.get_by_key("sweep_start").disabled
    page.get_by_key("sweep_of_hidden").set_value("2; 3").run()
    assert not page.error
    assert not page.get_by_key("sweep_start").disabled


def test_a_sweep_trains_and_fills_every_view(page: AppTest) -> None:
    small(page).get_by_key("sweep_start").click().run()
    finish(page)
    assert not page.exception
    assert kept(page).job.state == "done"
    for view in ("Heatmap", "Lines", "Files", "Table"):
        page.get_by_key("sweep_view").set_value(view).run()
        assert not page.exception
        assert not page.error
    assert len(page.dataframe[-1].value) == 4


def test_cancel_keeps_what_is_done(page: AppTest) -> None:
    page.get_by_key("sweep_epochs").set_value(2000).run()
    page.get_by_key("sweep_start").click().run()
    page.get_by_key("sweep_cancel").click().run()
    assert not page.exception
    assert kept(page).job.state == "cancelled"


def test_a_link_brings_a_whole_sweep_and_names_what_is_wrong_with_it() -> None:
    app = AppTest.from_file(str(ROOT / "playground.py"), default_timeout=60).run().switch_page("pages/sweep.py")
    app.query_params["sweep"] = "v=1&over.noise=0,20&over.colour=red&repeats=3&epochs=99999999&base.data=spiral"
    app.run()
    assert not app.exception
    assert "**6 runs** (2 combinations × 3 repeats)" in said(app)
    assert "colour" in app.warning[0].value
    assert "epochs" in app.warning[0].value


def test_the_settings_that_stay_fixed_are_named(page: AppTest) -> None:
    fixed = next(each.value for each in page.caption if each.value.startswith("The same in every run"))
    assert "lr 0\\.03" in fixed and "optimizer sgd" in fixed and "hidden" not in fixed


def test_a_heatmap_of_several_data_sets_shows_one_of_them(page: AppTest) -> None:
    page.query_params["sweep"] = "v=1&over.data=circle; spiral&over.hidden=none; 2&over.lr=0.03; 0.3&repeats=1&epochs=9"
    page.run()
    page.get_by_key("sweep_start").click().run()
    finish(page)
    page.get_by_key("sweep_view").set_value("Heatmap").run()
    page.get_by_key("sweep_across").set_value("hidden").run()
    page.get_by_key("sweep_down").set_value("lr").run()
    assert not page.exception
    chosen = page.get_by_key("sweep_only_data")
    assert chosen.value == "Circle" and chosen.options == ["all, as a mean", "Circle", "Spiral"]
    chosen.set_value("all, as a mean").run()
    assert not page.exception
