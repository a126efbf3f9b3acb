"""A session changes its run at the moment that is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nnplay import Experiment
from nnplay.ui.frames import SCORES, Frame
from nnplay.ui.player import Player
from nnplay.ui.session import Session

if TYPE_CHECKING:
    from tests.ui.conftest import Clock


def step_of(frame: Frame) -> int:
    return int(frame.scores[SCORES.index("step")])


@pytest.fixture
def playing(clock: Clock) -> tuple[Session, list[Frame]]:
    """Return a session whose browser last told that it shows the third frame, and the frames it was sent."""
    session = Session(player=Player(Experiment()), page="playground")
    session.player.play()
    frames = session.player.chunk()
    session.player.acknowledge(session.player.generation, frames[2].number)
    return session, frames


def test_a_setting_changes_at_the_frame_the_browser_has_come_to(
        clock: Clock, playing: tuple[Session, list[Frame]]) -> None:
    session, frames = playing
    clock.now += 5.5 / 30  # at 30 frames a second
    session.change(lr=0.1)
    assert session.player.run.step == step_of(frames[7])
    assert session.player.playing


def test_leaving_a_page_pauses_at_the_frame_the_browser_has_come_to(
        clock: Clock, playing: tuple[Session, list[Frame]]) -> None:
    session, frames = playing
    clock.now += 5.5 / 30
    session.enter("elsewhere")
    assert not session.player.playing
    assert session.player.run.step == step_of(frames[7])
    session.enter("playground")
    assert session.player.run.step == step_of(frames[7])


def test_drawing_the_same_page_again_does_not_pause(clock: Clock, playing: tuple[Session, list[Frame]]) -> None:
    session, _ = playing
    session.enter("playground")
    assert session.player.playing


def test_what_had_to_give_is_remembered_until_it_is_said(clock: Clock) -> None:
    session = Session()
    session.change(optimizer="adam")
    assert len(session.remarks) == 1
    with pytest.raises(ValueError, match="Did you mean"):
        session.change(optimizer="adan")
    assert session.player.experiment.optimizer == "adam"


def test_two_sessions_share_nothing() -> None:
    one, other = Session(), Session()
    one.change(lr=0.5)
    one.notices.append("hello")
    assert other.player.experiment == Experiment()
    assert other.notices == []
