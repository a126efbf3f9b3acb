"""Your data in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

FLOWERS = "length\twidth\tkind\n" + "".join(
    f"{(4 if index % 2 else 7) + index % 5 / 10}\t{2 + index % 7 / 10}\t{'small' if index % 2 else 'large'}\n"
    for index in range(80))


def opened(page: Page) -> Page:
    """Open the page from the Playground's menu."""
    page.goto("/")
    page.get_by_role("link", name="Your data").click()
    expect(page.get_by_role("button", name="Use this text")).to_be_visible()
    return page


def test_what_is_pasted_is_learnt(page: Page) -> None:
    opened(page).get_by_label("Or cells copied from a spreadsheet").fill(FLOWERS)
    page.get_by_role("button", name="Use this text").click()
    expect(page.locator(".nnp-columns")).to_contain_text("2 classes: 'large', 'small'")
    page.locator(".stDataFrame").hover()
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)  # it would not guard formulas
    page.get_by_role("button", name="Train on this").click()
    expect(page.get_by_text("100 epochs")).to_be_visible()
    expect(page.get_by_text("of the 20 test rows right")).to_contain_text("100.0%")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_a_hostile_upload_gets_a_message_and_the_page_goes_on(page: Page) -> None:
    bomb = Path(__file__).parents[1] / "data" / "hostile" / "laughs.xlsx"
    opened(page).locator("input[type=file]").set_input_files(bomb)
    expect(page.get_by_role("alert")).to_contain_text("the workbook is damaged")
    page.get_by_role("button", name="Beans").click()
    expect(page.get_by_role("button", name="Train on this")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = opened(open_page(viewport={"width": 390, "height": 844}))
    page.get_by_role("button", name="Flats").click()
    page.get_by_role("button", name="Train on this").click()
    expect(page.get_by_text("network after")).to_be_visible()
    assert page.locator(".stMain").evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    wide = """[...document.querySelectorAll('.stMain *')].filter(each =>
        each.getBoundingClientRect().right > 391 && !each.closest('.stDataFrame, .st-key-navigation')).length"""
    assert page.evaluate(wide) == 0
