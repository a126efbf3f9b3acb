"""One step in a real browser: stepping, light on sources, slow motion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect


def opened(page: Page) -> Page:
    page.goto("/one_step")
    expect(page.locator(".nns-numbers math").first).to_be_visible()
    return page


def count(page: Page) -> int:
    return int(page.locator(".nns-count").inner_text().split("/")[0])


def test_arrow_keys_go_forwards_and_back(page: Page) -> None:
    opened(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".nns-count")).to_contain_text("3 /")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".nns-count")).to_contain_text("2 /")
    page.get_by_role("button", name="Next operation").click()
    assert count(page) == 3


def test_arrow_keys_step_while_the_link_that_led_there_has_the_focus(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="One step").click()
    expect(page.locator(".nns-numbers math").first).to_be_visible()
    expect(page.locator(".nnp-stage")).to_have_count(0)  # until it is gone, arrow keys are the Playground's
    page.get_by_role("link", name="One step").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".nns-count")).to_contain_text("2 /")


def test_arrow_keys_leave_other_controls_alone(page: Page) -> None:
    opened(page)
    slider = page.get_by_role("slider", name="Digits")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "7")
    assert count(page) == 1


def test_the_source_of_a_number_lights_up_in_the_picture(page: Page) -> None:
    opened(page)
    weight = page.locator('.nns-numbers [data-key="w:1:2:1"]')
    weight.hover()
    edge = page.locator('.nns-place[data-place="edge:1:2:1"]')
    expect(edge).to_have_class("nns-place nns-lit nns-pointed")
    expect(page.locator(".nns-place.nns-pointed")).to_have_count(1)
    page.mouse.move(5, 5)
    expect(page.locator(".nns-place.nns-pointed")).to_have_count(0)


def test_a_number_can_be_pointed_at_and_followed_by_keyboard(page: Page) -> None:
    opened(page)
    page.keyboard.press("ArrowRight")
    page.locator('.nns-numbers [data-key="z:1:1:1"]').focus()
    expect(page.locator('.nns-place[data-place="unit:1:1"]')).to_have_class(
        "nns-place nns-unit nns-lit nns-made nns-pointed"
    )
    page.keyboard.press("Enter")
    assert count(page) == 1


def test_the_edges_of_an_operation_are_lit(page: Page) -> None:
    opened(page)
    lit = {place.get_attribute("data-place") for place in page.locator("g.nns-lit").all()}
    assert lit == {"unit:0:1", "unit:0:2", "edge:1:1:1", "edge:1:2:1", "bias:1:1", "unit:1:1"}


def test_every_formula_is_typeset(page: Page) -> None:
    opened(page)
    total = int(page.locator(".nns-count").inner_text().split("/")[1])
    seen = page.get_by_role("button", name="Next operation").evaluate("""async (next) => {
        const seen = []
        for (; !next.disabled; next.click(), await new Promise(requestAnimationFrame)) seen.push([
            document.querySelector(".nns-count").textContent, document.querySelectorAll("[data-unknown]").length])
        return seen
    }""")
    assert seen == [[f"{operation} / {total}", 0] for operation in range(1, total)]
    assert page.locator("[data-unknown]").count() == 0
    assert page.locator(".nns-loss .nns-value").text_content() != ""


def test_slow_motion_goes_through_the_five_phases(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Slow motion").click()
    banner = page.locator(".nns-banner")
    for phase in ("1 Forward", "2 Loss", "3 Backward", "4 Update", "5 Again"):
        expect(banner).to_have_text(phase)
    page.get_by_role("button", name="Pause").click()
    expect(banner).to_have_text("")


def test_the_picture_is_saved_as_it_is_shown(page: Page, tmp_path: Path) -> None:
    opened(page)
    page.get_by_role("button", name="Next operation").click()
    for kind in ("PNG", "SVG", "HTML"):
        page.locator(".nns .nnp-save summary").click()
        with page.expect_download() as download:
            page.locator(".nns .nnp-save").get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"nnplay-one-step-2.{kind.lower()}"
        download.value.save_as(tmp_path / f"step.{kind.lower()}")
    shown = page.locator(".nns-picture svg text").all_text_contents()
    saved = ElementTree.parse(tmp_path / "step.svg").getroot()
    assert [text.text or "" for text in saved.iter("{http://www.w3.org/2000/svg}text")] == shown
    made = saved.find(".//*[@data-place='unit:1:1']/{*}circle")
    assert made is not None and "stroke: rgb(" in made.attrib["style"] and "stroke-width: 4px" in made.attrib["style"]
    assert (tmp_path / "step.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "step.png").stat().st_size > 20_000  # not empty
    alone = (tmp_path / "step.html").read_text(encoding="utf-8")
    assert "<h1>The activation of unit 1 of hidden layer 1: tanh</h1>" in alone


def test_more_digits_keep_the_place(page: Page) -> None:
    opened(page)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    before = page.locator(".nns-numbers").inner_text()
    slider = page.get_by_role("slider", name="Digits")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "12")
    expect(page.locator(".nns-numbers")).not_to_have_text(before)
    assert count(page) == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page], scheme: str) -> None:
    page = opened(open_page(viewport={"width": 390, "height": 844}, color_scheme=scheme))
    assert page.locator(".stMain").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_ones_own_numbers_survive_a_reload_and_travel_by_their_own_link(page: Page) -> None:
    opened(page)
    page.get_by_text("My own numbers").click()
    expect(page.get_by_text("Published numbers differ")).to_be_visible()  # the worked example is there
    page.wait_for_url("**/one_step?exercise=*")
    before = page.url
    samples = page.get_by_role("spinbutton", name="Samples")
    samples.fill("2")
    samples.press("Enter")
    expect(page.get_by_text("Published numbers differ")).to_have_count(0)
    page.wait_for_function("before => location.href !== before", arg=before)
    page.reload()
    expect(samples).to_have_value("2")
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share this exercise")
    address = dialog.locator("code").inner_text()
    assert "/one_step?exercise=" in address
    page.goto(f"/{address.split('/', 3)[3]}")
    expect(samples).to_have_value("2")
