"""One thread computes at a time: in order, acts first, and nobody who hangs keeps the others waiting."""

from __future__ import annotations

import threading

import pytest

from nnplay.ui import turns
from nnplay.ui.turns import Turns


def waiting(queue: Turns, count: int) -> None:
    """Wait until so many wait for their turn."""
    while len(queue._queue) < count:
        threading.Event().wait(0.001)


def test_turns_follow_one_another_and_acts_come_first() -> None:
    queue, done, together = Turns(longest=60), list[str](), list[int]()
    inside = threading.Semaphore(1)

    def ask(name: str, act: bool) -> None:
        with queue.take(act):
            together.append(inside.acquire(blocking=False))
            done.append(name)
            inside.release()

    with queue.take(act=False):
        threads = []
        for count, (name, act) in enumerate([("ask 1", False), ("ask 2", False), ("act 1", True), ("act 2", True)], 1):
            threads.append(threading.Thread(target=ask, args=(name, act)))
            threads[-1].start()
            waiting(queue, count)
    for thread in threads:
        thread.join()
    assert done == ["act 1", "act 2", "ask 1", "ask 2"] and all(together)
    assert queue._holder is None


def test_a_turn_within_a_turn_is_the_same_and_an_error_ends_it() -> None:
    queue = Turns(longest=60)
    with pytest.raises(ZeroDivisionError), queue.take(act=True), queue.take(act=False):
        raise ZeroDivisionError
    with queue.take(act=False):  # it is free again
        assert queue._holder is not None
    assert queue._holder is None


def test_whoever_takes_too_long_keeps_nobody_waiting_any_more() -> None:
    queue, passed, leave = Turns(longest=0.01), threading.Event(), threading.Event()

    def hang() -> None:
        with queue.take(act=True):
            passed.set()
            leave.wait()

    hanging = threading.Thread(target=hang)
    hanging.start()
    passed.wait()
    with queue.take(act=False):  # would wait for ever
        holder = queue._holder
        leave.set()
        hanging.join()
        assert queue._holder is holder  # whose turn it is now keeps it
    assert queue._holder is None


def test_an_act_may_compute_less_while_others_wait() -> None:
    queue = Turns(longest=60)
    assert queue.allowance == turns.MESSAGE_SECONDS
    with queue.take(act=True):
        other = threading.Thread(target=lambda: queue.take(act=False).__enter__())
        other.start()
        waiting(queue, 1)
        assert queue.allowance == turns.CROWDED_SECONDS
    other.join()
