"""Long work of many people in one process: how long one may compute before it answers, and how much memory it holds."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from nnplay.ui.governor import GOVERNOR

PACE_MS = 120  # between an answer and the next asking
LONGEST, SHORTEST = 0.06, 0.004  # seconds of one slice
MOST_BYTES = 800_000_000  # of all long work in the process

_held: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_lock = threading.Lock()


def slice_seconds(worker: object) -> float:
    """Return how long a slice of this worker may be, beside all who compute now."""
    grant = GOVERNOR.grant(id(worker))
    share = grant.seconds_per_frame * grant.rate  # of a core
    return min(LONGEST, max(SHORTEST, share * PACE_MS / 1000))


def hold(worker: object, size: int) -> None:
    """Note that a worker needs so many bytes instead of what it held before; they are free again when it is gone.

    Raises ValueError, and notes nothing, when the process has no room for them.
    """
    with _lock:
        others = sum(held for each, held in _held.items() if each is not worker)
        if others + size > MOST_BYTES:
            raise ValueError(f"this needs {size / 1e6:,.0f} MB, and others hold {others / 1e6:,.0f} of the "
                             f"{MOST_BYTES / 1e6:,.0f} MB there are: try with less, or later")
        _held[worker] = size
