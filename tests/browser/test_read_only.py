"""Where nothing can be written, every page works; and nothing on it is against the policy that its headers set."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from nnplay.ui.pages import PAGES
from tests.security.read_only import serving_read_only


def test_every_page_works_on_a_read_only_server(open_page: Callable[..., Page]) -> None:
    with serving_read_only() as url:
        page = open_page(base_url=url, bypass_csp=False)
        for key, described in PAGES.items():
            page.goto(f"{url}/" if key == "playground" else f"{url}/{key}")
            expect(page).to_have_title(f"{described.title} · nnplay")
            expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
        page.goto(url)
        page.locator(".nnp-play").click()
        expect(page.locator(".js-plotly-plot")).to_have_count(2)
        for tab in page.get_by_role("tab").all():  # the function in 3D, too
            tab.click()
            page.wait_for_timeout(700)
