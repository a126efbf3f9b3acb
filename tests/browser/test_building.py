"""Looking into the network and building on it, judged by the engine."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from nnplay import Experiment
from nnplay.study.inspect import gradient, inspect
from tests.browser.test_touch import READY, play_to, pointed, settled, shown

THETA = "Array.from(window.nnplayStage.playback.shown().theta)"


@pytest.fixture
def stage(page: Page) -> Page:
    page.goto("/")
    page.wait_for_function(READY)
    return page


def test_a_unit_pinned_tells_what_the_engine_knows_of_it_and_a_line_its_gradient(stage: Page) -> None:
    run = Experiment().start()
    pointed(stage, 2, 1)
    stage.mouse.down()
    stage.mouse.up()
    stage.wait_for_function("document.querySelector('.nnp-card p')?.textContent")
    seen = inspect(run, 2, 1)
    assert f"mean {seen.mean:.3g}".replace("-", "−") in stage.inner_text(".nnp-card p")
    assert stage.locator(".nnp-card li").count() == 5  # four weights and the bias
    pointed(stage, 3, 0, weight_from=1)
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.includes('gradient')")
    slope = gradient(run)[23]
    assert f"{abs(slope):.4g}"[:6] in stage.inner_text(".nnp-info").partition("gradient")[2]
    stage.locator(".nnp-card").get_by_role("button", name="Close").click()
    assert stage.locator(".nnp-inspector").is_hidden()


def test_building_on_the_picture_keeps_what_was_learnt_and_goes_on_playing(stage: Page) -> None:
    play_to(stage, 800)
    learnt = stage.evaluate(THETA)
    stage.get_by_role("button", name="Add a unit to hidden layer 2").click()
    stage.wait_for_function("String(window.nnplayStage.scene.sizes) === '2,4,3,1'")
    settled(stage)
    theta = stage.evaluate(THETA)
    assert theta[:12] == learnt[:12]
    assert np.reshape(theta[12:24], (4, 3))[:, :2].ravel().tolist() == learnt[12:20]
    expect(stage.get_by_role("textbox", name="Hidden layers").first).to_have_value("4, 3")
    stage.click(".nnp-play")
    stage.get_by_role("button", name="Remove a unit from hidden layer 1").click()
    stage.wait_for_function("String(window.nnplayStage.scene.sizes) === '2,3,3,1'")
    stage.wait_for_function("window.nnplayStage.toolbar.step > 20")
    assert stage.locator(".nnp-playing").count() == 1


def test_a_layer_menu_works_by_keyboard_and_freezes_a_layer(stage: Page) -> None:
    stage.get_by_role("button", name="4 tanh").focus()
    stage.keyboard.press("Enter")
    stage.get_by_role("checkbox", name="Freeze this layer").focus()
    stage.keyboard.press(" ")
    stage.wait_for_function("String(window.nnplayStage.layers.frozen) === '1'")
    stage.keyboard.press("Escape")
    assert stage.locator(".nnp-network .nnp-menu").is_hidden()
    before = stage.evaluate(THETA)
    play_to(stage, 200)
    after = stage.evaluate(THETA)
    assert after[:12] == before[:12]
    assert after[12:] != before[12:]


def test_a_weight_is_dragged_and_undone_as_one_edit(stage: Page) -> None:
    before, start = shown(stage), stage.evaluate(THETA)
    pointed(stage, 3, 0, weight_from=0)
    stage.mouse.down()
    box = stage.locator(".nnp-network canvas").bounding_box()
    columns = stage.evaluate("window.nnplayStage.network.columns")
    x, y = (columns[3]["x"] + columns[2]["x"]) / 2, (columns[3]["centres"][0] + columns[2]["centres"][0]) / 2
    for up in (10, 30, 60, 100):
        stage.mouse.move(box["x"] + x, box["y"] + y - up)
    stage.mouse.up()
    stage.wait_for_function(f"Math.abs(window.nnplayStage.playback.shown().theta[22] - {start[22] + 2}) < 1e-4")
    assert shown(stage)["train_loss"] != before["train_loss"]
    stage.click(".nnp-undo")
    stage.wait_for_function("document.querySelector('.nnp-undo').hidden")
    settled(stage)
    assert shown(stage) == before


def test_a_sample_that_is_clicked_is_followed_through_the_network(stage: Page) -> None:
    run = Experiment().start()
    at = stage.evaluate("""() => {
      const { boundary } = window.nnplayStage, box = document.querySelector(".nnp-square").getBoundingClientRect()
      return [box.left + boundary.toPlane.across(boundary.train[0]), box.top + boundary.toPlane.up(boundary.train[1])]
    }""")
    stage.mouse.click(*at)
    stage.wait_for_function("window.nnplayStage.network.path")
    index = stage.evaluate("window.nnplayStage.watched.sample[1]")  # another may lie on top of it
    values = stage.evaluate("Array.from(window.nnplayStage.network.path)")
    np.testing.assert_allclose(values[-1], run.predict(run.split.train.points[index : index + 1])[0, 0], rtol=1e-6)
    assert "target" in stage.inner_text(".nnp-info")
    stage.locator(".nnp-network canvas").focus()
    stage.keyboard.press("Escape")
    stage.wait_for_function("!window.nnplayStage.network.path")
