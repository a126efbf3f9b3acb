"""A small table as text, for links: its numbers with all their digits, and its names."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nnplay.data.drawn import Drawn
from nnplay.data.table import Table
from nnplay.share import points
from nnplay.share.packed import pack_text, unpack_text

PARTS = ("columns", "inputs", "targets", "classes", "target", "drawn")


@lru_cache(maxsize=32)
def write(table: Table) -> str | None:
    """Return the text of a table, or None when it is too large for a link."""
    if isinstance(table, Drawn):
        return _written(lambda: points.write(table))
    if table.inputs.size + table.targets.size > 20_000:
        return None
    text = json.dumps(to_plain(table), ensure_ascii=False, separators=(",", ":"))
    return _written(lambda: pack_text(text))


def _written(write: Callable[[], str]) -> str | None:
    try:
        return write()
    except ValueError:
        return None


def read(text: str) -> Table:
    """Return the table of a text. Raises ValueError that says what is wrong with it."""
    if text.startswith(points.MARK):
        return points.read(text)
    try:
        plain = json.loads(unpack_text(text))
    except RecursionError:
        raise ValueError("it is damaged") from None
    return from_plain(plain)


def to_plain(table: Table) -> dict[str, Any]:
    plain = {"columns": list(table.columns), "inputs": table.inputs.tolist(), "targets": table.targets.tolist(),
             "classes": list(table.classes), "target": table.target}
    return plain | ({"drawn": points.to_plain(table)} if isinstance(table, Drawn) else {})


def from_plain(plain: Any) -> Table:
    """Return a table from lists, each checked. Raises ValueError."""
    needed = {"columns", "inputs", "targets"}
    if not isinstance(plain, dict) or not needed <= set(plain) <= set(PARTS):
        raise ValueError(f"a table has {', '.join(PARTS)}")
    for name in ("columns", "classes"):
        names = plain.get(name, [])
        if not isinstance(names, list) or not all(isinstance(each, str) and len(each) <= 200 for each in names):
            raise ValueError(f"{name} of a table must be a list of short texts")
    if not isinstance(plain.get("target", ""), str):
        raise ValueError("the target of a table must be a text")
    try:
        if "drawn" in plain:
            return points.from_plain(plain["drawn"], plain["inputs"], plain["targets"], tuple(plain.get("classes", ())))
        return Table(tuple(plain["columns"]), plain["inputs"], plain["targets"], tuple(plain.get("classes", ())),
                     plain.get("target", "target")[:200])
    except TypeError:
        raise ValueError("inputs and targets of a table must be numbers") from None
