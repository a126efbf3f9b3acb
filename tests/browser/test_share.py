"""An experiment leaves the page and comes back, in a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from playwright.sync_api import Page, expect


def opened(page: Page, address: str = "/") -> Page:
    page.goto(address)
    page.wait_for_function("window.nnplayStage && document.querySelector('.nnp-play')")
    return page


def address_is(page: Page, query: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(f"/?{query}") + "$"))


def test_the_address_bar_follows_the_stage_and_the_controls_and_back_undoes(page: Page) -> None:
    opened(page)
    address_is(page, "v=1")
    page.keyboard.press("n")
    address_is(page, "v=1&seed=1")
    page.get_by_role("spinbutton", name="Data seed").fill("7")
    page.keyboard.press("Enter")
    address_is(page, "v=1&data_seed=7&seed=1")
    page.wait_for_timeout(3500)  # for as long, another address may be one that was on its way
    page.go_back()
    address_is(page, "v=1&seed=1")
    expect(page.get_by_role("spinbutton", name="Data seed").first).to_have_value("0")


def test_a_link_opens_its_experiment_for_a_new_visitor(open_page: Callable[..., Page]) -> None:
    page = opened(open_page(), "/?v=1&data=xor&data_seed=9&hidden=3-3&act=relu&seed=4")
    expect(page.get_by_role("textbox", name="Hidden layers").first).to_have_value("3, 3")
    expect(page.get_by_role("spinbutton", name="Data seed").first).to_have_value("9")
    address_is(page, "v=1&data=xor&data_seed=9&hidden=3-3&act=relu&seed=4")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_coming_back_from_another_page_restores_the_address(page: Page) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    page.get_by_role("link", name="One step").click()
    expect(page).to_have_url(re.compile("/one_step$"))
    page.get_by_role("link", name="Playground").click()
    address_is(page, "v=1&data=xor&hidden=3")
    expect(page.get_by_role("textbox", name="Hidden layers").first).to_have_value("3")


def test_a_bad_link_is_one_warning_and_never_markup(page: Page) -> None:
    opened(page, "/?data=spirl&noise=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&%5Ba%5D(http%3A%2F%2Fx)=1&seed=www.x.com")
    warning = page.get_by_test_id("stAlert")
    expect(warning).to_have_count(1)
    expect(warning).to_contain_text("unknown data set 'spirl'. Did you mean 'spiral'?; data is circle instead.")
    expect(warning).to_contain_text("<img src=x onerror=alert(1)>")
    expect(warning.locator("a, img, code, script")).to_have_count(0)
    address_is(page, "v=1")


def share(page: Page, tab: str) -> Page:
    page.get_by_role("button", name="Share").click()
    page.get_by_role("dialog").get_by_role("tab", name=tab).click()
    return page


def test_the_share_dialog_gives_the_link_of_what_is_on_the_stage(page: Page) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    page.keyboard.press("n")
    address_is(page, "v=1&data=xor&hidden=3&seed=1")
    share(page, "Link")
    shown = page.get_by_role("dialog").get_by_test_id("stCode")
    expect(shown).to_have_text(page.url)


def test_the_link_is_the_playgrounds_on_every_page(page: Page) -> None:
    opened(page, "/?v=1&data=xor")
    playground = page.url
    page.get_by_role("link", name="One step").click()
    expect(page).to_have_url(re.compile("/one_step$"))
    share(page, "Link")
    expect(page.get_by_role("dialog").get_by_test_id("stCode")).to_have_text(playground)


def test_the_qr_code_is_large(page: Page) -> None:
    share(opened(page, "/?v=1&data=spiral&hidden=8-8"), "QR code")
    picture = page.get_by_alt_text("QR code of the link")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box and box["width"] > 300 and abs(box["width"] - box["height"]) < 2


def test_a_link_of_tensorflow_playground_can_be_pasted(page: Page) -> None:
    share(opened(page), "Open")
    page.get_by_label("A link of nnplay or TensorFlow Playground").fill(
        "https://playground.tensorflow.org/#activation=relu&batchSize=30&dataset=spiral&learningRate=0.1&noise=5"
        "&networkShape=6,3&seed=0.5&problem=classification&x=true&y=true&sinX=true")
    page.keyboard.press("Enter")
    address_is(page, "v=1&data=spiral&noise=5&data_seed=5&inputs=x1-x2-sin_x1&hidden=6-3&act=relu&seed=5&lr=0.1"
                     "&batch=30")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_contain_text("its random numbers are not")
    expect(page.get_by_role("textbox", name="Hidden layers").first).to_have_value("6, 3")


def test_what_is_no_link_is_said_in_the_dialog(page: Page) -> None:
    share(opened(page), "Open")
    page.get_by_label("A link of nnplay or TensorFlow Playground").fill("hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_test_id("stAlert")).to_contain_text("there is no experiment in 'hello'")


def test_files_are_named_after_the_experiment_and_say_what_the_page_shows(page: Page, tmp_path: Path) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    page.get_by_role("button", name="Epoch", exact=True).click()
    expect(page.locator("[data-score=epoch]")).to_have_text("1")
    shown = float(page.locator("[data-score=train_loss]").inner_text())
    share(page, "Files")
    for label, ending in (("Python script", "py"), ("Notebook", "ipynb"),
                          ("Experiment and weights (JSON)", "json"), ("History (CSV)", "csv")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == f"nnplay-xor-2-3-1.{ending}"
        download.value.save_as(tmp_path / f"file.{ending}")
    done = subprocess.run([sys.executable, "-I", "file.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    epoch, train_loss, _ = done.stdout.splitlines()[-1].split()
    assert epoch == "1" and abs(float(train_loss) - shown) < 1e-3
    last = (tmp_path / "file.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    assert last[0] == "1" and float(last[2]) == float(train_loss)


def test_an_experiment_comes_back_from_its_file_and_a_wrong_file_says_why(page: Page, tmp_path: Path) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    share(page, "Files")
    with page.expect_download() as download:
        page.get_by_role("button", name="Experiment and weights (JSON)").click()
    download.value.save_as(tmp_path / "good.json")
    (tmp_path / "bad.json").write_text('{"format": "nnplay", "version": 1, "experiment": {"data": "<b>spirl"}}')
    opened(page, "/?v=1&data=gauss")
    share(page, "Open")
    chooser = page.get_by_role("dialog").locator("input[type=file]")
    chooser.set_input_files(tmp_path / "bad.json")
    expect(page.get_by_role("dialog").get_by_test_id("stAlert")).to_contain_text("unknown data set '<b>spirl'")
    chooser.set_input_files(tmp_path / "good.json")
    expect(page).to_have_url(re.compile(r"\?v=1&data=xor&hidden=3&weights="))  # the weights came along
    expect(page.get_by_role("textbox", name="Hidden layers").first).to_have_value("3")


def test_pictures_are_saved_as_files_that_need_nothing_else(page: Page, tmp_path: Path, open_page: Any) -> None:
    opened(page, "/?v=1&data=xor&hidden=3")
    page.get_by_role("button", name="Epoch", exact=True).click()
    expect(page.locator("[data-score=epoch]")).to_have_text("1")
    wanted = [("network", "PNG"), ("network", "SVG"), ("boundary", "HTML"), ("loss", "SVG"), ("loss", "HTML")]
    for panel, kind in wanted:
        menu = page.locator(f".nnp-{panel} .nnp-save")
        menu.locator("summary").click()
        with page.expect_download() as download:
            menu.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"nnplay-xor-2-3-1-{panel}.{kind.lower()}"
        download.value.save_as(tmp_path / f"{panel}.{kind.lower()}")
    assert (tmp_path / "network.png").read_bytes().startswith(b"\x89PNG")
    drawn = ElementTree.parse(tmp_path / "network.svg").getroot()
    assert len(drawn.findall(".//{*}image")) == 6
    assert drawn.findall(".//{*}text")[-1].text == "output"
    ElementTree.parse(tmp_path / "loss.svg")
    shown = page.evaluate("document.querySelector('.nnp-loss .nnp-chart').data.map((trace) => Array.from(trace.y))")
    alone = open_page(offline=True)
    alone.goto((tmp_path / "boundary.html").as_uri())
    expect(alone.locator("svg circle, svg path").first).to_be_attached()
    alone.goto((tmp_path / "loss.html").as_uri())
    expect(alone.get_by_role("heading")).to_have_text("XOR learnt by a 2-3-1 network: loss, epoch 1")
    assert alone.evaluate("document.getElementById('chart').data.map((trace) => trace.y)") == shown


def test_settings_behind_a_hash_in_our_own_address_bar_are_opened(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/#activation=relu&networkShape=8,8&dataset=spiral")
    expect(page).to_have_url(re.compile(r"\?v=1&data=spiral&hidden=8-8&act=relu$"))
    expect(page.get_by_text("TensorFlow Playground draws other samples")).to_be_visible()
    page.evaluate("location.hash = 'activation=swish&networkShape=3&dataset=xor'")
    expect(page).to_have_url(re.compile(r"\?v=1&data=xor&hidden=3&act=silu$"))
