"""What the counts say, in sentences."""

from __future__ import annotations

from nnplay.study.intervals import Interval


def percent(share: Interval) -> str:
    """Write a share with its interval."""
    return f"{share.value * 100:.0f} % (95 % interval {share.low * 100:.0f} to {share.high * 100:.0f} %)"


def verdict(names: tuple[str, str], apart: Interval) -> str:
    """Say whether the difference between the shares of two settings is real. `apart` is the first minus the second."""
    first, second = names
    span = f"{apart.value * 100:+.0f} points (95 % interval {apart.low * 100:+.0f} to {apart.high * 100:+.0f})"
    if apart.low > 0 or apart.high < 0:
        better = first if apart.low > 0 else second
        return f"**{better} solves it more often: {span}.** The interval leaves out 0: this much is hardly luck."
    return (f"**No difference can be told: {span}.** The interval contains 0, so this much may well be luck; "
            "more starts make the interval narrower.")
