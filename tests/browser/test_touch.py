"""Touching the picture: the timeline, pointing at the network, setting a weight by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from nnplay import Experiment

READY = "window.nnplayStage?.playback.shown() && document.querySelector('.nnp-weights .heatmaplayer')"
SETTLED = "!window.nnplayStage.busy"


@pytest.fixture
def stage(page: Page) -> Page:
    page.goto("/")
    page.wait_for_function(READY)
    return page


def settled(page: Page) -> None:
    page.wait_for_function(SETTLED)


def play_to(page: Page, step: int) -> None:
    page.click(".nnp-play")
    page.wait_for_function(f"window.nnplayStage.toolbar.step >= {step}")
    page.click(".nnp-play")
    settled(page)


def shown(page: Page) -> dict[str, float]:
    """The scores of the frame on the screen, exactly."""
    scores = "(() => { const s = window.nnplayStage; const v = s.playback.shown().scores; "
    scores += "return Object.fromEntries(s.scene.scores.map((name, i) => [name, v[i]])) })()"
    return page.evaluate(scores)


def visit(page: Page, step: int) -> None:
    page.locator(".nnp-timeline input").fill(str(step))
    page.wait_for_function(f"window.nnplayStage.toolbar.step === {step}")
    settled(page)


def pointed(page: Page, layer: int, unit: int, *, weight_from: int | None = None) -> None:
    """Move the mouse to a unit, or to the middle of the line that leads to it."""
    columns = page.evaluate("window.nnplayStage.network.columns")
    box = page.locator(".nnp-network canvas").bounding_box()
    assert box is not None
    x, y = columns[layer]["x"], columns[layer]["centres"][unit]
    if weight_from is not None:
        x, y = (x + columns[layer - 1]["x"]) / 2, (y + columns[layer - 1]["centres"][weight_from]) / 2
    page.mouse.move(box["x"] + x, box["y"] + y)


def test_the_timeline_shows_any_moment_exactly_and_forgets_nothing(stage: Page) -> None:
    play_to(stage, 1000)
    end = shown(stage)
    visit(stage, 333)
    run = Experiment().start()
    run.advance(steps=333)
    assert shown(stage)["train_loss"] == run.loss.train
    assert "steps back" in stage.inner_text(".nnp-timeline output")
    visit(stage, int(end["step"]))
    assert shown(stage) == end


def test_a_step_back_by_keyboard_is_one_step(stage: Page) -> None:
    for _ in range(3):
        stage.keyboard.press("ArrowRight")
    stage.wait_for_function("window.nnplayStage.toolbar.step === 3")
    stage.keyboard.press("ArrowLeft")
    stage.wait_for_function("window.nnplayStage.toolbar.step === 2")
    settled(stage)
    run = Experiment().start()
    run.advance(steps=2)
    assert shown(stage)["train_loss"] == run.loss.train


def test_a_branch_and_a_new_start_leave_thin_lines_that_say_what_differed(stage: Page) -> None:
    names = "[...document.querySelector('.nnp-loss .nnp-chart').data].map((trace) => trace.name)"
    play_to(stage, 500)
    visit(stage, 100)
    stage.evaluate("document.activeElement.blur()")  # on the slider, arrows belong to the slider
    stage.keyboard.press("Shift+ArrowRight")
    stage.wait_for_function("window.nnplayStage.toolbar.step === 125")
    stage.wait_for_function(f"{names}.includes('the same settings')")
    stage.keyboard.press("n")
    stage.wait_for_function(f"{names}.filter((name) => name === 'seed 0').length === 2")
    stage.click(".nnp-clear")
    stage.wait_for_function(f"!{names}.includes('seed 0')")
    assert stage.locator(".nnp-clear").is_hidden()


def test_pointing_at_a_unit_tells_its_numbers_and_shows_its_map(stage: Page) -> None:
    play_to(stage, 500)
    before = stage.evaluate("document.querySelector('.nnp-square canvas').toDataURL()")
    pointed(stage, 1, 2)
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.startsWith('h1·3 = tanh(')")
    text = stage.inner_text(".nnp-info")
    theta = stage.evaluate("Array.from(window.nnplayStage.playback.shown().theta)")
    for index in (2, 6, 10):  # W of x1 and x2 to the third unit of four, and its bias
        assert f"{abs(theta[index]):.4g}"[:5] in text
    assert stage.evaluate("document.querySelector('.nnp-square canvas').toDataURL()") != before
    stage.mouse.move(5, 5)
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.startsWith('Point at')")
    assert stage.evaluate("document.querySelector('.nnp-square canvas').toDataURL()") == before


def test_a_weight_set_by_hand_changes_the_loss_at_once_and_undo_takes_it_back(stage: Page) -> None:
    play_to(stage, 500)
    before = shown(stage)
    pointed(stage, 3, 0, weight_from=0)
    stage.mouse.down()
    stage.mouse.up()
    stage.keyboard.type("-3")
    stage.keyboard.press("Enter")
    stage.wait_for_function("!document.querySelector('.nnp-undo').hidden")
    settled(stage)
    assert shown(stage)["train_loss"] != before["train_loss"]
    assert stage.evaluate("window.nnplayStage.playback.shown().theta[22]") == -3
    assert stage.evaluate("document.querySelector('.nnp-weights .nnp-chart').data[2].z[0][0]") == -3
    stage.keyboard.press("Control+z")
    stage.wait_for_function("document.querySelector('.nnp-undo').hidden")
    settled(stage)
    assert shown(stage) == before


def test_escape_leaves_a_weight_as_it_was(stage: Page) -> None:
    before = shown(stage)
    pointed(stage, 3, 0, weight_from=1)
    stage.mouse.down()
    stage.mouse.up()
    stage.keyboard.type("9")
    stage.keyboard.press("Escape")
    assert stage.locator(".nnp-edit").is_hidden()
    assert shown(stage) == before


def test_a_step_in_slow_motion_goes_through_five_phases_with_its_real_numbers(stage: Page) -> None:
    run = Experiment().start()
    before = run.loss.train
    run.advance(steps=1)
    stage.evaluate("""() => {
      const info = document.querySelector(".nnp-info")
      window.said = []
      new MutationObserver(() => window.said.push(info.textContent)).observe(info, { childList: true })
    }""")
    stage.keyboard.press("s")
    stage.wait_for_function("window.said.some((text) => text.startsWith('5 Forward again'))")
    said = list(dict.fromkeys(stage.evaluate("window.said")))
    assert [text[0] for text in said if text[0].isdigit()] == list("12345")
    assert f"{before:.6g}" in next(text for text in said if text.startswith("2"))
    assert f"{run.loss.train:.6g}" in next(text for text in said if text.startswith("5"))
    stage.wait_for_function("!window.nnplayStage.slow")
    assert shown(stage)["train_loss"] == run.loss.train
    assert shown(stage)["step"] == 1


def curve(page: Page) -> list[float]:
    """What the loss chart draws of the training loss."""
    return page.evaluate("Array.from(document.querySelector('.nnp-loss .nnp-chart').data.find("
                         "({ meta }) => meta.live === 'curve' && meta.column === 'train').y)")


def test_nothing_on_the_screen_is_of_another_moment_or_of_other_data(stage: Page) -> None:
    play_to(stage, 300)
    pointed(stage, 1, 2)
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.startsWith('h1·3')")
    for _ in range(3):  # what is told under the pointer follows the steps
        stage.keyboard.press("ArrowRight")
        settled(stage)
        bias = stage.evaluate("window.nnplayStage.playback.shown().theta[10]")
        assert f"{abs(bias):#.4g}" in stage.inner_text(".nnp-info")
    points = curve(stage)
    for width in (900, 1300, 1280):  # nor does another size add points to the chart
        stage.set_viewport_size({"width": width, "height": 800})
    stage.wait_for_timeout(300)
    assert curve(stage) == points
    stage.mouse.move(5, 5)
    stage.locator("[data-testid=stSidebar]").get_by_text("XOR", exact=True).click()
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.includes('this changed: data')")
    settled(stage)
    run = Experiment(data="xor").start()
    assert shown(stage)["train_loss"] == pytest.approx(run.loss.train, rel=1e-9)
    assert curve(stage) == pytest.approx([run.loss.train])  # and of the old data only a thin line is left
    told = stage.evaluate("(() => { const s = window.nnplayStage; const scores = Array.from(s.playback.shown().scores);"
                          "scores[0] = 1000000; s.toolbar.showScores(scores);"
                          "return document.querySelector('[data-score=epoch]').textContent })()")
    assert told == "1,000,000"


def test_what_is_said_of_a_new_start_is_said_of_data_that_cannot_be_drawn_on_too(stage: Page) -> None:
    play_to(stage, 100)
    stage.locator("[data-testid=stSidebar]").get_by_text("Iris", exact=True).click()
    stage.wait_for_function("window.nnplayStage.playback.shown() && window.nnplayStage.scene.classes.length === 3")
    stage.wait_for_function("document.querySelector('.nnp-info').textContent.includes('this changed: data')")
