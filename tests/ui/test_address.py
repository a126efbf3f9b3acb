"""The address bar while Streamlit runs two threads for one person, which share its parameters."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from nnplay import Experiment
from nnplay.share import link
from nnplay.ui import address
from nnplay.ui.session import Session


class Shared(dict[str, str]):
    """Query parameters of which another thread makes something else at the worst moment."""

    def __init__(self, params: dict[str, str]) -> None:
        super().__init__(params)
        self.on_read: list[Callable[[], None]] = []
        self.half_written: Callable[[], None] = lambda: None

    def to_dict(self) -> dict[str, str]:
        if self.on_read:
            self.on_read.pop(0)()
        return dict(self)

    def from_dict(self, params: dict[str, str]) -> None:
        self.clear()
        for key, text in params.items():
            self[key] = text
            self.half_written()


def exchanged() -> None:
    raise KeyError("v")


def grown() -> None:
    raise RuntimeError("dictionary changed size during iteration")


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Shared:
    params = Shared({"v": "1"})
    monkeypatch.setattr(address, "st", SimpleNamespace(query_params=params))
    return params


def test_an_address_that_is_exchanged_while_it_is_read_is_read_again(shared: Shared) -> None:
    shared.on_read = [exchanged, grown]
    session = Session()
    session.player.change(Experiment(seed=5))
    address.keep_address(session)
    assert shared == link.write(Experiment(seed=5))


def test_an_address_that_is_half_written_is_not_opened(shared: Shared) -> None:
    session = Session(page="playground")
    experiment = Experiment(data="spiral", hidden=(8, 8), optimizer="adam", lr=0.01)
    session.player.change(experiment)
    shown: list[Experiment] = []

    def other_thread() -> None:
        address.arrive(session)
        shown.append(session.player.experiment)

    shared.half_written = other_thread
    address.keep_address(session)
    assert len(shown) > 1
    assert set(shown) == {experiment}
