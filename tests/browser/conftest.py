"""A real Chromium for the tests of what people see. Every page is watched: whatever goes wrong in it fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from scripts import chromium
from scripts.server import Server

PATIENCE = 30_000  # ms: a slow machine is not a bug
OURS = {"127.0.0.1", "localhost"}
# Streamlit's script looks for its server below the address of the page before it looks above it.
LOOKED_FOR = re.compile(r"/\w+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that `pytest -m "not browser"` leaves them out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


class Tabs:
    """Tabs that tests borrow: a new one costs three times as long as a page opened in one that has run our scripts.

    A tab is given without cookies and without anything stored, so whoever opens a page in it is a new visitor.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: dict[str, BrowserContext] = {}
        self.free: dict[str, list[Page]] = {}
        self.lent: list[tuple[str, Page]] = []
        self.problems: dict[Page, list[str]] = {}

    def borrow(self, options: dict[str, Any], problems: list[str]) -> Page:
        """Return a blank tab of a context with these options; what goes wrong in it is added to `problems`."""
        key = repr(sorted(options.items()))
        context = self.contexts.get(key) or self.contexts.setdefault(key, self.browser.new_context(**options))
        page = self.free[key].pop() if self.free.get(key) else self._new(context)
        page.set_viewport_size(options["viewport"])
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": options["base_url"], "storageTypes": "all"})
        session.detach()
        self.problems[page] = problems
        self.lent.append((key, page))
        return page

    def take_back(self) -> None:
        """Leave the pages of all tabs that are lent."""
        for key, page in self.lent:
            if page.is_closed():
                continue
            page.goto("about:blank")
            self.free.setdefault(key, []).append(page)
        self.lent.clear()

    def _new(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)

        def note(problem: str | None) -> None:
            if problem:
                self.problems[page].append(problem)

        page.on("pageerror", lambda error: note(f"uncaught error: {error}"))
        page.on("crash", lambda _: note("the page crashed"))
        page.on("console", lambda message: note(_complaint(message)))
        page.on("request", lambda request: note(_stranger(request.url)))
        page.on("websocket", lambda socket: note(_stranger(socket.url)))
        page.on("response", lambda answer: note(_refusal(answer)))
        page.on("requestfailed", lambda request: note(_failure(request)))
        return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium. Without one the test is skipped, which fails in CI."""
    if chromium.find() is None:
        pytest.skip("no Chromium that starts was found: run `make test`, or set CHROMIUM to its path")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def problems() -> list[str]:
    """Collect what went wrong in the test's pages. A test that provokes something looks here and clears it."""
    return []


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def open_page(tabs: Tabs, server: Server, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as a new visitor.

    It takes Playwright's context options: `viewport`, `color_scheme="dark"`, `base_url` of another server, ...
    Playwright waits for functions by evaluating texts, which the policy of our headers forbids: a page that is to obey
    it is opened with `bypass_csp=False` and not waited for in that way.
    """
    def visit(**options: Any) -> Page:
        defaults = {"viewport": {"width": 1440, "height": 900}, "base_url": server.url, "color_scheme": "light",
                    "bypass_csp": True}
        return tabs.borrow(defaults | options, problems)

    yield visit
    tabs.take_back()
    if problems:
        pytest.fail("the page had problems:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Open a blank page, 1440 x 900 and light: `page.goto("/")` is the app."""
    return open_page()


def _complaint(message: ConsoleMessage) -> str | None:
    if message.type != "error" or LOOKED_FOR.search(message.location["url"]):
        return None
    return f"console error: {message.text} ({message.location['url']})"


def _refusal(answer: Response) -> str | None:
    refused = answer.status >= 400 and not LOOKED_FOR.search(answer.url)
    return f"{answer.status}: {answer.url}" if refused else None


def _stranger(url: str) -> str | None:
    address = urlsplit(url)
    ours = address.scheme in {"about", "data", "blob", "file"} or address.hostname in OURS
    return None if ours else f"asked another host: {url}"


def _failure(request: Request) -> str | None:
    # A request that ends because the page is left is not a failure.
    return None if request.failure == "net::ERR_ABORTED" else f"failed: {request.url} ({request.failure})"
