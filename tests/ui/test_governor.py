"""One core is shared fairly among everybody who plays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnplay.ui.governor import OVERHEAD, SHARE, Governor


def test_one_player_gets_thirty_frames_a_second_and_most_of_a_core() -> None:
    grant = Governor().grant(1, now=0.0)
    assert grant.rate == 30
    assert 0.5 <= grant.rate * grant.seconds_per_frame < 1


@pytest.mark.parametrize("players", [1, 2, 5, 8, 9, 30, 100, 1000])
def test_however_many_play_they_get_equal_shares_that_leave_room_for_clicks(players: int) -> None:
    governor = Governor()
    for player in range(players):
        governor.grant(player, now=1.0)
    grants = [governor.grant(player, now=1.1) for player in range(players)]
    assert len(set(grants)) == 1
    computing = sum(grant.rate * (grant.seconds_per_frame + OVERHEAD) for grant in grants)
    assert computing == pytest.approx(SHARE)
    assert SHARE < 0.8
    assert all(grant.rate > 0 and grant.seconds_per_frame > 0 for grant in grants)


def test_more_players_never_get_more_frames_or_more_computing() -> None:
    governor = Governor()
    grants = [governor.grant(player, now=0.0) for player in range(200)]
    for one, next_one in pairwise(grants):
        assert next_one.rate <= one.rate
        assert next_one.rate * next_one.seconds_per_frame < one.rate * one.seconds_per_frame
    assert grants[7].rate == 30 > grants[8].rate


def test_asking_often_does_not_count_as_many_players() -> None:
    governor = Governor()
    first = governor.grant(7, now=0.0)
    assert all(governor.grant(7, now=i / 100) == first for i in range(100))


def test_who_has_not_asked_for_a_while_is_forgotten() -> None:
    governor = Governor()
    alone = governor.grant(0, now=0.0)
    for player in range(1, 50):
        governor.grant(player, now=0.0)
    assert governor.grant(0, now=1.0) != alone
    assert governor.grant(0, now=10.0) == alone
