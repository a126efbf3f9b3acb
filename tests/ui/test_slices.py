"""Long work of many people: slices get shorter, and memory has an end."""

from __future__ import annotations

import gc

import pytest

from nnplay.ui import slices
from nnplay.ui.governor import Governor


class Worker:
    """Somebody who computes."""


def test_the_more_compute_the_shorter_a_slice_down_to_a_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "GOVERNOR", Governor(lambda: 0.0))
    workers = [Worker() for _ in range(100)]
    lengths = [slices.slice_seconds(worker) for worker in workers]
    assert lengths[0] == slices.LONGEST
    assert lengths[-1] == slices.SHORTEST
    assert lengths == sorted(lengths, reverse=True)


def test_memory_is_refused_when_all_is_held_and_free_when_its_worker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "MOST_BYTES", 100_000_000)
    monkeypatch.setattr(slices, "_held", type(slices._held)())
    one, other = Worker(), Worker()
    slices.hold(one, 70_000_000)
    slices.hold(one, 90_000_000)
    with pytest.raises(ValueError, match="this needs 20 MB, and others hold 90 of the 100 MB"):
        slices.hold(other, 20_000_000)
    del one
    gc.collect()
    slices.hold(other, 20_000_000)
