"""The row of views below the picture, and the display options of the boundary, in a browser."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from nnplay import Experiment

READY = "window.nnplayStage?.playback.shown() && document.querySelector('.nnp-weights .heatmaplayer')"
SHOWN = "name => window.nnplayStage.views.shown?.seen.view === name && !window.nnplayStage.views.waiting.length"

COLOURS = """new Set(Array.from(window.nnplayStage.playback.shown().output)
    .map((_, i, all) => i % 3 ? "" : all.slice(i, i + 3).join()).filter(Boolean)).size"""


def opened(page: Page, view: str) -> None:
    page.locator(f"#nnp-tab-{view}").click()
    page.locator(".nnp-views").scroll_into_view_if_needed()
    page.wait_for_function(SHOWN, arg=view)


def test_every_view_shows_the_moment_on_the_screen(page: Page) -> None:
    page.goto("/?noise=40&batch=30")
    page.wait_for_function(READY)
    page.click(".nnp-play")
    page.locator(".nnp-views").scroll_into_view_if_needed()
    page.wait_for_function("window.nnplayStage.views.shown?.frame.scores[1] > 200")  # it is live
    page.click(".nnp-play")
    page.wait_for_function("!window.nnplayStage.playback.playing && window.nnplayStage.dialogue.waitingSince === null")
    step = int(page.evaluate("window.nnplayStage.playback.shown().scores[1]"))
    run = Experiment(noise=40, batch=30).start()
    run.advance(steps=step)

    opened(page, "weights")
    expect(page.locator(".nnp-view-updates tbody tr")).to_have_count(3)
    W = run.weights[0].W
    expect(page.locator(".nnp-view-updates tbody tr").first).to_contain_text(f"{np.linalg.norm(W):.3g}")

    opened(page, "activations")
    expect(page.locator(".nnp-view-activations .plot-container")).to_be_visible()
    answers = np.tanh(run.inputs(run.split.train.points) @ W + run.weights[0].b)
    expect(page.locator(".nnp-view-activations li").first).to_contain_text(
        f"hidden 1: mean {float(f'{answers.mean():.2g}'):g}".replace("-", "−"))

    opened(page, "hidden")
    slider = page.locator(".nnp-view-hidden input")
    slider.fill("0")
    expect(page.locator(".nnp-view-hidden output")).to_have_text("inputs")
    slider.fill("1.5")
    expect(page.locator(".nnp-view-hidden output")).to_have_text("hidden 1 → hidden 2")

    opened(page, "predictions")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_role("heading", name="Worst mistakes on the test samples")).to_be_visible()
    told = page.locator(".nnp-view-predictions strong")
    expect(told).to_contain_text(f"{run.accuracy.test * 100:.1f} % of 250 right")
    worst = page.locator(".nnp-view-predictions ol button").first
    number = re.match(r"sample (\d+)", worst.inner_text())
    assert number is not None
    worst.click()
    expect(page.locator(".nnp-info")).to_contain_text(f"test sample {number[1]}:")  # selected everywhere

    opened(page, "surface")
    surface = page.locator(".nnp-view-surface .nnp-plot")
    expect(surface).to_have_attribute("aria-label", re.compile("^output as a surface"))
    expect(surface.locator("canvas")).to_be_visible()


def test_the_boundary_can_be_shown_in_other_ways_and_the_link_says_so(page: Page) -> None:
    page.goto("/?data=iris&view=contours")
    page.wait_for_function(READY)
    page.click(".nnp-display")
    menu = page.locator(".nnp-boundary .nnp-menu")
    expect(menu.locator("[value=contours]")).to_be_hidden()  # there is no one answer to draw lines of
    menu.locator("[value=mistakes]").check()
    menu.locator("[value=classes]").check()
    page.wait_for_url(re.compile("view=classes-contours-mistakes"))
    page.wait_for_function("window.nnplayStage.boundary.wrong.train")
    run = Experiment(data="iris").start()
    wrong = page.evaluate("Array.from(window.nnplayStage.boundary.wrong.train)")
    assert np.mean(wrong) == pytest.approx(1 - run.accuracy.train)
    page.wait_for_function(COLOURS + " <= 3")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_digit_drawn_by_hand_gets_the_networks_opinion(page: Page) -> None:
    page.goto("/?data=digits&hidden=6&head=softmax&loss=cross_entropy")
    page.wait_for_function(READY)
    expect(page.locator(".nnp-filters canvas")).to_have_count(6)
    page.locator(".nnp-paper").scroll_into_view_if_needed()
    box = page.locator(".nnp-paper").bounding_box()
    assert box is not None
    across, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(across, middle - 60)
    page.mouse.down()
    page.mouse.move(across, middle + 60, steps=5)
    page.mouse.up()
    page.wait_for_function("window.nnplayStage.pad.opinion && window.nnplayStage.dialogue.waitingSince === null")
    pixels = page.evaluate("window.nnplayStage.pad.asked")
    drawn = np.reshape(pixels, (8, 8))  # an upright stroke, in the middle
    assert drawn[:, [0, 1, 6, 7]].sum() == 0 and drawn[2:6, 3:5].min() >= 8
    answer = Experiment(data="digits", hidden=(6,), head="softmax", loss="cross_entropy").start().predict([pixels])[0]
    assert page.evaluate("window.nnplayStage.pad.opinion") == pytest.approx(answer.tolist(), abs=1e-6)
    page.get_by_role("button", name="Show one of the data").click()
    expect(page.locator(".nnp-info")).to_contain_text("this picture gives")
    page.wait_for_function("window.nnplayStage.pad.image?.length === 64")


def test_a_view_is_drawn_whatever_the_busy_page_tells_of_its_place(page: Page) -> None:
    page.add_init_script("""window.IntersectionObserver = class extends IntersectionObserver {
      constructor(then, options) { super((changes) => then([{ ...late, isIntersecting: false }, ...changes]), options)
        const late = { target: null } } }""")
    page.goto("/")
    page.wait_for_function(READY)
    opened(page, "predictions")


def test_what_is_asked_and_not_answered_is_asked_again(page: Page) -> None:
    page.goto("/")
    page.wait_for_function(READY)
    opened(page, "predictions")
    page.wait_for_function("!window.nnplayStage.busy")
    page.evaluate("""() => { const { dialogue } = window.nnplayStage, { trigger } = dialogue
      dialogue.trigger = () => { dialogue.trigger = trigger } }""")  # the next question is lost on its way
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_role("heading", name="Worst mistakes on the test samples")).to_be_visible()
