"""Whoever opens a link with hostile names sees them as text: nothing is fetched, run or marked up.

That no request leaves the server's own address is watched on every page of these tests (see conftest.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nnplay.share.packed import pack_text
from nnplay.text import WORD_JOINER
from nnplay.ui.pages import PAGES

NAMES = ["![i](https://evil.example/i.png)", '<a href="https://evil.example">a</a>', "<img src=x onerror=alert(1)>",
         ":red[x] $x$ **b** :material/home: :smile:"]
MARKS = ["i.png", "href=", "onerror", "material/"]  # by which each is found, however it has been changed
TABLE = {"columns": NAMES, "inputs": [[row % 2, row % 3, row % 5, row % 7] for row in range(40)],
         "targets": [row % 2 for row in range(40)], "classes": ["<b>no</b>", "[yes](https://evil.example)"]}


@pytest.fixture
def hostile(open_page: Callable[..., Page], problems: list[str]) -> Page:
    page = open_page(bypass_csp=False)
    page.on("dialog", lambda dialog: (problems.append(f"a dialog opened: {dialog.message}"), dialog.dismiss()))
    page.goto(f"/?v=1&data=table&hidden=3&table={pack_text(json.dumps(TABLE))}")
    expect(page.locator(".nnp-play")).to_be_visible()
    return page


def text_of(page: Page) -> str:
    """Return all that the page says, drawings too, without what takes no room."""
    said: str = page.evaluate("""[document.body.innerText, ...[...document.querySelectorAll('svg text')].map(
        (node) => node.textContent)].join('\\n')""")
    return said.replace(WORD_JOINER, "")


def assert_only_text(page: Page) -> None:
    made = page.locator("img[src='x'], img[src*=evil], a[href*=evil], [onerror], svg image[href*=evil]")
    assert made.count() == 0
    assert page.get_by_test_id("stIconMaterial").filter(has_text="home").count() == 0
    said = text_of(page)
    for name, mark in zip(NAMES, MARKS, strict=True):
        assert mark not in said or name in said, f"{name} is shown otherwise"
    assert "😄" not in said


def test_names_of_columns_are_shown_as_typed_in_the_playground(hostile: Page) -> None:
    inputs = hostile.get_by_test_id("stButtonGroup").filter(has_text="evil.example")
    expect(inputs).to_be_visible()
    shown = inputs.inner_text().replace(WORD_JOINER, "")
    for name in NAMES:
        assert name in shown
    for tab in hostile.get_by_role("tab").all():
        tab.click()
        hostile.wait_for_timeout(300)
        assert_only_text(hostile)
    hostile.locator(".nnp-play").click()
    hostile.wait_for_timeout(500)
    box = hostile.locator(".nnp-network canvas").bounding_box()
    assert box is not None
    for across in (0.05, 0.5, 0.95):  # inputs, hidden units and the output under the pointer
        for down in (0.2, 0.4, 0.6, 0.8):
            hostile.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            hostile.wait_for_timeout(60)
            assert_only_text(hostile)
    hostile.get_by_role("button", name="Share").first.click()
    hostile.wait_for_timeout(1500)
    assert_only_text(hostile)


@pytest.mark.parametrize("key", [key for key in PAGES if key != "playground"])
def test_no_page_makes_markup_of_names(hostile: Page, key: str) -> None:
    hostile.get_by_role("link", name=PAGES[key].title, exact=True).first.click()
    expect(hostile).to_have_title(f"{PAGES[key].title} · nnplay")
    expect(hostile.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    hostile.wait_for_timeout(1000)
    assert_only_text(hostile)
    for expander in hostile.locator("[data-testid=stExpander] summary").all()[:6]:
        expander.click()
    hostile.wait_for_timeout(500)
    assert_only_text(hostile)
