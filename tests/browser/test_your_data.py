"""Your data in a real browser."""

from __future__ import annotations

import re
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


PRICES = "size\theating\tprice\n" + "".join(
    f"{40 + 3 * (index % 25)}\t{'gas' if index % 3 else 'oil'}\t{1000 + 75 * (index % 25) + 300 * (index % 3 == 0)}\n"
    for index in range(75))


def test_a_new_row_is_answered_beside_the_trial_and_live_in_the_playground(page: Page) -> None:
    opened(page).get_by_label("Or cells copied from a spreadsheet").fill(PRICES)
    page.get_by_role("button", name="Use this text").click()
    page.get_by_role("button", name="Train on this").click()
    answer = page.locator(".nnp-answer output")
    expect(answer).to_have_text(re.compile(r"^\d,\d{3}$"))
    before = answer.inner_text()
    page.locator("[name=size]").fill("40")
    expect(answer).not_to_have_text(before)
    page.locator("[name=size]").fill("500")
    expect(page.locator(".nnp-said")).to_contain_text("size 500 is beyond the table's 40 to 112")

    page.get_by_role("button", name="Open in the Playground").click()
    expect(page.locator("[data-score=epoch]")).to_have_text("100")
    expect(page.locator(".nnp-legend")).to_contain_text("price")
    page.get_by_role("tab", name="Predictions").click()
    expect(page.locator(".nnp-view strong")).to_contain_text("root mean square error of price")
    page.get_by_role("tab", name="Use it").click()
    page.locator("[name=heating]").select_option("oil")
    expect(answer).to_have_text(re.compile(r"^\d,\d{3}$"))
    page.get_by_text("Many rows at once").click()
    page.get_by_label("Rows copied from a table").fill("heating\tsize\tnote\n" + "gas\t60\t=1+1\n" * 10)
    expect(page.locator(".nnp-view td.nnp-given")).to_have_count(10)
    with page.expect_download() as download:
        page.get_by_role("button", name="Answers as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 11 and lines[1].startswith("gas,60,'=1+1,")

    before = answer.inner_text()
    page.locator(".nnp-play").click()
    answer.scroll_into_view_if_needed()
    expect(answer).not_to_have_text(before)
