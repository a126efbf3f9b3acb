"""The animation is one file with the run's own numbers, and nothing in it comes from elsewhere."""

from __future__ import annotations

import base64
import json
import re

import numpy as np

from nnplay import Experiment
from nnplay.share.animation import SIDE, Moment, animation
from nnplay.ui.player import Player
from nnplay.ui.share import COLOURS, _animated


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
    assert len(base64.b64decode(str(found["maps"]))) == 14 * SIDE**2
    losses = player.run.history["train_loss"].tolist()
    np.testing.assert_allclose([train for train, _ in found["losses"]][:13], losses, atol=1e-6)  # type: ignore[attr-defined]


def test_it_leaves_the_run_alone_and_asks_nobody() -> None:
    run = Experiment(data="bumps").start()
    before = run.snapshot()
    page = animation(run, [Moment(run.params.theta[0].copy(), 0.0)], COLOURS)
    np.testing.assert_array_equal(run.params.theta, before.theta)
    assert not re.search(r"https?:|src=|href=|import|fetch", page)
    assert page.count("</script>") == 1


def test_what_diverged_is_still_a_page() -> None:
    player = Player(Experiment(data="plane", hidden=(4,), activation="linear", lr=10))
    player.step("epoch")
    assert player.run.divergence and facts(_animated(player))["losses"]
