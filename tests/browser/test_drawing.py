"""Drawing points on the boundary with a mouse and by keyboard, while it trains; the link brings them back."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.test_touch import READY, settled

POINTS = "(() => { const b = window.nnplayStage.boundary; return (b.train.length + b.test.length) / 3 })()"


def test_points_are_drawn_while_it_trains_and_travel_in_the_link(page: Page) -> None:
    page.goto("/?v=1&samples=50")
    page.wait_for_function(READY)
    page.click(".nnp-play")
    page.wait_for_function("window.nnplayStage.toolbar.step > 100")
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("radio", name="Draw class 2").click()
    box = page.locator(".nnp-square").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    page.mouse.move(x - 50, y)
    page.mouse.down()
    page.mouse.move(x + 50, y, steps=10)
    page.mouse.up()
    page.wait_for_function("window.nnplayStage.drawing.unseen.length === 0")
    drawn = page.evaluate(POINTS)
    assert 60 < drawn <= 71  # one at the start, and one for every five pixels of a hundred
    assert page.evaluate("window.nnplayStage.toolbar.step") > 100  # the network goes on as it was
    assert page.locator(".nnp-playing").count() == 1
    page.click(".nnp-play")
    settled(page)
    page.locator(".nnp-square canvas").nth(1).focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "1", "Enter"):
        page.keyboard.press(key)
    settled(page)
    assert page.evaluate(POINTS) == drawn + 1
    page.keyboard.press("Control+z")
    page.wait_for_function(f"{POINTS} === {drawn}")
    page.keyboard.press("Delete")
    settled(page)
    page.wait_for_url("**table=.*")
    samples = page.evaluate("[...window.nnplayStage.boundary.train]")
    page.goto(page.url)
    page.wait_for_function(READY)
    assert page.evaluate("[...window.nnplayStage.boundary.train]") == samples
