"""From scratch in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from nnplay.study.listing import SOURCE


def opened(page: Page) -> Page:
    page.goto("/from_scratch")
    expect(page.locator("pre .lit").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    return page


def test_the_keyboard_turns_to_the_next_chapter(page: Page) -> None:
    opened(page)
    expect(page.get_by_role("button", name="Layers")).to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="Layers")).to_be_visible()
    expect(page.locator("pre")).to_contain_text("class NeuralNetwork")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_role("heading", name="A neuron")).to_be_visible()


def test_a_slider_moves_the_picture(page: Page) -> None:
    opened(page)
    metric = page.get_by_test_id("stMetricValue").first
    before = metric.inner_text()
    page.get_by_role("slider", name="x₁").focus()
    page.keyboard.press("ArrowRight")
    expect(metric).not_to_have_text(before)


def test_the_code_can_be_taken_as_a_file_and_as_a_notebook(page: Page) -> None:
    opened(page)
    page.get_by_text("6 Training").click()
    for name in ("neural_network.py", "neural_network.ipynb"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        if name.endswith("py"):
            assert text == SOURCE
        else:
            assert json.loads(text)["nbformat"] == 4


def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = opened(open_page(viewport={"width": 390, "height": 844}))
    for chapter in ("1 A neuron", "2 Layers", "5 Backpropagation", "6 Training", "7 Sixty starts"):
        page.get_by_text(chapter, exact=True).click()
        expect(page.get_by_role("heading", name=chapter[2:])).to_be_visible()
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
        assert page.locator(".stMain").evaluate("node => node.scrollWidth - node.clientWidth") <= 0, chapter


def test_chapters_can_be_turned_faster_than_their_charts_are_drawn(page: Page) -> None:
    opened(page)
    page.get_by_text("6 Training").click()
    expect(page.locator(".js-plotly-plot .updatemenu-button").first).to_be_visible()
    for _ in range(3):
        page.locator(".js-plotly-plot .updatemenu-button").first.click()  # the animation plays when it is left
        for chapter in ("4 Cost", "7 Sixty starts", "2 Layers", "6 Training"):
            page.get_by_text(chapter, exact=True).click()
        expect(page.locator(".js-plotly-plot .updatemenu-button").first).to_be_visible()
    page.get_by_role("link", name="Luck", exact=True).click()
    expect(page.get_by_role("heading", name="Luck")).to_be_visible()


def test_the_first_start_goes_down_smoothly_and_one_that_swings_is_a_choice(page: Page) -> None:
    opened(page)
    page.get_by_text("6 Training").click()
    expect(page.get_by_text("Start 7 goes down smoothly.")).to_be_visible()
    page.get_by_role("button", name="Show one that swings").click()
    expect(page.get_by_text("It swings from iteration")).to_be_visible()
    expect(page.get_by_role("slider", name="Start (seed)")).to_have_value("4")
