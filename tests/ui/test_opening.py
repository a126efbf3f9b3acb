"""A Player opens moments that links bring, and gives the link of the moment on the screen."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.share import opening
from nnplay.share.opening import Opening
from nnplay.ui.player import Player
from nnplay.ui.session import Session

ADAM = Experiment(data="xor", hidden=(3,), optimizer="adam", lr=0.01, regularization={"dropout": 0.1})


def reopened(player: Player) -> Player:
    """Open the link of a player's moment as somebody else would."""
    other = Player(Experiment())
    opened, warnings = opening.read(opening.write(player.here()))
    assert not warnings and other.open(opened) == ""
    return other


def trained(player: Player, epochs: int, steps: int = 0) -> Player:
    for _ in range(epochs):
        player.step("epoch")
    for _ in range(steps):
        player.step("batch")
    return player


@pytest.mark.parametrize("experiment", [Experiment(), ADAM])
def test_a_moment_is_opened_by_training_to_it_and_goes_on_bit_for_bit(experiment: Experiment) -> None:
    player = trained(Player(experiment), 3, steps=4)
    assert player.here() == Opening(experiment, player.run.step)
    other = reopened(player)
    for each in (player, other):
        each.step("epoch")
    np.testing.assert_array_equal(other.run.params.theta, player.run.params.theta)
    assert other.run.step == player.run.step and other.run.loss == player.run.loss


def test_weights_set_by_hand_travel_with_the_moment_and_reset_returns_to_it() -> None:
    player = trained(Player(Experiment(data="xor")), 2, steps=3)
    player.set_parameter(0, 1.25)
    other = reopened(player)
    for each in (player, other):
        each.step("batch")
    np.testing.assert_array_equal(other.run.params.theta, player.run.params.theta)
    assert (other.run.step, other.run.epoch) == (player.run.step, player.run.epoch)
    other.visit(0)
    assert other.run.step == player.run.step - 1
    trained(other, 1)
    other.reset()
    assert other.run.params.theta[0, 0] == 1.25 and other.run.step == player.run.step - 1


def test_rules_changed_on_the_way_make_the_weights_travel() -> None:
    player = trained(Player(Experiment()), 2)
    player.change(Experiment(lr=0.1, batch=30))
    trained(player, 1)
    other = reopened(player)
    assert other.run.epoch == player.run.epoch and other.run.loss == player.run.loss


def test_a_long_run_brings_its_weights() -> None:
    player = Player(Experiment(samples=40, batch=1))
    player.run.advance(steps=50_001)
    assert player.here().theta is not None


def test_new_settings_of_the_network_forget_brought_weights() -> None:
    player = Player(Experiment())
    player.open(Opening(Experiment(hidden=(1,)), 7, (1.0,) * 5))
    assert player.run.step == 7 and player.run.params.theta[0, 0] == 1
    player.new_weights()
    assert player.opened == Opening(Experiment(hidden=(1,), seed=1)) and player.run.step == 0


def test_a_late_moment_is_played_to_on_the_playground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.ui.turns.MESSAGE_SECONDS", 0.0)  # nothing is reached at once
    session = Session(page="playground")
    session.open(Opening(Experiment(), 777))
    assert session.player.playing and not session.notices and session.player.run.step < 777
    assert "Training to step 777" in session.player.said()
    while session.player.playing:
        session.player.chunk()
    straight = Experiment().start()
    straight.advance(steps=777)
    assert session.player.run.step == 777 and session.player.run.history.equals(straight.history)
    assert session.player.here() == Opening(Experiment(), 777)
    session.player.play()
    session.player.chunk()
    assert session.player.playing and session.player.run.step > 777  # Play goes on as it does elsewhere


def test_a_late_moment_is_said_on_other_pages_and_where_training_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.ui.turns.MESSAGE_SECONDS", 0.0)
    session = Session(page="one_step")
    session.open(Opening(Experiment(), 777))
    assert not session.player.playing and "press Play to go on" in session.notices[0]
    monkeypatch.setattr("nnplay.ui.turns.MESSAGE_SECONDS", 60)
    session = Session(page="playground")
    session.open(Opening(Experiment(stop={"epoch": 2}), 777))
    assert not session.player.playing and "stopped at epoch 2" in session.notices[0]


def test_a_moment_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.ui.turns.MESSAGE_SECONDS", 0.05)
    player = Player(Experiment())
    assert "stopped at epoch 2" in player.open(Opening(Experiment(stop={"epoch": 2}), 10_000))
    assert "press Play to go on" in Player(Experiment()).open(Opening(Experiment(), 1_000_000_000))
