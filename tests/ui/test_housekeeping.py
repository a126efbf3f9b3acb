"""Memory that nobody uses is given back, and only looked for where there is more than there was."""

from __future__ import annotations

import asyncio
import gc
import weakref
from contextlib import suppress

import pytest

from nnplay.ui import housekeeping


class Ring:
    def __init__(self) -> None:
        self.me = self


def test_what_only_knows_itself_is_given_back() -> None:
    gc.disable()
    try:
        gone = weakref.ref(Ring())
        assert gone() is not None
        housekeeping.give_back()
        assert gone() is None
    finally:
        gc.enable()
    assert housekeeping.memory() > 1_000_000


@pytest.mark.parametrize(("sizes", "times"), [([100, 100, 102, 101], 0), ([100, 104, 101, 103, 105, 101], 2)])
def test_it_is_done_where_memory_has_grown(sizes: list[int], times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[bool] = []
    left = iter(sizes)

    def memory() -> int:
        try:
            return next(left)
        except StopIteration:
            raise asyncio.CancelledError from None

    monkeypatch.setattr(housekeeping, "memory", memory)
    monkeypatch.setattr(housekeeping, "give_back", lambda: done.append(True))
    with suppress(asyncio.CancelledError):
        asyncio.run(housekeeping._keep(0))
    assert len(done) == times
