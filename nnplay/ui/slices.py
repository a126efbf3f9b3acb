"""Long work in slices: how long one may compute before it answers, so that everybody else's clicks are answered."""

from __future__ import annotations

from nnplay.ui.governor import GOVERNOR

PACE_MS = 120  # between an answer and the next asking
LONGEST, SHORTEST = 0.06, 0.004  # seconds of one slice


def slice_seconds(worker: object) -> float:
    """Return how long a slice of this worker may be, beside all who compute now."""
    grant = GOVERNOR.grant(id(worker))
    share = grant.seconds_per_frame * grant.rate  # of a core
    return min(LONGEST, max(SHORTEST, share * PACE_MS / 1000))
