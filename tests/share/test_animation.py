"""The animation is one file with the run's own numbers, and nothing in it comes from elsewhere."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.ui.frames import PLAYING_SIDE
from nnplay.ui.player import Player
from nnplay.ui.share import _animated


def facts(page: str) -> dict[str, object]:
    (text,) = re.findall(r"^const run = (.*)$", page, re.MULTILINE)
    found: dict[str, object] = json.loads(text)
    return found


def test_it_shows_the_moments_of_the_run() -> None:
    player = Player(Experiment(data="xor", head="softmax", loss="cross_entropy"))
    for _ in range(12):
        player.step("epoch")
    player.step("batch")
    found = facts(_animated(player))
    assert found["epochs"] == [*range(13), 12 + 10 / 250]
    theta = np.frombuffer(base64.b64decode(str(found["thetas"])), "<f4").reshape(14, -1)
    np.testing.assert_allclose(theta[-1], player.run.params.theta[0], rtol=1e-6)
    assert len(base64.b64decode(str(found["maps"]))) == 14 * PLAYING_SIDE**2
    losses = player.run.history["train_loss"].tolist()
    np.testing.assert_allclose([train for train, _ in found["losses"]][:13], losses, atol=1e-6)  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", DATA_SETS)
def test_every_data_set_has_one(data: str) -> None:
    classes = DATA_SETS[data].classes
    many = {"head": "softmax", "loss": "cross_entropy"} if classes > 2 else {}
    player = Player(Experiment(data=data, samples=None if DATA_SETS[data].fixed else 50, hidden=3, batch=0, **many))
    player.step("batch")
    found = facts(_animated(player))
    shown = player.sight.camera.output(player.run).tobytes()
    assert base64.b64decode(str(found["maps"])).endswith(shown)
    assert len(shown) == PLAYING_SIDE**2 * (3 if classes > 2 else 1)
    places = np.array(found["points"])[:, :2]
    assert len(places) == min(600, len(player.run.split.train))
    assert found["line"] == (DATA_SETS[data].group == "One input")
    assert len(found["classes"]) == (classes if classes > 2 else 0)  # type: ignore[arg-type]


def test_it_leaves_the_run_alone_and_asks_nobody() -> None:
    player = Player(Experiment(data="bumps"))
    before = player.run.snapshot()
    page = _animated(player)
    np.testing.assert_array_equal(player.run.params.theta, before.theta)
    assert not re.search(r"https?:|src=|href=|import|fetch", page)
    assert page.count("</script>") == 1


def test_what_diverged_is_still_a_page() -> None:
    player = Player(Experiment(data="plane", hidden=(4,), activation="linear", lr=10))
    player.step("epoch")
    assert player.run.divergence and facts(_animated(player))["losses"]
