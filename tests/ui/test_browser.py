"""The conversation with the browser: nothing happens twice, nothing is lost, and nonsense does nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.ui.browser import ACTIONS, MAX_INTENTS, Browser
from nnplay.ui.pace import SPEEDS
from nnplay.ui.player import Player

if TYPE_CHECKING:
    from tests.ui.conftest import Clock


def small() -> Player:
    return Player(Experiment(hidden=(2,), samples=40))  # 2 steps an epoch


def intent(serial: Any, action: Any, player: Player, **more: Any) -> dict[str, Any]:
    return {"serial": serial, "action": action, "generation": player.generation, "frame": 0, **more}


def ask(player: Player, *intents: Any, **more: Any) -> dict[str, Any]:
    return {"generation": player.generation, "frame": 0, "scene": player.sight.scene, "intents": list(intents), **more}


def test_an_intent_that_is_repeated_happens_once() -> None:
    player, browser = small(), Browser()
    asked = ask(player, intent(1, "step", player))
    for _ in range(3):
        browser.take(asked, player)
    assert player.run.step == 1
    assert browser.done == 1


def test_intents_sent_again_with_new_ones_only_add_the_new() -> None:
    """An answer was lost, or the person was faster than it."""
    player, browser = small(), Browser()
    steps = [intent(serial, "step", player) for serial in range(1, 8)]
    for until in (2, 2, 5, 3, 7, 7, 1):
        browser.take(ask(player, *steps[:until]), player)
    assert player.run.step == 7
    assert browser.done == 7


def test_more_intents_than_are_taken_at_once_are_done_when_repeated() -> None:
    player, browser = small(), Browser()
    steps = [intent(serial, "step", player) for serial in range(1, 2 * MAX_INTENTS + 8)]
    while browser.done < len(steps):
        before = browser.done
        browser.take(ask(player, *[step for step in steps if step["serial"] > browser.done]), player)
        assert before < browser.done <= before + MAX_INTENTS
    assert player.run.step == len(steps)


def test_each_action_does_what_it_says(clock: Clock) -> None:
    player, browser = small(), Browser()

    def do(action: str, **more: Any) -> None:
        browser.take(ask(player, intent(browser.done + 1, action, player, **more)), player)

    do("step", unit="batch")
    assert player.run.step == 1
    do("step", unit="epoch")
    assert (player.run.step, player.run.epoch) == (2, 1)
    do("speed", speed=4)
    assert player.pace.speed == 4
    do("play")
    assert player.playing
    player.chunk()
    do("pause")
    assert not player.playing
    do("seed", seed=11)
    assert (player.experiment.seed, player.run.step) == (11, 0)
    do("new_weights")
    assert player.experiment.seed == 12
    do("step", unit="epoch")
    do("visit", step=1)
    assert player.run.step == 1
    do("reset")
    assert (player.run.step, player.experiment.seed) == (0, 12)


def test_a_pause_stands_at_the_frame_it_names(clock: Clock) -> None:
    player, browser = small(), Browser()
    browser.take(ask(player, intent(1, "play", player)), player)
    frames = player.chunk()
    clock.now += 10
    browser.take(ask(player, intent(2, "pause", player, frame=frames[6].number), frame=frames[6].number), player)
    assert player.run.step == frames[6].scores[1]


def test_acts_in_one_ask_happen_in_order_each_at_its_frame(clock: Clock) -> None:
    player, browser = small(), Browser()
    browser.take(ask(player, intent(1, "play", player)), player)
    frames = player.chunk()
    here = {"frame": frames[3].number}
    browser.take(ask(player, intent(2, "speed", player, speed=1, **here), intent(3, "pause", player, **here),
                     intent(4, "step", player, **here), **here), player)
    assert player.run.step == frames[3].scores[1] + 1
    assert not player.playing


def test_settings_changed_on_the_stage_are_noticed() -> None:
    player, browser = Player(Experiment(data="plane", activation="relu", lr=10)), Browser()
    while not player.run.divergence:
        player.step("epoch")
    assert not browser.settings_changed
    browser.take(ask(player, intent(1, "recover", player)), player)
    assert browser.settings_changed
    assert player.experiment.lr == 1


def test_the_browser_says_which_scene_it_has() -> None:
    player, browser = small(), Browser()
    assert browser.scene != player.sight.scene
    browser.take(ask(player), player)
    assert browser.scene == player.sight.scene
    player.reset()
    assert browser.scene != player.sight.scene
    browser.forget()
    browser.take(ask(player, scene="x" * 10_000), player)
    assert len(str(browser.scene)) < 100


numbers = (st.integers(-5, 60) | st.integers() | st.floats() | st.sampled_from(
    [10**400, -(10**400), 2**53, 2**64, float("nan"), float("inf"), float("-inf"), 1e308, -0.0, True, False]))
junk = st.recursive(
    st.none() | numbers | st.text(max_size=5) | st.binary(max_size=5) | st.sampled_from(list(ACTIONS)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    | st.tuples(inner), max_leaves=6)
fields = st.sampled_from(["serial", "action", "generation", "frame", "scene", "intents", "unit", "speed", "seed",
                          "step", "index", "value", "ghosts"])
harmless = [name for name in ACTIONS if name in ("play", "pause", "speed", "seed", "visit", "set", "undo", "recover",
                                                 "clear_ghosts")]


@given(asked=junk | st.dictionaries(fields, junk, max_size=6))
def test_what_is_not_an_ask_does_nothing(asked: Any) -> None:
    player, browser = small(), Browser()
    player.step("batch")
    before = (player.experiment, player.run.step, player.pace.speed, player.playing, browser.done)
    browser.take(asked, player)
    assert (player.experiment, player.run.step, player.pace.speed, player.playing, browser.done) == before
    assert player.chunk()


@given(intents=st.lists(junk | st.fixed_dictionaries(
    {"serial": numbers | junk, "action": junk | st.sampled_from([*ACTIONS, "paly", "", "__class__"])},
    optional={"generation": junk, "frame": junk, "unit": junk, "speed": junk, "seed": junk, "step": junk, "index": junk,
              "value": junk}), max_size=6),
    frame=junk, generation=junk)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_intents_of_any_shape_never_raise_and_leave_a_run_that_works(
        intents: list[Any], frame: Any, generation: Any) -> None:
    player, browser = small(), Browser()
    player.play()
    player.chunk()
    browser.take({"intents": intents, "frame": frame, "generation": generation, "scene": frame}, player)
    json.dumps(browser.done, allow_nan=False)
    assert 0 <= player.pace.speed < len(SPEEDS)
    assert player.experiment == player.experiment.with_()
    player.pause()
    step = player.run.step
    player.step("batch")
    assert player.run.step == step + 1


@given(action=st.sampled_from(harmless), rubbish=st.none() | st.text() | st.lists(st.integers()) | st.sampled_from(
    [float("nan"), float("inf"), 10**400, {}, b"3"]))
def test_an_act_whose_number_is_nonsense_changes_nothing(action: str, rubbish: Any) -> None:
    player, browser = Player(Experiment(hidden=(2,), samples=40, seed=3)), Browser()
    player.step("epoch")
    player.set_speed(5)
    theta = player.run.params.theta.copy()
    browser.take(ask(player, intent(1, action, player, speed=rubbish, seed=rubbish, step=rubbish, index=rubbish,
                                    value=rubbish)), player)
    assert (player.experiment.seed, player.run.step, player.pace.speed) == (3, 2, 5)
    assert (player.run.params.theta == theta).all()


@pytest.mark.parametrize("serial", [0, -1, float("nan"), float("inf"), 10**400, 1e300, "7", None, [1], {"a": 1}, True])
def test_a_serial_that_is_no_number_of_an_intent_is_left_out(serial: Any) -> None:
    """A huge one would make every later intent look as if it were done already."""
    player, browser = small(), Browser()
    browser.take(ask(player, intent(serial, "step", player)), player)
    assert (browser.done, player.run.step) == (0, 0)
    browser.take(ask(player, intent(1, "step", player)), player)
    assert (browser.done, player.run.step) == (1, 1)
