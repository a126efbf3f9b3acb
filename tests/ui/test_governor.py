"""One core is shared fairly among everybody who plays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnplay.ui.governor import FULL, LEAST_SHARE, OVERHEAD, SHARE, Governor


def idle() -> float:
    """Use nothing."""
    return 0.0


def shares(loads: list[float]) -> list[float]:
    """Return what one player gets of a core, half a second after half a second in which the process uses `loads`."""
    used = iter([0.0, *(0.5 * sum(loads[: count + 1]) for count in range(len(loads)))])
    governor = Governor(lambda: next(used))
    grants = [governor.grant(0, now=0.5 * turn) for turn in range(len(loads) + 1)]
    return [grant.rate * (grant.seconds_per_frame + OVERHEAD) for grant in grants]


def test_one_player_gets_thirty_frames_a_second_and_most_of_a_core() -> None:
    grant = Governor(idle).grant(1, now=0.0)
    assert grant.rate == 30
    assert 0.5 <= grant.rate * grant.seconds_per_frame < 1


@pytest.mark.parametrize("players", [1, 2, 5, 8, 9, 30, 100, 1000])
def test_however_many_play_they_get_equal_shares_that_leave_room_for_clicks(players: int) -> None:
    governor = Governor(idle)
    for player in range(players):
        governor.grant(player, now=1.0)
    grants = [governor.grant(player, now=1.1) for player in range(players)]
    assert len(set(grants)) == 1
    computing = sum(grant.rate * (grant.seconds_per_frame + OVERHEAD) for grant in grants)
    assert computing == pytest.approx(SHARE)
    assert SHARE < 0.8
    assert all(grant.rate > 0 and grant.seconds_per_frame > 0 for grant in grants)


def test_more_players_never_get_more_frames_or_more_computing() -> None:
    governor = Governor(idle)
    grants = [governor.grant(player, now=0.0) for player in range(200)]
    for one, next_one in pairwise(grants):
        assert next_one.rate <= one.rate
        assert next_one.rate * next_one.seconds_per_frame < one.rate * one.seconds_per_frame
    assert grants[7].rate == 30 > grants[8].rate


def test_asking_often_does_not_count_as_many_players() -> None:
    governor = Governor(idle)
    first = governor.grant(7, now=0.0)
    assert all(governor.grant(7, now=i / 100) == first for i in range(100))


def test_who_has_not_asked_for_a_while_is_forgotten() -> None:
    governor = Governor(idle)
    alone = governor.grant(0, now=0.0)
    for player in range(1, 50):
        governor.grant(player, now=0.0)
    assert governor.grant(0, now=1.0) != alone
    assert governor.grant(0, now=10.0) == alone


def test_a_full_process_trains_less_and_an_idle_one_as_much_as_before() -> None:
    given = shares([1.0] * 10 + [0.1] * 30)
    assert given[0] == pytest.approx(SHARE)
    assert given[:8] == sorted(given[:8], reverse=True)
    assert given[10] == pytest.approx(LEAST_SHARE)
    assert given[-1] == pytest.approx(SHARE)


def test_a_process_that_is_just_full_stays_as_it_is() -> None:
    given = shares([1.0, 1.0] + [FULL] * 10)
    assert given[-1] == pytest.approx(given[3])
    assert LEAST_SHARE < given[-1] < SHARE
