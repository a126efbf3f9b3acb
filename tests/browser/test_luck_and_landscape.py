"""Luck and Landscape in a real browser: live pictures that stay mounted, and clicks on them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def opened(page: Page, name: str) -> Page:
    page.goto("/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    return page


def test_the_fan_grows_in_place_and_a_small_picture_opens_in_the_playground(page: Page) -> None:
    opened(page, "Luck")
    page.locator(".st-key-luck_start button").click()
    fan = page.locator(".st-key-luck_fan_0 .js-plotly-plot")
    expect(fan).to_be_visible()
    fan.evaluate("node => { node.dataset.sameOne = 'yes' }")
    expect(page.get_by_text(re.compile("Epoch 1,500 of 1,500"))).to_be_visible(timeout=60000)
    assert fan.get_attribute("data-same-one") == "yes"
    expect(page.get_by_text(re.compile(r"\d+ of 60 solved"))).to_be_visible()

    gallery = page.locator(".st-key-luck_gallery_0 .nsewdrag")
    expect(gallery).to_be_visible()
    box = gallery.bounding_box()
    assert box
    pictures = page.locator(".st-key-luck_gallery_0 .js-plotly-plot")
    number = pictures.evaluate("node => node._fullData[1].customdata[17]")
    page.mouse.click(box["x"] + box["width"] * 2.5 / 15, box["y"] + box["height"] * 1.5 / 4)
    expect(page.locator(".nnp-play")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"data=xor_table.*&seed={number}\b"))


def test_optimizers_race_from_a_click_and_the_surface_can_be_seen(page: Page) -> None:
    opened(page, "Landscape")
    page.get_by_role("spinbutton", name="Epochs").fill("10")
    page.keyboard.press("Enter")
    page.locator(".st-key-landscape_train button").click()
    plot = page.locator(".st-key-landscape_chart .js-plotly-plot")
    place = page.locator(".st-key-landscape_chart .nsewdrag")
    expect(page.get_by_text(re.compile("of the variance of the path"))).to_be_visible()
    expect(place).to_be_visible()
    box = place.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.7)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=60000)
    names = plot.evaluate("node => node.data.map(trace => trace.name)")
    assert {"path of training", "SGD", "Adam", "start of the race"} <= set(names)
    page.get_by_role("radio", name="Surface").or_(page.get_by_role("button", name="Surface")).first.click()
    page.wait_for_function("document.querySelector('.st-key-landscape_chart .js-plotly-plot')?.data[0].type "
                           "=== 'surface'")


@pytest.mark.parametrize("name", ["Luck", "Landscape"])
def test_nothing_scrolls_sideways_on_a_dark_phone(open_page: Callable[..., Page], name: str) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    opened(page, name)
    button = "luck_start" if name == "Luck" else "landscape_train"
    page.locator(f".st-key-{button} button").click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert page.locator(".stMain").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_a_number_out_of_range_is_told_in_words_and_nothing_starts(page: Page) -> None:
    page.goto("/luck")
    box = page.get_by_label("Starts", exact=True)
    box.fill("5000")
    box.press("Enter")
    told = page.locator(".st-key-luck_choices").get_by_text("Starts must be a whole number from 2 to 1,000, not 5,000.")
    expect(told).to_be_visible()
    expect(box).to_have_value("5000")
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_disabled()
    box.fill("30")
    box.press("Enter")
    expect(told).to_be_hidden()
    expect(start).to_be_enabled()
