"""What was on the screen comes back: the connection drops, the server is killed, the page is loaded again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.server import Server, free_port, serving
from tests.browser.line import line

STANDS = "window.nnplayStage?.playback.shown() && !window.nnplayStage.playback.playing && !window.nnplayStage.busy"
STEP = "Number(window.nnplayStage.playback.shown().scores[1])"
THETA = "Array.from(window.nnplayStage.playback.shown().theta)"
SESSION = "window.nnplayStage.kept.session"
KEPT = f"JSON.parse(sessionStorage.getItem('nnplay moment') ?? '{{}}').step === {STEP}"
SHOWN = "JSON.parse(sessionStorage.getItem('nnplay shown') ?? '{}')"
TTL = 4  # seconds that a session without a connection is kept here


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def lonely(page: Page, problems: list[str]) -> Iterator[Page]:
    """A page whose server goes away: what the browser complains of meanwhile is as it should be."""
    yield page
    page.goto("about:blank")  # from here on it looks for no server
    problems[:] = [each for each in problems if "uncaught" in each]


def learnt(page: Page, url: str = "") -> list[float]:
    """Train for a while, and return the weights on the screen."""
    page.goto(f"{url}/?data=spiral&optimizer=adam")
    page.wait_for_function(STANDS)
    page.click(".nnp-play")
    page.wait_for_function(f"{STEP} > 300")
    page.click(".nnp-play")
    page.wait_for_function(STANDS)
    return page.evaluate(THETA)


def go_on(page: Page) -> None:
    banner = offered(page)
    banner.get_by_role("button", name="Go on from epoch").click()
    expect(banner).to_be_hidden()


def offered(page: Page) -> Locator:
    banner = page.locator(".nnp-comeback")
    expect(banner).to_contain_text("run had reached epoch")
    return banner


def test_a_killed_server_takes_nothing_from_the_screen(lonely: Page, port: int) -> None:
    with serving(port=port) as server:
        theta = learnt(lonely, server.url)
        lonely.wait_for_function(KEPT)
        server.process.kill()
        server.process.wait()
    with serving(port=port):
        go_on(lonely)
        lonely.wait_for_function(f"JSON.stringify({THETA}) === JSON.stringify({theta})")
        lonely.get_by_role("button", name="Epoch", exact=True).click()
        lonely.wait_for_function(f"JSON.stringify({THETA}) !== JSON.stringify({theta})")  # and it learns on


def test_a_server_that_is_killed_while_it_plays(lonely: Page, port: int) -> None:
    """The moment that is kept may be seconds old: the way from there to what was shown is trained again."""
    with serving(port=port) as server:
        lonely.goto(f"{server.url}/?data=spiral&optimizer=adam")
        lonely.wait_for_function(STANDS)
        lonely.click(".nnp-play")
        lonely.wait_for_function(f"{SHOWN}.step > JSON.parse(sessionStorage.getItem('nnplay moment') ?? '{{}}').step")
        server.process.kill()
        server.process.wait()
        shown = lonely.evaluate(f"{SHOWN}.step")
    with serving(port=port):
        go_on(lonely)
        lonely.wait_for_function(f"{STANDS} && {STEP} >= {shown}")


@pytest.mark.parametrize(("seconds", "forgotten"), [(0.5, False), (TTL + 2, True)])
def test_a_connection_that_drops(lonely: Page, port: int, seconds: float, forgotten: bool) -> None:
    """Shortly, the session is still there; for longer than the server keeps it, the browser has the run."""
    with serving("app.py", "--server.disconnectedSessionTTL", str(TTL), port=port), line(port) as wire:
        theta = learnt(lonely, f"http://127.0.0.1:{wire.port}")
        lonely.wait_for_function(KEPT)
        session = lonely.evaluate(SESSION)
        wire.cut()
        time.sleep(seconds)
        wire.mend()
        if forgotten:
            go_on(lonely)
            assert lonely.evaluate(SESSION) != session
        lonely.wait_for_function(f"JSON.stringify({THETA}) === JSON.stringify({theta})")
        lonely.get_by_role("button", name="Epoch", exact=True).click()
        lonely.wait_for_function(f"JSON.stringify({THETA}) !== JSON.stringify({theta})")
        assert (lonely.evaluate(SESSION) == session) != forgotten
        expect(lonely.locator(".nnp-comeback")).to_be_hidden()


def test_a_page_that_is_loaded_again_offers_its_run_and_a_link_its_own(page: Page) -> None:
    theta = learnt(page)
    page.wait_for_function(KEPT)
    page.reload()
    go_on(page)
    page.wait_for_function(f"JSON.stringify({THETA}) === JSON.stringify({theta})")
    page.wait_for_function(KEPT)
    page.goto("/?v=1&data=xor")  # somebody's link
    page.wait_for_function(STANDS)
    expect(page.locator(".nnp-comeback")).to_be_hidden()
    assert page.evaluate(STEP) == 0


def test_the_earlier_runs_on_the_loss_chart_come_back(page: Page) -> None:
    learnt(page)
    page.keyboard.press("r")
    expect(page.locator(".nnp-clear")).to_be_visible()  # the run is an earlier one now
    page.wait_for_function(f"{STANDS} && {STEP} === 0")
    page.get_by_role("button", name="Epoch", exact=True).click()
    page.wait_for_function(f"{STANDS} && {STEP} > 0 && {KEPT}")
    page.reload()
    expect(offered(page)).to_be_visible()
    expect(page.locator(".nnp-clear")).to_be_hidden()
    go_on(page)
    expect(page.locator(".nnp-clear")).to_be_visible()


def test_start_afresh_starts_afresh(page: Page) -> None:
    learnt(page)
    page.wait_for_function(KEPT)
    page.reload()
    banner = offered(page)
    banner.get_by_role("button", name="Start afresh").click()
    expect(banner).to_be_hidden()
    assert page.evaluate(STEP) == 0


@pytest.mark.parametrize("storage", [
    "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"])
def test_storage_that_is_full_or_refused_is_harmless(browser: Browser, server: Server, storage: str) -> None:
    errors = []
    with browser.new_context(base_url=server.url, bypass_csp=True) as context:  # a script of a tab stays with the tab
        context.add_init_script(storage)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(error))
        learnt(page)
        page.wait_for_function("window.nnplayStage.kept.at === window.nnplayStage.standing().at")  # it was tried
        page.reload()
        page.wait_for_function(STANDS)
        expect(page.locator(".nnp-comeback")).to_be_hidden()
    assert not errors


def test_a_table_comes_back_when_its_page_is_loaded_again(page: Page) -> None:
    page.goto("/your_data")
    rows = "\n".join(f"{k * 7 % 13},{k % 5},{'yes' if k % 3 else 'no'}" for k in range(60))
    page.get_by_role("textbox", name="Or cells copied").fill(f"one,two,kind\n{rows}")
    page.get_by_role("button", name="Use this text").click()
    heading = page.get_by_role("heading", name="pasted text")
    expect(heading).to_be_visible()
    page.wait_for_function("sessionStorage.getItem('nnplay table text')")
    page.reload()
    expect(heading).to_be_visible()
    expect(page.get_by_text("60 rows and 3 columns")).to_be_visible()
