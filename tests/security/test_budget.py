"""Threat: one small message asks for minutes of training, and everybody else waits.

Limits: one ask of a message, `MAX_INTENTS` intents of an ask, `MESSAGE_SECONDS` of computing for all of them. What was
not done is done when the browser asks again, and the numbers are those of training straight there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.run import Run
from nnplay.ui import browser as browser_module
from nnplay.ui.browser import MAX_INTENTS, Browser
from nnplay.ui.player import Player


def ask(player: Player, *intents: dict[str, Any]) -> dict[str, Any]:
    moment = {"generation": player.generation, "frame": player.reel.still(player.sight.camera, player.run).number}
    return moment | {"intents": [moment | intent for intent in intents]}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time for training be over as soon as some steps are made, as for the largest networks."""
    advance = Run.advance

    def short(run: Run, *, seconds: float | None = None, steps: int | None = None, epochs: int | None = None) -> int:
        if seconds is None:
            return advance(run, steps=steps, epochs=epochs)
        assert seconds <= 0.3
        return advance(run, epochs=epochs, steps=min(steps or 3, 3))

    monkeypatch.setattr(Run, "advance", short)


def test_an_epoch_that_takes_long_is_finished_when_the_browser_asks_again(impatient: None) -> None:
    player, browser = Player(Experiment(batch=10)), Browser()
    epoch = player.run.trainer.steps_per_epoch
    asked = 0
    while browser.done < 1:
        before = player.run.step
        browser.take(ask(player, {"serial": 1, "action": "step", "unit": "epoch"},
                         {"serial": 2, "action": "step", "unit": "batch"}), player)
        assert player.run.step - before <= 4
        asked += 1
    assert asked == -(-epoch // 3)
    assert (player.run.step, browser.done) == (epoch + 1, 2)


def test_a_moment_far_from_its_mark_is_reached_in_portions(impatient: None) -> None:
    player, browser = Player(Experiment(batch=10)), Browser()
    player.train(epochs=3, seconds=60)
    end = player.run.step
    target = 2 * player.run.trainer.steps_per_epoch - 2
    steps = []
    while browser.done < 1:
        browser.take(ask(player, {"serial": 1, "action": "visit", "step": target}), player)
        steps.append(player.run.step)
    assert len(steps) > 2 and steps == sorted(set(steps)) and steps[-1] == target
    assert player.timeline.end == end and player.timeline.looking_back
    straight = Experiment(batch=10).start()
    straight.advance(steps=target)
    assert np.array_equal(player.run.params.theta, straight.params.theta)
    assert player.run.history.equals(straight.history)


def test_one_step_back_in_portions_is_one_step(impatient: None) -> None:
    player, browser = Player(Experiment(batch=10)), Browser()
    player.train(epochs=2, seconds=60)
    for serial in (1, 2):
        before, asked = player.run.step, 0
        while browser.done < serial:
            browser.take(ask(player, {"serial": serial, "action": "back"}), player)
            asked += 1
        assert player.run.step == before - 1 and asked > 2


def test_intents_beyond_the_time_of_a_message_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter(np.arange(0, 100, 0.2))
    monkeypatch.setattr(browser_module.time, "thread_time", lambda: next(spent))
    player, browser = Player(Experiment()), Browser()
    intents = [{"serial": serial, "action": "step"} for serial in range(1, MAX_INTENTS + 5)]
    browser.take(ask(player, *intents), player)
    assert browser.done == player.run.step == 1


def test_an_ask_has_few_intents() -> None:
    player, browser = Player(Experiment()), Browser()
    browser.take(ask(player, *({"serial": serial, "action": "step"} for serial in range(1, 100))), player)
    assert browser.done == player.run.step <= 10
