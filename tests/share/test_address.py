"""The address bar on the server's side: a new session starts from its link, and bad links are one warning."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnplay import Experiment
from nnplay.share import link
from nnplay.text import for_markdown
from nnplay.ui.session import KEY

APP = str(Path(__file__).parents[2] / "playground.py")


def opened(params: dict[str, str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for key, text in params.items():
        app.query_params[key] = text
    app.run()
    assert not app.exception
    return app


def experiment_of(app: AppTest) -> Experiment:
    return app.session_state[KEY].player.experiment


def test_a_session_starts_from_the_link_it_is_opened_with() -> None:
    experiment = Experiment(data="spiral", hidden=(8, 8), activation="relu", optimizer="adam", lr=0.01, seed=5,
                            regularization={"l2": 0.001}, knobs={"adam.beta1": 0.8})
    app = opened(link.write(experiment))
    assert experiment_of(app) == experiment
    assert not app.warning


def test_without_a_link_the_address_holds_the_usual_experiment() -> None:
    app = opened({})
    assert experiment_of(app) == Experiment()
    assert dict(app.query_params) == {"v": "1"}


def test_the_address_follows_the_controls() -> None:
    app = opened({"v": "1", "data": "xor"})
    app.number_input(key="set_data_seed").set_value(7).run()
    assert dict(app.query_params) == {"v": "1", "data": "xor", "data_seed": "7"}


def test_what_is_wrong_with_a_link_is_one_warning() -> None:
    app = opened({"data": "spirl", "noise": "much", "seed": "3", "<script>alert(1)</script>": "1"})
    (warning,) = app.warning
    assert "spirl" in warning.value and "much" in warning.value and r"\<script\>" in warning.value
    assert experiment_of(app) == Experiment(seed=3)
    app.run()
    assert not app.warning


def test_a_network_that_the_page_cannot_show_is_not_built() -> None:
    app = opened({"hidden": "200-200"})
    assert experiment_of(app) == Experiment()
    assert "up to 8 layers of 16 units" in plain_text(app.warning[0].value)


def plain_text(markdown: str) -> str:
    return markdown.replace("\\", "")


@pytest.mark.parametrize("text", ["[a](http://x)", "<b>", "`code`", "$x$", ":red[a]", "**a**", "a\n# b", "a_b"])
def test_plain_text_has_no_live_markup(text: str) -> None:
    shown = for_markdown(text)
    assert "\n" not in shown
    for mark in "[]()<>`$*:_#":
        assert shown.count(mark) == shown.count("\\" + mark)


def test_plain_text_has_no_addresses_to_make_links_of() -> None:
    shown = plain_text(for_markdown("http://evil.example www.evil.example a@evil.example"))
    assert "http://" not in shown and "www." not in shown and "@e" not in shown
