"""An experiment leaves the page and comes back, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def opened(page: Page, address: str = "/") -> Page:
    page.goto(address)
    page.wait_for_function("window.nnplayStage && document.querySelector('.nnp-play')")
    return page


def address_is(page: Page, query: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(f"/?{query}") + "$"))


def test_the_address_bar_follows_the_stage_and_the_controls_and_back_undoes(page: Page) -> None:
    opened(page)
    address_is(page, "v=1")
    page.keyboard.press("n")
    address_is(page, "v=1&seed=1")
    page.get_by_role("spinbutton", name="Data seed").fill("7")
    page.keyboard.press("Enter")
    address_is(page, "v=1&data_seed=7&seed=1")
    page.wait_for_timeout(3500)  # for as long, another address may be one that was on its way
    page.go_back()
    address_is(page, "v=1&seed=1")
    expect(page.get_by_role("spinbutton", name="Data seed")).to_have_value("0")


def test_a_link_opens_its_experiment_for_a_new_visitor(open_page: Callable[..., Page]) -> None:
    page = opened(open_page(), "/?v=1&data=xor&data_seed=9&hidden=3-3&act=relu&seed=4")
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("3, 3")
    expect(page.get_by_role("spinbutton", name="Data seed")).to_have_value("9")
    address_is(page, "v=1&data=xor&data_seed=9&hidden=3-3&act=relu&seed=4")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_coming_back_from_another_page_restores_the_address(page: Page) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    page.get_by_role("link", name="One step").click()
    expect(page).to_have_url(re.compile("/one_step$"))
    page.get_by_role("link", name="Playground").click()
    address_is(page, "v=1&data=xor&hidden=3")
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("3")


def test_a_bad_link_is_one_warning_and_never_markup(page: Page) -> None:
    opened(page, "/?data=spirl&noise=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&%5Ba%5D(http%3A%2F%2Fx)=1&seed=www.x.com")
    warning = page.get_by_test_id("stAlert")
    expect(warning).to_have_count(1)
    expect(warning).to_contain_text("unknown data set 'spirl'. Did you mean 'spiral'?; data is circle instead.")
    expect(warning).to_contain_text("<img src=x onerror=alert(1)>")
    expect(warning.locator("a, img, code, script")).to_have_count(0)
    address_is(page, "v=1")
