"""Take the pictures of the documentation from the running app: `python -m scripts.screenshot`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts import chromium
from scripts.server import Server, serving

DOCS = Path(__file__).parents[1] / "docs"
LEARNT = "Number(document.querySelector('[data-score=train_loss]').textContent) < 0.02"


def main() -> None:
    with serving() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        playground(browser, server)
        browser.close()


def playground(browser: Browser, server: Server) -> None:
    """Show the Playground with the default network when it has learnt the circle, and how it folded the plane."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=server.url, color_scheme="light")
    page.goto("/")
    page.wait_for_selector(".nnp-weights .heatmaplayer")
    page.click(".nnp-play")
    page.wait_for_function(LEARNT)
    page.click(".nnp-play")
    page.wait_for_function("!window.nnplayStage.dialogue.intents.length")
    page.wait_for_timeout(500)
    page.screenshot(path=DOCS / "playground.png")
    page.click("#nnp-tab-hidden")
    page.locator(".nnp-views").scroll_into_view_if_needed()
    page.wait_for_function("window.nnplayStage.views.shown?.seen.view === 'hidden'")
    page.wait_for_timeout(500)
    page.locator(".nnp-views").screenshot(path=DOCS / "hidden_space.png")


if __name__ == "__main__":
    main()
