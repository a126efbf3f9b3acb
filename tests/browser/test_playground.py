"""The Playground as people meet it: a real server, a real browser, and the engine in this process as the judge."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.figures.theme import DARK, LIGHT
from nnplay.run import Run
from nnplay.share.link import write
from nnplay.ui import scene
from nnplay.ui.frames import SCORES
from nnplay.ui.pace import SPEEDS
from nnplay.ui.player import Player
from nnplay.ui.wire import pack
from scripts.server import ROOT, Server, serving

READY = """() => {
  const stage = window.nnplayStage
  return stage?.playback.shown() && document.querySelector(".nnp-weights .nnp-chart").data
    && document.querySelector(".nnp-loss .nnp-chart").data && !stage.busy
}"""
SHOWN = "() => Array.from(window.nnplayStage.playback.shown().scores)"
SETTLED = "() => !window.nnplayStage.busy"


class Stage:
    """The live stage of an open page, as a person sees and works it."""

    def __init__(self, page: Page, address: str = "/") -> None:
        self.page = page
        page.goto(address)
        self.wait(READY)

    def wait(self, condition: str, arg: Any = None) -> None:
        self.page.wait_for_function(condition, arg=arg)

    def settle(self) -> None:
        """Wait until everything that was done has been answered."""
        self.wait(SETTLED)

    def button(self, name: str) -> Locator:
        return self.page.locator(f".nnp-stage [data-act={name}]")

    def text(self, name: str) -> str:
        return self.page.locator(f".nnp-stage [data-score={name}]").inner_text()

    @property
    def scores(self) -> dict[str, float]:
        """The numbers behind what is shown, unrounded."""
        return dict(zip(SCORES, self.page.evaluate(SHOWN)))

    @property
    def step(self) -> int:
        return int(self.scores["step"])

    @property
    def playing(self) -> bool:
        return self.button("toggle").inner_text() == "Pause"

    def play(self, steps: int = 1) -> None:
        """Press Play and watch at least so many steps."""
        start = self.step
        self.button("toggle").click()
        self.wait_for_step(start + steps)

    def pause(self) -> None:
        self.button("toggle").click()
        expect(self.button("toggle")).to_have_text("Play")
        self.settle()

    def wait_for_step(self, step: int) -> None:
        self.wait("step => window.nnplayStage.playback.shown().scores[1] >= step", step)

    def expect_step(self, step: int) -> None:
        """Wait until exactly this step is shown and nothing more is to come."""
        expect(self.page.locator(".nnp-stage [data-score=step]")).to_have_text(f"{step:,}")
        self.settle()
        assert self.step == step

    def assert_is(self, run: Run) -> None:
        """Compare the numbers, the heatmaps and the chart with a run of the engine's."""
        scores = self.scores
        assert (scores["step"], scores["epoch"], scores["progress"]) == (run.step, run.epoch, run.progress)
        assert scores["train_loss"] == pytest.approx(run.loss.train, rel=1e-9)
        assert self.text("train_loss") == f"{run.loss.train:.4f}"
        assert (self.text("epoch"), self.text("step")) == (f"{run.epoch:,}", f"{run.step:,}")
        if len(run.split.test):
            assert scores["test_loss"] == pytest.approx(run.loss.test, rel=1e-9)
            assert self.text("test_loss") == f"{run.loss.test:.4f}"
        for drawn, layer in zip(self.heatmaps(), run.weights, strict=True):
            expected = layer.W if layer.b is None else np.vstack([layer.W, layer.b])
            assert drawn == pytest.approx(expected, rel=1e-6, abs=1e-9)
        for name, loss in (("train", run.loss.train), ("test", run.loss.test)):
            recorded = dict(zip(run.history["epoch"], run.history[f"{name}_loss"]))
            for x, y in self.curve(name):  # of a long run only some epochs are drawn
                assert (x[-1], y[-1]) == pytest.approx((run.progress, loss))
                assert y[:-1] == pytest.approx([recorded[epoch] for epoch in x[:-1]], rel=1e-6)

    def heatmaps(self) -> list[np.ndarray]:
        """Return what Plotly draws: the z of each layer."""
        drawn = self.page.evaluate("""() => document.querySelector(".nnp-weights .nnp-chart").data.map(
            (trace) => Array.from(trace.z, (row) => Array.from(row)))""")
        return [np.array(z) for z in drawn]

    def curve(self, column: str) -> list[tuple[list[float], list[float]]]:
        """Return x and y of the curve and of the dot of a column."""
        drawn = self.page.evaluate("""(column) => document.querySelector(".nnp-loss .nnp-chart").data
            .filter(({ meta }) => ["curve", "now"].includes(meta?.live) && meta.column === column)
            .map((trace) => [Array.from(trace.x), Array.from(trace.y)])
        """, column)
        return [(x, y) for x, y in drawn]

    def pixel(self, canvas: str, across: float, down: float) -> list[int]:
        """Return the colour of a canvas at a place, given as shares of its width and height."""
        colour: list[int] = self.page.evaluate("""([selector, across, down]) => {
            const canvas = document.querySelector(selector)
            const at = [Math.round(canvas.width * across), Math.round(canvas.height * down)]
            return Array.from(canvas.getContext("2d").getImageData(...at, 1, 1).data)
        }""", [canvas, across, down])
        return colour

    def picture(self, canvas: str = ".nnp-square canvas") -> str:
        url: str = self.page.evaluate("(selector) => document.querySelector(selector).toDataURL()", canvas)
        return url

    def set_speed(self, speed: float) -> None:
        self.page.locator(".nnp-speed input").fill(str(SPEEDS.index(speed)))
        self.wait("() => !window.nnplayStage.dialogue.intents.length")


@pytest.fixture
def stage(page: Page) -> Stage:
    return Stage(page)


def straight(steps: int, **settings: Any) -> Run:
    run = Experiment(**settings).start()
    if steps:
        run.advance(steps=steps)
    return run


# What is there


def test_network_boundary_loss_and_weights_appear_and_show_the_first_weights(stage: Stage) -> None:
    stage.assert_is(straight(0))
    page = stage.page
    for name in ("network", "boundary", "loss", "weights"):
        expect(page.locator(f".nnp-{name}")).to_be_visible()
    for canvas in (".nnp-network canvas", ".nnp-square canvas"):
        colours = page.evaluate("""(selector) => {
            const canvas = document.querySelector(selector)
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            return new Set(new Uint32Array(data.buffer)).size
        }""", canvas)
        assert colours > 20  # something is painted
    assert [z.shape for z in stage.heatmaps()] == [(3, 4), (5, 2), (3, 1)]
    expect(page.locator(".nnp-loss .xtitle")).to_have_text("epoch")
    expect(page.locator(".nnp-loss .ytitle")).to_have_text("half squared error")
    expect(page.locator(".nnp-network canvas")).to_have_attribute("aria-label", "Network: 2 inputs, 4 tanh units, "
                                                                  "2 tanh units, 1 output.")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0  # nothing is below the fold


def test_the_boundary_shows_what_was_learnt(stage: Stage) -> None:
    """Blue where the inner class is, orange in the corners, as the trained network of the engine says."""
    stage.set_speed(np.inf)
    stage.play(steps=4000)
    stage.pause()
    run = straight(stage.step)
    assert run.loss.train < 0.1
    inside, corner = run.predict(np.array([[0.0, 0.0], [5.0, 5.0]]))[:, 0]
    assert inside > 0.5 > -0.5 > corner
    geometry = stage.page.evaluate("""() => {
        const view = window.nnplayStage.boundary, ratio = devicePixelRatio
        const { x, y, side } = view.frame(view.canvas.width / ratio, view.canvas.height / ratio)
        return [x * ratio / view.canvas.width, y * ratio / view.canvas.height,
                side * ratio / view.canvas.width, side * ratio / view.canvas.height]
    }""")
    x, y, width, height = geometry
    red, _, blue, _ = stage.pixel(".nnp-square canvas", x + width / 2, y + height / 2)
    assert blue > red + 60
    red, _, blue, _ = stage.pixel(".nnp-square canvas", x + width * 11 / 12, y + height / 12)
    assert red > blue + 60


def test_the_script_reads_what_python_packs(stage: Stage) -> None:
    rng = np.random.default_rng(0)
    player = Player(Experiment(head="softmax", hidden=(3,)))
    player.step("epoch")
    header, arrays = scene.chunk(player, player.chunk())
    setting, more = scene.scene(player)
    strange = {
        "bytes": np.arange(256, dtype="u1"), "odd": np.arange(3, dtype="u1"), "nothing": np.zeros((0, 3), "f4"),
        "f4": rng.standard_normal((2, 3, 4)).astype("f4"), "f8": rng.standard_normal((5, 1)),
        "special": np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324, 1.7e308]), "turned": np.arange(6.0).reshape(2, 3).T,
    }
    for told, sent in (({**header, "setting": setting}, arrays | more), ({"ünï": "çødé ₁ 😀"}, strange), ({}, {})):
        read = stage.page.evaluate("""async (text) => {
            const { unpack } = await import(new URL("app/static/stage/wire.js", document.baseURI).href)
            const { header, arrays } = await unpack(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))
            delete header.arrays
            const plain = Object.entries(arrays).map(([name, { shape, data }]) => {
                const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
                let text = ""
                for (const byte of bytes) text += String.fromCharCode(byte)
                return [name, shape, data.constructor.name, btoa(text)]
            })
            return [header, plain]
        }""", base64.b64encode(pack(told, sent)).decode())
        assert read[0] == json.loads(json.dumps(told))
        kinds = {"uint8": "Uint8Array", "float32": "Float32Array", "float64": "Float64Array"}
        assert [item[:3] for item in read[1]] == [
            [name, list(array.shape), kinds[array.dtype.name]] for name, array in sent.items()]
        for (_, _, _, data), array in zip(read[1], sent.values()):
            assert base64.b64decode(data) == array.tobytes()


# Playing and pausing


def test_play_moves_the_numbers_and_the_pictures_and_pause_stops_them_exactly(stage: Stage) -> None:
    boundary, network = stage.picture(), stage.picture(".nnp-network canvas")
    for _ in range(3):
        stage.play(steps=300)
        seen, stopped = stage.page.evaluate("""() => {
            const seen = document.querySelector(".nnp-stage [data-score=step]").textContent
            document.querySelector(".nnp-stage [data-act=toggle]").click()
            return [seen, Array.from(window.nnplayStage.playback.shown().scores)]
        }""")
        stage.settle()
        assert stage.text("step") == seen
        assert list(stage.scores.values()) == stopped
        stage.page.wait_for_timeout(400)  # nothing may arrive late
        assert list(stage.scores.values()) == stopped
        stage.assert_is(straight(int(stopped[1])))
        assert not stage.playing
    assert stage.picture() != boundary
    assert stage.picture(".nnp-network canvas") != network


def test_the_space_bar_plays_and_pauses(stage: Stage) -> None:
    stage.page.keyboard.press("Space")
    stage.wait_for_step(200)
    assert stage.playing
    stage.page.keyboard.press("Space")
    expect(stage.button("toggle")).to_have_text("Play")
    stage.settle()
    stage.assert_is(straight(stage.step))


def test_quick_plays_and_pauses_end_as_they_should(stage: Stage) -> None:
    for _ in range(11):
        stage.page.keyboard.press("Space")
    expect(stage.button("toggle")).to_have_text("Pause")
    stage.wait_for_step(stage.step + 100)
    for _ in range(9):
        stage.page.keyboard.press("Space")
    expect(stage.button("toggle")).to_have_text("Play")
    stage.settle()
    stage.assert_is(straight(stage.step))


def test_the_speed_goes_from_one_step_a_second_to_as_fast_as_possible(stage: Stage) -> None:
    stage.set_speed(1)
    expect(stage.page.locator(".nnp-speed output")).to_have_text("1 step/s")
    stage.play(steps=2)
    seen = stage.step
    stage.set_speed(np.inf)
    expect(stage.page.locator(".nnp-speed output")).to_have_text("as fast as possible")
    stage.wait_for_step(seen + 2000)
    assert stage.playing
    stage.set_speed(3)
    stage.pause()
    stage.assert_is(straight(stage.step))


# Steps by click and by key


def test_steps_epochs_reset_and_new_weights_by_click(stage: Stage) -> None:
    for clicks in range(1, 4):
        stage.button("batch").click()
        stage.expect_step(clicks)
    stage.button("epoch").click()
    stage.expect_step(25)
    stage.button("epoch").click()
    stage.expect_step(50)
    stage.assert_is(straight(50))
    stage.button("reset").click()
    stage.expect_step(0)
    stage.assert_is(straight(0))
    stage.button("new_weights").click()
    stage.wait("() => document.querySelector('.nnp-seed').value === '1'")
    stage.settle()
    stage.assert_is(straight(0, seed=1))


def test_steps_epochs_reset_and_new_weights_by_key(stage: Stage) -> None:
    keyboard = stage.page.keyboard
    for _ in range(7):
        keyboard.press("ArrowRight")
    stage.expect_step(7)
    keyboard.press("Shift+ArrowRight")
    stage.expect_step(25)
    stage.assert_is(straight(25))
    keyboard.press("n")
    stage.wait("() => document.querySelector('.nnp-seed').value === '1'")
    keyboard.press("ArrowRight")
    stage.expect_step(1)
    stage.assert_is(straight(1, seed=1))
    keyboard.press("R")
    stage.expect_step(0)
    stage.assert_is(straight(0, seed=1))
    keyboard.press("?")
    expect(stage.page.locator(".nnp-shortcuts")).to_be_visible()
    keyboard.press("?")
    expect(stage.page.locator(".nnp-shortcuts")).to_be_hidden()


def test_many_fast_key_presses_are_counted_exactly(stage: Stage) -> None:
    for _ in range(60):
        stage.page.keyboard.press("ArrowRight")
    stage.expect_step(60)
    # Faster than any answer, and more than one answer deals with.
    stage.page.evaluate("""() => {
        for (let i = 0; i < 130; i++)
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }))
    }""")
    stage.expect_step(190)
    stage.assert_is(straight(190))
    for _ in range(10):
        stage.page.keyboard.press("n")
    stage.wait("() => document.querySelector('.nnp-seed').value === '10'")
    stage.settle()
    stage.assert_is(straight(0, seed=10))


def test_many_fast_steps_back_are_counted_exactly(stage: Stage) -> None:
    for _ in range(3):
        stage.page.keyboard.press("Shift+ArrowRight")
    stage.expect_step(75)
    for _ in range(20):
        stage.page.keyboard.press("ArrowLeft")
    stage.expect_step(55)
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowLeft"):
        stage.page.keyboard.press(key)
    stage.expect_step(54)
    stage.assert_is(straight(54))


def test_typing_in_a_box_is_no_shortcut(stage: Stage) -> None:
    page = stage.page
    stage.button("batch").click()
    stage.expect_step(1)
    box = page.get_by_role("textbox", name="Hidden layers")
    box.click()
    box.press("End")
    for key in (",", "Space", "r", "n", "ArrowLeft", "ArrowRight", "Shift+ArrowRight", "?"):
        page.keyboard.press(key)
    expect(box).to_have_value("4, 2, rn?")
    expect(page.locator(".nnp-shortcuts")).to_be_hidden()
    stage.expect_step(1)
    assert not stage.playing
    page.keyboard.press("Enter")
    expect(page.get_by_text("'rn?' is not a layer size")).to_be_visible()
    stage.expect_step(1)
    seed = page.locator(".nnp-seed")
    seed.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    stage.expect_step(1)


# Charts and pictures while it plays


def test_playing_never_builds_a_chart_or_canvas_again_and_never_shows_a_blank_one(stage: Stage) -> None:
    stage.page.evaluate("""() => {
        const find = (selector) => document.querySelector(".nnp-stage " + selector)
        const kept = window.kept = {
            stage: document.querySelector(".nnp-stage"), network: find(".nnp-network canvas"),
            boundary: find(".nnp-square canvas"), loss: find(".nnp-loss .nnp-chart"),
            lossPlot: find(".nnp-loss .main-svg"), weights: find(".nnp-weights .nnp-chart"),
            weightsPlot: find(".nnp-weights .main-svg"),
        }
        const watch = window.watch = { frames: 0, blank: [], purged: 0, pictures: new Set() }
        for (const name of ["purge", "newPlot"]) {
            const original = window.Plotly[name]
            window.Plotly[name] = (...given) => { watch.purged++; return original(...given) }
        }
        const painted = (canvas) => {
            const { width, height } = canvas
            const { data } = canvas.getContext("2d").getImageData(width / 2, 0, 1, height)
            return data.some((value, i) => i % 4 === 3 && value > 0)
        }
        const look = () => {
            watch.frames++
            if (!painted(kept.network)) watch.blank.push("network")
            if (!painted(kept.boundary)) watch.blank.push("boundary")
            if (!kept.loss.querySelector(".scatterlayer .js-line")) watch.blank.push("loss")
            if (kept.weights.querySelectorAll(".hm image").length !== 3) watch.blank.push("weights")
            for (const [name, node] of Object.entries(kept)) if (!node.isConnected) watch.blank.push(name + " is gone")
            if (watch.pictures.size < 5) watch.pictures.add(kept.boundary.toDataURL())
            requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
    }""")
    stage.play(steps=1000)
    drawn = stage.page.evaluate("window.nnplayStage.drawn")
    stage.wait("([drawn]) => window.nnplayStage.drawn > drawn + 90", [drawn])
    stage.page.locator(".nnp-loss input[type=checkbox]").check()
    stage.page.locator(".nnp-loss input[type=checkbox]").uncheck()
    stage.set_speed(np.inf)
    stage.wait("([drawn]) => window.nnplayStage.drawn > drawn + 150", [drawn])
    stage.pause()
    stage.button("reset").click()  # a new scene, the same charts
    stage.expect_step(0)
    seen = stage.page.evaluate("""() => ({ ...window.watch, pictures: window.watch.pictures.size,
        same: Object.entries({ ".nnp-loss .main-svg": "lossPlot", ".nnp-weights .main-svg": "weightsPlot" }).every(
            ([selector, name]) => document.querySelector(selector) === window.kept[name]) })""")
    assert seen["blank"] == []
    assert seen["purged"] == 0
    assert seen["same"]
    assert seen["pictures"] == 5  # it looked at a picture that moved
    assert seen["frames"] > 30


def test_a_zoom_survives_playing_and_the_log_switch_adds_no_point(stage: Stage) -> None:
    page = stage.page
    stage.play(steps=500)
    stage.pause()
    box = page.locator(".nnp-loss .nsewdrag").bounding_box()
    assert box is not None
    x, y, width, height = (box[name] for name in ("x", "y", "width", "height"))
    page.mouse.move(x + width * 0.2, y + height * 0.2)
    page.mouse.down()
    page.mouse.move(x + width * 0.7, y + height * 0.8, steps=5)
    page.mouse.up()
    zoom = """() => {
        const { xaxis, yaxis } = document.querySelector(".nnp-loss .nnp-chart")._fullLayout
        return [xaxis.autorange, ...xaxis.range, ...yaxis.range]
    }"""
    stage.wait("() => document.querySelector('.nnp-loss .nnp-chart')._fullLayout.xaxis.autorange === false")
    zoomed = page.evaluate(zoom)
    drawn = page.evaluate("window.nnplayStage.drawn")
    stage.play(steps=500)
    stage.wait("([drawn]) => window.nnplayStage.drawn > drawn + 40", [drawn])
    stage.pause()
    assert page.evaluate(zoom) == zoomed
    page.mouse.dblclick(x + width / 2, y + height / 2)
    stage.wait("() => document.querySelector('.nnp-loss .nnp-chart')._fullLayout.xaxis.autorange !== false")

    points = stage.curve("train") + stage.curve("test")
    page.locator(".nnp-loss input[type=checkbox]").check()
    stage.wait("() => document.querySelector('.nnp-loss .nnp-chart')._fullLayout.yaxis.type === 'log'")
    assert stage.curve("train") + stage.curve("test") == points
    page.locator(".nnp-loss input[type=checkbox]").uncheck()
    stage.wait("() => document.querySelector('.nnp-loss .nnp-chart')._fullLayout.yaxis.type === 'linear'")
    assert stage.curve("train") + stage.curve("test") == points
    stage.assert_is(straight(stage.step))


def test_heatmaps_tell_their_numbers_on_pointing(stage: Stage) -> None:
    stage.page.locator(".nnp-weights .nsewdrag").first.hover(position={"x": 5, "y": 5})
    label = stage.page.locator(".nnp-weights .hovertext")
    expect(label).to_contain_text("x₁ → 1")
    expect(label).to_contain_text(f"{straight(0).weights[0].W[0, 0]:.6f}".replace("-", "−"))


# The sidebar while it plays


def test_the_data_set_of_a_link_is_in_sight_among_the_pictures_with_its_sentence(page: Page) -> None:
    Stage(page, "/?v=1&data=digits")
    expect(page.get_by_text(DATA_SETS["digits"].note)).to_be_visible()
    expect(page.locator(".nnp-picker label", has_text="Digits")).to_be_in_viewport(ratio=1)


def test_every_kind_of_control_works_while_it_plays(stage: Stage) -> None:
    page = stage.page
    stage.play()
    sidebar = page.locator("[data-testid=stSidebar]")

    def goes_on(condition: str) -> None:
        stage.wait(f"() => {{ const stage = window.nnplayStage, scene = stage.scene; return {condition} }}")
        expect(stage.button("toggle")).to_have_text("Pause")
        drawn, step = page.evaluate("[window.nnplayStage.drawn, window.nnplayStage.playback.shown().scores[1]]")
        stage.wait("([drawn, step]) => window.nnplayStage.drawn > drawn + 3 "
                   "&& window.nnplayStage.playback.shown().scores[1] > step", [drawn, step])

    sidebar.get_by_text("XOR", exact=True).click()  # a picture
    goes_on("scene.id && document.querySelector('.nnp-picker input[value=xor]').checked")
    sidebar.get_by_role("slider", name="Noise").focus()
    page.keyboard.press("ArrowRight")
    goes_on("stage.boundary.train.length === 750")
    sidebar.get_by_role("slider", name="Test share").focus()
    page.keyboard.press("ArrowRight")
    goes_on("stage.boundary.test.length === 275 * 3")
    sidebar.get_by_role("button", name="x₁x₂").click()  # a pill
    goes_on("scene.sizes[0] === 3")
    sidebar.get_by_role("textbox", name="Hidden layers").fill("5, 3")
    page.keyboard.press("Enter")
    goes_on("scene.sizes.join() === '3,5,3,1'")
    page.locator(".st-key-more_layers button").first.click()
    goes_on("scene.sizes.join() === '3,5,3,3,1'")
    page.locator("[class*=st-key-set_activation]").get_by_role("combobox").click()  # a menu
    page.get_by_role("option", name="ReLU", exact=True).click()
    goes_on("scene.hidden[0].label === 'ReLU'")
    before = stage.step
    page.locator("[class*=st-key-set_lr]").get_by_role("combobox").fill("0.005")  # a number that is not in the menu
    page.keyboard.press("Enter")
    goes_on("stage.playback.shown().scores[8] === 0.005")
    assert stage.step >= before  # another rate keeps the weights
    page.locator("[class*=st-key-set_batch]").get_by_role("combobox").fill("1")
    page.get_by_role("option", name="1", exact=True).click()
    goes_on("document.querySelector('[data-act=batch]').textContent === 'Sample'")
    sidebar.get_by_text("More", exact=True).click()
    sidebar.get_by_text("Biases", exact=True).click()  # a toggle
    goes_on("scene.bias === false")
    sidebar.get_by_role("spinbutton", name="Data seed").fill("9")
    page.keyboard.press("Enter")
    scene_id = page.evaluate("window.nnplayStage.scene.id")
    stage.wait("() => new URL(location).searchParams.get('data_seed') === '9'")
    goes_on("true")
    assert page.evaluate("window.nnplayStage.scene.id") or scene_id
    stage.pause()
    stage.assert_is(straight(
        stage.step, data="xor", noise=1, test_share=55, inputs=("x1", "x2", "x1_x2"), hidden=(5, 3, 3),
        activation="relu", lr=0.005, batch=1, bias=False, data_seed=9))


def test_a_typed_rate_that_is_none_is_refused_in_words(stage: Stage) -> None:
    page = stage.page
    for typed in ("fast", "-1", "nan"):
        page.locator("[class*=st-key-set_lr]").get_by_role("combobox").fill(typed)
        page.keyboard.press("Enter")
        error = page.locator("[data-testid=stSidebar] [data-testid=stAlert]")
        expect(error).to_contain_text(typed)
        expect(error).to_contain_text("lr must be a number from 0.000001 to 1,000")
        page.reload()
        stage.wait(READY)


# When it diverges


def test_early_stopping_leads_to_the_epoch_of_the_lowest_test_loss(open_page: Callable[..., Page]) -> None:
    settings = {"noise": 50, "samples": 60, "hidden": (8,), "optimizer": "adam", "lr": 0.03, "stop": {"early": 20}}
    run = Experiment(**settings).start()
    run.advance(epochs=5000)
    assert run.stopped is not None and run.stopped.best
    stage = Stage(open_page(), f"/?{urlencode(write(Experiment(**settings)))}")
    stage.button("toggle").click()
    message = stage.page.locator(".nnp-message")
    expect(message).to_contain_text(f"it was lowest at epoch {run.stopped.best:,}.")
    expect(message.get_by_role("button", name="Go on")).to_be_visible()
    message.get_by_role("button", name=f"Go to epoch {run.stopped.best:,}, the lowest test loss").click()
    expect(message).to_be_hidden()
    stage.settle()
    assert stage.scores["epoch"] == run.stopped.best
    assert stage.scores["test_loss"] == pytest.approx(float(run.history["test_loss"].min()), rel=1e-6)


def test_a_divergence_says_what_happened_and_offers_the_way_back(open_page: Callable[..., Page]) -> None:
    stage = Stage(open_page(), "/?v=1&data=plane&act=relu&lr=10")
    page = stage.page
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
    stage.button("toggle").click()
    message = page.locator(".nnp-message")
    expect(message).to_be_visible()
    run = Experiment(data="plane", activation="relu", lr=10).start()
    run.advance(steps=100_000)
    assert run.divergence is not None
    expect(message).to_contain_text(f"diverged at step {run.divergence.step:,} (epoch {run.divergence.epoch:,})")
    stage.expect_step(run.step)  # what is shown is the last moment of a finite loss
    for act in ("toggle", "batch", "epoch"):
        expect(stage.button(act)).to_be_disabled()
    message.get_by_role("button", name="Go back and use 1").click()
    expect(message).to_be_hidden()
    stage.settle()
    assert np.isfinite(stage.scores["train_loss"])
    assert stage.scores["lr"] == 1
    expect(page.locator("[class*=st-key-set_lr]").first.get_by_role("combobox")).to_have_value("1")
    stage.play(steps=100)
    stage.pause()


# Small, dark, our own


def test_on_a_phone_nothing_scrolls_sideways(open_page: Callable[..., Page]) -> None:
    width = 390
    stage = Stage(open_page(viewport={"width": width, "height": 844}))
    wide = "document.documentElement.scrollWidth"
    assert stage.page.evaluate(wide) <= width
    stage.play(steps=200)
    assert stage.page.evaluate(wide) <= width
    for name in ("network", "boundary", "loss", "weights"):
        box = stage.page.locator(f".nnp-{name}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_light_and_dark_differ_everywhere(open_page: Callable[..., Page]) -> None:
    looks = {}
    for theme in (LIGHT, DARK):
        stage = Stage(open_page(color_scheme=theme.name))
        red, green, blue = (int(theme.background[i : i + 2], 16) for i in (1, 3, 5))
        page = stage.page
        expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", f"rgb({red}, {green}, {blue})")
        red, green, blue = (int(theme.text[i : i + 2], 16) for i in (1, 3, 5))
        expect(page.locator(".nnp-stage")).to_have_css("color", f"rgb({red}, {green}, {blue})")
        charts = page.evaluate("""() => [...document.querySelectorAll(".nnp-chart")].map((chart) => [
            chart.layout.font.color, chart.layout.coloraxis?.colorscale[1][1]])""")
        assert charts == [[theme.text, None], [theme.text, theme.zero]]
        looks[theme.name] = [stage.picture(), stage.picture(".nnp-network canvas")]
    assert looks["light"][0] != looks["dark"][0]
    assert looks["light"][1] != looks["dark"][1]


def test_everything_comes_from_this_server_plotly_too(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Stage(page)
    strangers = [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]
    assert strangers == []
    assert any("plotly" in url and url.endswith(".min.js") for url in asked)


# Leaving and coming back, watched from within a server that counts


COUNTING = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from nnplay.run import Run
HERE = Path(__file__).parent
with (HERE / "pages-drawn").open("ab") as file:
    file.write(b".")
if not hasattr(Run, "uncounted"):
    Run.uncounted = Run.advance
    def counted(self, **limits):
        with (HERE / "trainings").open("ab") as file:
            file.write(b".")
        return Run.uncounted(self, **limits)
    Run.advance = counted
"""


class Counted:
    """A server of the app that notes each portion of training and each drawing of the whole page."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server

    def count(self, name: str) -> int:
        file = self.folder / name
        return file.stat().st_size if file.exists() else 0


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    folder = tmp_path_factory.mktemp("counted")
    shutil.copytree(ROOT / "static", folder / "static")
    shutil.copytree(ROOT / "pages", folder / "pages", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    page = (ROOT / "playground.py").read_text(encoding="utf-8")
    (folder / "playground.py").write_text(COUNTING + page, encoding="utf-8")
    with serving(str(folder / "app.py")) as running:
        yield Counted(folder, running)
        assert not running.trouble


def assert_training_stops(page: Page, counted: Counted) -> None:
    """Wait for two looks between which nothing was trained, and look a third time."""
    before = counted.count("trainings")
    for _ in range(30):
        page.wait_for_timeout(500)
        before, now = counted.count("trainings"), before
        if before == now:
            break
    page.wait_for_timeout(1000)
    assert counted.count("trainings") == before


def test_a_closed_tab_stops_the_training(open_page: Callable[..., Page], counted: Counted) -> None:
    watcher, page = open_page(base_url=counted.server.url), open_page(base_url=counted.server.url)
    stage = Stage(page)
    stage.play(steps=500)
    begun = counted.count("trainings")
    stage.wait_for_step(stage.step + 2000)
    assert counted.count("trainings") > begun  # the counter counts
    page.close()
    assert_training_stops(watcher, counted)


def test_leaving_the_page_stops_the_training_and_coming_back_finds_the_run(
        open_page: Callable[..., Page], counted: Counted) -> None:
    page = open_page(base_url=counted.server.url)
    stage = Stage(page)
    stage.play(steps=500)
    page.get_by_role("link", name="From scratch").click()
    expect(page.locator(".nnp-stage")).to_have_count(0)
    left = page.evaluate(SHOWN)
    expect(page.get_by_role("heading", name="From scratch").first).to_be_visible()
    assert page.evaluate("""() => {
        const { dialogue } = window.nnplayStage
        dialogue.waitingSince = null  // as if the last answer had come
        dialogue.note("play", {})  // and there were something to tell
        dialogue.ask()
        dialogue.intents.pop()
        return dialogue.waitingSince
    }""") is None
    assert_training_stops(page, counted)
    page.get_by_role("link", name="Playground").click()
    expect(page.locator(".nnp-stage")).to_be_visible()
    stage.settle()
    assert not stage.playing
    assert 0 < stage.step <= left[1] + 15 * 100  # about where it was when the page was left: within half a second
    found = stage.step
    stage.assert_is(straight(found))
    stage.button("batch").click()
    stage.expect_step(found + 1)
    stage.play(steps=300)
    stage.pause()
    stage.assert_is(straight(stage.step))


def test_nothing_is_asked_while_the_page_sends_a_click_or_is_being_left(open_page: Callable[..., Page]) -> None:
    """A question in the same message would swallow the click; one that reached another page would empty it."""
    stage = Stage(open_page())
    asked = stage.page.evaluate("""async () => {
        const { dialogue } = window.nnplayStage
        const asked = []
        const tried = async (when) => {
            const trigger = dialogue.trigger
            dialogue.trigger = () => asked.push(when)
            dialogue.waitingSince = null
            dialogue.askInTime(true)
            await new Promise((then) => setTimeout(then))
            dialogue.waitingSince = null
            dialogue.trigger = trigger
        }
        await tried("in quiet")
        for (const type of ["pointerdown", "pointerup", "click", "input"]) {
            document.body.dispatchEvent(new Event(type, { bubbles: true }))
            await tried(type)
        }
        const link = [...document.querySelectorAll("a")].find((link) => link.pathname.endsWith("from_scratch"))
        link.click()
        dialogue.intents.push({ serial: 0, action: "play" })
        await tried("leaving")
        dialogue.intents.pop()
        return asked
    }""")
    assert asked == ["in quiet"]
    expect(stage.page.get_by_role("heading", name="From scratch").first).to_be_visible()


def test_a_link_waits_for_a_question_that_is_on_its_way(open_page: Callable[..., Page]) -> None:
    """The browser hands out a click before the timer at which Streamlit sends the question."""
    page = open_page()
    stage = Stage(page)
    link = page.get_by_role("link", name="From scratch")
    box = link.bounding_box()
    assert box
    page.evaluate("""() => window.addEventListener("pointerup", () => {
        window.nnplayStage.dialogue.put()
        const end = performance.now() + 50
        while (performance.now() < end); // the click is waiting when this ends
    }, { once: true })""")
    stage.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("heading", name="From scratch").first).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name="From scratch").first).to_be_visible()


def test_a_control_of_the_page_waits_for_a_question_that_is_on_its_way(open_page: Callable[..., Page]) -> None:
    """In one message with a question it would open, and nothing be in it: only the question would be answered."""
    page = open_page()
    Stage(page)
    more = page.locator("[data-testid=stSidebar]").get_by_text("More", exact=True)
    more.scroll_into_view_if_needed()
    box = more.bounding_box()
    assert box
    page.evaluate("""() => window.addEventListener("pointerup", () => {
        window.nnplayStage.dialogue.put()
        const end = performance.now() + 50
        while (performance.now() < end); // the click is waiting when this ends
    }, { once: true })""")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("[data-testid=stSidebar]").get_by_text("Biases", exact=True)).to_be_visible()


def test_our_r_is_a_reset_and_not_streamlits_rerun(open_page: Callable[..., Page], counted: Counted) -> None:
    stage = Stage(open_page(base_url=counted.server.url))
    stage.button("batch").click()
    stage.expect_step(1)
    drawn = counted.count("pages-drawn")
    for _ in range(3):
        stage.page.keyboard.press("ArrowRight")
        stage.page.keyboard.press("r")
    stage.expect_step(0)
    stage.page.keyboard.press("ArrowRight")
    stage.expect_step(1)
    assert counted.count("pages-drawn") == drawn
    stage.page.locator(".st-key-more_layers button").first.click()
    stage.wait("() => window.nnplayStage.scene.sizes.length === 5")
    assert counted.count("pages-drawn") > drawn  # the counter counts


def test_two_visitors_have_runs_of_their_own(open_page: Callable[..., Page]) -> None:
    one, other = Stage(open_page()), Stage(open_page())
    one.play(steps=300)
    other.button("batch").click()
    other.expect_step(1)
    one.pause()
    one.assert_is(straight(one.step))
    other.assert_is(straight(1))


def test_an_interrupted_connection_is_taken_up_again(open_page: Callable[..., Page], problems: list[str]) -> None:
    stage = Stage(open_page())
    stage.play(steps=200)
    stage.page.context.set_offline(True)
    stage.page.wait_for_timeout(1500)
    stage.page.context.set_offline(False)
    stage.wait_for_step(stage.step + 1000)
    with suppress(ValueError):
        for problem in [each for each in problems if "ERR_INTERNET_DISCONNECTED" in each]:
            problems.remove(problem)
