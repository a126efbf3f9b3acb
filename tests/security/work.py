"""How work grows with what is read: Python lines and CPU seconds for a text of some size, and for one twice as long.

Lines are counted, so they are the same each time. What C code does (regular expressions, `float`, `split`) shows in
CPU seconds only; below a floor that linear code of these sizes stays far under they say nothing.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

RATIO = 3.0  # at most, from n to 2n: linear work doubles, quadratic work takes four times as much
# A text may be read another way when it is longer: so many lines for each of its characters are linear in any case.
LINES_PER_CHARACTER = 20
LEAST_SECONDS = 0.25
TRIES = 3


def lines(call: Callable[[], object]) -> int:
    """Return how many lines of Python ran."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU seconds of this thread, which neither other processes nor a garbage collection add to.

    A collection looks at everything the test process holds, so late in a long run it would cost more than the reading.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        begun = time.thread_time()
        call()
        return time.thread_time() - begun
    finally:
        if collects:
            gc.enable()


def assert_linear(read: Callable[[Any], object], make: Callable[[int], Any], size: int) -> None:
    """Read what `make` makes of `size` and of twice that, and fail where work grows faster than its input."""
    once, twice = make(size), make(2 * size)
    read(make(8))  # whatever happens the first time only
    counted = lines(lambda: read(once)), lines(lambda: read(twice))
    most = max(RATIO * counted[0], LINES_PER_CHARACTER * 2 * size)
    assert counted[1] <= most, f"{counted[0]:,} lines, then {counted[1]:,}"
    took = seconds(lambda: read(twice))
    if took > LEAST_SECONDS:  # slow enough to look closer: the best of several, so that one bad moment is none
        slow = min(took, *(seconds(lambda: read(twice)) for _ in range(TRIES - 1)))
        fast = min(seconds(lambda: read(once)) for _ in range(TRIES))
        assert slow <= max(RATIO * fast, LEAST_SECONDS), f"{fast:.3f} s, then {slow:.3f} s"
