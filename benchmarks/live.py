"""How the live page feels, measured in a real Chromium: `python -m benchmarks.live`.

Prints each figure beside its budget. Server and browser share this machine's cores, so read the figures as those of
a laptop in class. TensorFlow Playground's seconds were measured once, on two such cores, and are quoted as they were.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from nnplay.data.features import FEATURES
from nnplay.experiment import Experiment
from nnplay.share import link
from nnplay.ui.pace import DEFAULT_SPEED, SPEEDS
from nnplay.ui.player import Player
from nnplay.ui.views import VIEWS
from scripts import chromium
from scripts.server import Server, serving

PLAY_SECONDS = 30
CLICKS = 25
DATA = ("gauss", "circle", "xor")
LARGE = (8,) * 6
SOLVED = 0.05
# Seconds in TensorFlow Playground.
THEIRS = {"circle": "0.6-1.1", "xor": "0.8-1.1", "gauss": "0.1", "spiral": "5.2-6.7"}
ONE_EPOCH_A_FRAME = 6  # the position of 1,000 steps/s, 1.3 epochs of the default experiment for each frame
AS_FAST_AS_POSSIBLE = len(SPEEDS) - 1

# Watches every animation frame: pictures drawn, different frames shown, and whether anything is missing or empty.
WATCH = """() => {
  const watch = (window.watch = { draws: 0, shown: new Set(), blank: 0, seen: 0, moved: 0, gaps: [] })
  const stage = window.nnplayStage
  const parts = [...document.querySelectorAll(".nnp-stage canvas, .nnp-chart .main-svg")]
  let drawn = stage.drawn, last = performance.now()
  const look = (now) => {
    if (watch.stopped) return
    watch.seen++
    if (stage.drawn !== drawn) { watch.gaps.push(now - last); last = now }
    watch.draws += stage.drawn - drawn
    drawn = stage.drawn
    watch.shown.add(stage.playback.shown().number)
    if (parts.some((part) => !part.isConnected)) watch.moved++
    const canvas = document.querySelector(".nnp-square canvas")
    const alpha = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 3, 1, 1).data[3]
    const charts = [".nnp-weights .heatmaplayer", ".nnp-loss .scatterlayer path"]
    if (!alpha || !charts.every((chart) => document.querySelector(chart))) watch.blank++
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}"""

# Milliseconds from the pointer going down on `selector` until `done` holds after an animation frame.
CLICK = """([selector, done]) => new Promise((resolve) => {
  const until = new Function("before", `return ${done}`)
  const stage = window.nnplayStage
  const seed = document.querySelector(".nnp-seed").value
  const before = { scene: stage.scene.id, generation: stage.playback.generation, seed }
  const begun = performance.now()
  document.querySelector(selector).click()
  const look = () => until(before) ? resolve(performance.now() - begun) : requestAnimationFrame(look)
  requestAnimationFrame(look)
})"""

TOUCH = "const s = window.nnplayStage; s.pin(1, 0); s.pin(2, 1); s.select({ part: 'train', index: 3 })"
PLAYABLE = "window.nnplayStage?.playback.shown() && !document.querySelector('.nnp-play').disabled"
SET_SPEED = """(speed) => {
  const slider = document.querySelector(".nnp-speed input")
  slider.value = speed
  slider.dispatchEvent(new Event("input"))
}"""

PLAY_UNTIL = """(target) => new Promise((resolve) => {
  const begun = performance.now()
  document.querySelector(".nnp-play").click()
  const look = () => {
    const seconds = (performance.now() - begun) / 1000
    const stage = window.nnplayStage
    const loss = stage.playback.shown().scores[stage.scene.scores.indexOf("train_loss")]
    if (loss < target || seconds > 30) { document.querySelector(".nnp-play").click(); resolve(seconds) }
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})"""


def main() -> None:
    with serving() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        opening(browser, server)
        smoothness(browser, server)
        top_speed(browser, server)
        everything_open(browser, server)
        clicks(browser, server)
        solving(browser, server)
        long_runs()
        browser.close()


def opening(browser: Browser, server: Server) -> None:
    seconds = []
    for _ in range(4):
        begun = time.perf_counter()
        with visit(browser, server, speed=None):
            seconds.append(time.perf_counter() - begun)
    say("first visit of a fresh server, until Play can be pressed", f"{seconds[0]:.2f} s", "3 s")
    say("later visits", f"{statistics.median(seconds[1:]):.2f} s", "3 s")


def smoothness(browser: Browser, server: Server) -> None:
    with visit(browser, server, speed=ONE_EPOCH_A_FRAME) as page:
        received = bytes_received(page)
        page.reload()  # so that its websocket is listened to
        ready(page, ONE_EPOCH_A_FRAME)
        page.click(".nnp-play")
        page.wait_for_timeout(1000)
        page.evaluate(WATCH)
        cpu, came, begun = server.cpu_seconds, received(), time.perf_counter()
        page.wait_for_timeout(PLAY_SECONDS * 1000)
        watch = page.evaluate("() => { watch.stopped = true; return { ...watch, shown: watch.shown.size } }")
        cpu, came, took = server.cpu_seconds - cpu, received() - came, time.perf_counter() - begun
        shown = watch["shown"]
        say("different frames shown a second", f"{shown / took:.1f}", "30")
        say("pictures drawn a second, blended between frames", f"{watch['draws'] / took:.1f}", "30")
        say("p95 between two drawn pictures", f"{percentile(watch['gaps'], 95):.0f} ms", "-")
        say("server CPU a frame, 1.3 epochs, scores and maps included", f"{1000 * cpu / shown:.2f} ms", "2.5 ms")
        say("bytes a frame", f"{came / shown / 1000:.2f} kB", "10 kB")
        say(f"remounted parts in {took:.0f} s", str(watch["moved"]), "0")
        say(f"blank pictures in {took:.0f} s (of {watch['seen']} looked at)", str(watch["blank"]), "0")


def top_speed(browser: Browser, server: Server) -> None:
    with visit(browser, server, speed=AS_FAST_AS_POSSIBLE) as page:
        page.click(".nnp-play")
        page.wait_for_timeout(1000)
        score = "() => { const s = window.nnplayStage; return s.playback.shown().scores[0] }"
        first, begun = page.evaluate(score), time.perf_counter()
        page.wait_for_timeout(5000)
        epochs = (page.evaluate(score) - first) / (time.perf_counter() - begun)
        say("epochs a second at top speed (25 steps each)", f"{epochs:,.0f}", "-")


def everything_open(browser: Browser, server: Server) -> None:
    """Play with two units inspected, a sample followed and a view in sight: the default network and a large one."""
    large = Experiment(hidden=LARGE, inputs=tuple(FEATURES))
    for name, experiment, budget in (("4,2", Experiment(), "30"), ("8 x 6, seven inputs", large, "10")):
        with visit(browser, server, address=link.address(server.url, experiment)) as page:
            page.click(".nnp-play")
            page.evaluate(TOUCH)
            page.locator(".nnp-views").scroll_into_view_if_needed()
            for view in VIEWS.values():
                page.locator(f"#nnp-tab-{view.key}").click()
                page.wait_for_function("key => window.nnplayStage.views.shown?.seen.view === key", arg=view.key)
                first, begun = page.evaluate("window.nnplayStage.drawn"), time.perf_counter()
                page.wait_for_timeout(3000)
                drawn = (page.evaluate("window.nnplayStage.drawn") - first) / (time.perf_counter() - begun)
                say(f"pictures drawn a second, {name}, units inspected, {view.label}", f"{drawn:.0f}", budget)


def clicks(browser: Browser, server: Server) -> None:
    """Click on things while it plays; an effect is what one sees: new weights, another scene, standing still."""
    new_weights = ("[data-act=new_weights]", "document.querySelector('.nnp-seed').value !== before.seed && "
                   "window.nnplayStage.playback.generation !== before.generation")
    data = "window.nnplayStage.scene.id !== before.scene && window.nnplayStage.playback.shown()"
    with visit(browser, server) as page:
        page.click(".nnp-play")
        page.wait_for_timeout(500)
        everything = []
        for name, pairs in {
            "New weights": [new_weights],
            "another data set (sidebar)": [(f".nnp-picker input[value={key}]", data) for key in DATA],
            "Pause": [(".nnp-play", "!window.nnplayStage.playback.playing")],
        }.items():
            times = []
            for turn in range(CLICKS):
                times.append(page.evaluate(CLICK, list(pairs[turn % len(pairs)])))
                if name == "Pause":
                    page.click(".nnp-play")
                page.wait_for_timeout(250)
            everything += times
            say(f"click to effect while playing: {name}, median and p95",
                f"{statistics.median(times):.0f}, {percentile(times, 95):.0f} ms", "150 ms")
        say("click to effect while playing, all, p95", f"{percentile(everything, 95):.0f} ms", "150 ms")


def solving(browser: Browser, server: Server) -> None:
    for data in ("circle", "xor", "gauss"):
        seconds = []
        for seed in range(3):
            with visit(browser, server) as page:
                choose(page, data)
                for _ in range(seed):
                    page.keyboard.press("n")
                page.wait_for_function(f"document.querySelector('.nnp-seed').value === '{seed}'")
                seconds.append(page.evaluate(PLAY_UNTIL, SOLVED))
        against(f"Play to train loss < {SOLVED}: {data}, 4,2, three seeds", seconds, data, "1 s")
    seconds = []
    for seed in range(3):
        with visit(browser, server, speed=AS_FAST_AS_POSSIBLE) as page:
            choose(page, "spiral")
            for name in ("x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"):
                page.get_by_role("button", name=name, exact=True).click()
                page.wait_for_function(f"window.nnplayStage.scene.inputs.includes('{name}')")
            page.get_by_label("Hidden layers", exact=True).fill("8,8,8")
            page.keyboard.press("Enter")
            page.wait_for_function("window.nnplayStage.scene.hidden.length === 3")
            page.evaluate("document.activeElement.blur()")
            for _ in range(seed):
                page.keyboard.press("n")
            page.wait_for_function(f"document.querySelector('.nnp-seed').value === '{seed}'")
            seconds.append(page.evaluate(PLAY_UNTIL, SOLVED))
    against(f"Play to train loss < {SOLVED}: spiral, 8,8,8, seven inputs, top speed", seconds, "spiral", "2 s")


def long_runs() -> None:
    """Compare the CPU of a frame early and late in a run, in this process: nothing else differs."""
    player = Player(Experiment())
    player.set_speed(ONE_EPOCH_A_FRAME)

    def cost() -> float:
        player.play()
        costs = []
        for _ in range(20):
            begun = time.thread_time()
            frames = player.chunk()
            costs.append((time.thread_time() - begun) / len(frames))
            player.acknowledge(player.generation, frames[-1].number)
        player.pause()
        return statistics.median(costs)

    player.run.advance(epochs=200)
    early = cost()
    player.run.advance(epochs=20_000 - player.run.epoch)
    late = cost()
    say("a frame after 20,000 epochs against one after 200", f"{late / early:.2f} times", "1.2 times")


@contextmanager
def visit(browser: Browser, server: Server, speed: int | None = DEFAULT_SPEED,
          address: str | None = None) -> Iterator[Page]:
    """Open the page as a new visitor; with a speed, wait until everything is drawn and set it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address or server.url)
    ready(page, speed)
    yield page
    context.close()


def ready(page: Page, speed: int | None = None) -> None:
    page.wait_for_function(PLAYABLE, timeout=30_000)
    if speed is not None:
        page.wait_for_selector(".nnp-weights .heatmaplayer")
        page.evaluate(SET_SPEED, speed)
        page.wait_for_function("!window.nnplayStage.dialogue.intents.length")


def choose(page: Page, data: str) -> None:
    if page.locator(f".nnp-picker input[value={data}]").is_checked():
        return
    scene = page.evaluate("window.nnplayStage.scene.id")
    page.evaluate(f"document.querySelector('.nnp-picker input[value={data}]').click()")
    page.wait_for_function(f"window.nnplayStage.scene.id !== '{scene}'")


def bytes_received(page: Page) -> Callable[[], int]:
    total = [0]

    def count(payload: str | bytes) -> None:
        total[0] += len(payload)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    return lambda: total[0]


def percentile(values: list[float], percent: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def against(what: str, seconds: list[float], peer: str, budget: str) -> None:
    ratios = [statistics.median(seconds) / float(part) for part in THEIRS[peer].split("-")]
    say(what, ", ".join(f"{second:.2f}" for second in seconds) + " s", budget)
    span = " to ".join(f"{ratio:.2f}" for ratio in sorted(set(ratios)))
    print(f"    TensorFlow Playground {THEIRS[peer]} s; our median is {span} times that")


def say(what: str, figure: str, budget: str) -> None:
    print(f"{what:<70} {figure:>18}   budget {budget}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
