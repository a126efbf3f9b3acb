"""Drawn points as short text for links: 5,000 of them fit, because each is the way from one cell to the next.

The bytes are a line of JSON (what was drawn on), then planes of one byte a point: the three bytes of the number of
cells passed over since the point before, and the class or the level of the target; last the flags of the test, packed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.data.drawn import LEVELS, MAX_POINTS, STEPS, Drawn, Paper
from nnplay.data.outside import LARGEST, checked_names
from nnplay.data.table import MAX_CLASSES, PLANE
from nnplay.engine.fields import MAX_SEED
from nnplay.engine.registry import check_number
from nnplay.share.packed import pack_bytes, unpack_bytes

MARK = "."  # begins the text; no letter of packed bytes does
BYTES = 3  # of a way
MAX_BYTES = 10_000 + 5 * MAX_POINTS


def write(drawn: Drawn) -> str:
    """Return the text. Raises ValueError when it is too long for a link."""
    paper = drawn.paper
    about = [len(drawn), paper.low, paper.high, paper.reach, paper.share, paper.seed, *paper.classes]
    ways = np.diff(drawn.cells, prepend=-1) - 1
    planes = [ways >> 8 * byte & 255 for byte in range(BYTES)]
    levels = drawn.targets if paper.classes else np.rint(drawn.targets / paper.reach * LEVELS) + LEVELS
    content = np.concatenate([*planes, levels]).astype(np.uint8).tobytes() + np.packbits(drawn.test).tobytes()
    return MARK + pack_bytes(json.dumps(about).encode() + b"\n" + content)


def read(text: str) -> Drawn:
    """Return the drawing of a text. Raises ValueError that says what is wrong with it."""
    line, _, content = unpack_bytes(text.removeprefix(MARK), MAX_BYTES).partition(b"\n")
    try:
        about = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is damaged") from None
    count, paper = _paper(about)
    if len(content) != (BYTES + 1) * count + (count + 7) // 8:
        raise ValueError(f"it does not hold the {count:,} points it says")
    numbers = np.frombuffer(content, np.uint8)
    planes = numbers[:(BYTES + 1) * count].reshape(BYTES + 1, count).astype(np.int64)
    cells = np.cumsum(sum(planes[byte] << 8 * byte for byte in range(BYTES)) + 1) - 1
    if cells[-1] >= (STEPS + 1) ** 2:
        raise ValueError("its points lie outside their square")
    levels = planes[BYTES].astype(float)
    if not paper.classes and levels.max() > 2 * LEVELS:
        raise ValueError("its targets lie beyond their reach")
    targets = levels if paper.classes else (levels - LEVELS) / LEVELS * paper.reach
    test = np.unpackbits(numbers[(BYTES + 1) * count:], count=count)
    return Drawn(PLANE, paper.places(cells), targets, paper.classes, paper=paper, test=test.astype(bool))


def to_plain(drawn: Drawn) -> dict[str, Any]:
    """Return what a drawing has besides a table, for files."""
    paper = drawn.paper
    return {"low": paper.low, "high": paper.high, "reach": paper.reach, "share": paper.share, "seed": paper.seed,
            "test": drawn.test.astype(int).tolist()}


def from_plain(plain: Any, points: Any, targets: Any, classes: Sequence[Any]) -> Drawn:
    """Return a drawing from the parts of a file, each checked. Raises ValueError."""
    names = ("low", "high", "reach", "share", "seed", "test")
    if not isinstance(plain, dict) or set(plain) != set(names):
        raise ValueError(f"drawn points have {', '.join(names)}")
    flags = plain["test"]
    if not isinstance(flags, list) or not all(flag in (0, 1) for flag in flags):
        raise ValueError("the test flags of drawn points must be a list of 0 and 1")
    _, paper = _paper([1, *(plain[name] for name in names[:-1]), *classes])
    return Drawn(PLANE, points, targets, paper.classes, paper=paper, test=np.array(flags, dtype=bool))


def _paper(about: Any) -> tuple[int, Paper]:
    """Read how many points there are, and what they were drawn on."""
    if not isinstance(about, list) or len(about) < 6 or not all(_is_number(each) for each in about[:6]):
        raise ValueError("it does not say what its points were drawn on")
    count, low, high, reach, share, seed = about[:6]
    classes = about[6:]
    if not (isinstance(count, int) and 1 <= count <= MAX_POINTS):
        raise ValueError(f"a drawing has 1 to {MAX_POINTS:,} points, got {count}")
    if len(classes) > MAX_CLASSES:
        raise ValueError(f"there are up to {MAX_CLASSES} classes, got {len(classes):,}")
    names = checked_names("the classes of drawn points", classes)
    return count, Paper(low, high, names, reach, share, int(check_number("seed", seed, 0, MAX_SEED, integer=True)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST
