"""The first visitor of a fresh server opens a page by its own address and gets that page whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from nnplay.ui.pages import PAGES
from scripts.server import Server

IDLE = '[data-testid=stApp][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'


def address(key: str) -> str:
    script = Path(PAGES[key].script)
    return f"/{script.stem}" if script.parent.name == "pages" else "/"


def whole(page: Page) -> dict[str, Any]:
    """Return what makes a page whole: its title, its menu, what it holds, once it is there."""
    expect(page.locator(IDLE)).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stPageLink").first).to_be_visible(timeout=60_000)
    page.wait_for_function(
        "() => document.querySelectorAll('.stMain canvas, .stMain svg, .stMain math, .stMain pre').length > 0",
        timeout=60_000)
    return {
        "title": page.title(),
        "menu": page.get_by_test_id("stPageLink").all_inner_texts(),
        "headings": page.locator(".stMain h1, .stMain h2, .stMain h3").all_inner_texts(),
        "controls": page.evaluate("""() => [...new Set([...document.querySelectorAll(".stApp [data-testid]")].map(
            (node) => node.dataset.testid))].filter((name) => /^st(Sl|Sel|Num|Text|Bidi)/.test(name)).sort()"""),
        "icon": page.locator("link[rel~=icon]").get_attribute("href") is not None,
    }


def at_rest(page: Page) -> dict[str, Any]:
    """Return the page once it no longer grows."""
    before, now = whole(page), None
    for _ in range(60):
        page.wait_for_timeout(300)
        before, now = now, whole(page)
        if before == now:
            break
    return now or before or {}


@pytest.mark.parametrize("key", PAGES)
def test_the_first_visitor_of_a_page_gets_it_whole(
        fresh_server: Server, open_page: Callable[..., Page], key: str) -> None:
    first = open_page(base_url=fresh_server.url)
    first.goto(address(key))
    found = at_rest(first)
    assert found["title"] == f"{PAGES[key].title} · nnplay"
    assert found["menu"] == [page.title for page in PAGES.values()]
    expect(first.get_by_role("dialog")).to_have_count(0)  # "page not found" is one
    expect(first.get_by_test_id("stException")).to_have_count(0)
    expect(first.get_by_test_id("stSidebarNav")).to_have_count(0)  # the pages draw their own

    # The same as for somebody who comes by the menu, now that the server is warm.
    other = "compare" if key != "compare" else "your_data"
    for name in (other, key):
        first.get_by_role("link", name=PAGES[name].title, exact=True).click()
        expect(first).to_have_title(f"{PAGES[name].title} · nnplay", timeout=60_000)
    assert at_rest(first) == found
