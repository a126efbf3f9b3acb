"""A player whose clock stands still and whose machine is never too slow."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from nnplay.ui import player, reel
from nnplay.ui.governor import Grant


class Clock(SimpleNamespace):
    """What the player knows of time; `now` moves when a test says so."""

    now: float = 0.0

    def __init__(self) -> None:
        super().__init__(monotonic=lambda: self.now, thread_time=lambda: 0.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the player's clock, and grant it 30 frames a second with all the computing they take."""
    stopped = Clock()
    for module in (player, reel):
        monkeypatch.setattr(module, "time", stopped)
    monkeypatch.setattr(player, "GOVERNOR", SimpleNamespace(grant=lambda who: Grant(30.0, 60.0)))
    return stopped
