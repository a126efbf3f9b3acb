"""What the counts say, in sentences."""

from __future__ import annotations

from nnplay.study.intervals import Interval


def percent(share: Interval) -> str:
    """Write a share with its interval."""
    return f"{share.value * 100:.0f} % (95 % interval {share.low * 100:.0f} to {share.high * 100:.0f} %)"


def verdict(names: tuple[str, str], apart: Interval) -> str:
    """Say whether the difference between the shares of two settings is real. `apart` is the first minus the second."""
    first, second = names
    better, by, low, high = (first, apart.value, apart.low, apart.high) if apart.value >= 0 else \
        (second, -apart.value, -apart.high, -apart.low)
    span = f"by {by * 100:.0f} points (95 % interval {_signed(low)} to {_signed(high)})"
    if low > 0:
        return f"**{better} solves it more often, {span}.** The interval leaves out 0: this much is hardly luck."
    if by == 0:
        return f"**Both solve it equally often** (95 % interval of the difference {_signed(low)} to {_signed(high)})."
    return (f"**No difference can be told.** {better} solves it more often {span}. The interval contains 0, "
            "so this much may well be luck; more starts make the interval narrower.")


def _signed(share: float) -> str:
    """Write a difference in points, with a minus where it has one."""
    return f"{share * 100:.1f}".replace("-", "−")
