"""A small table as text, for links: its numbers with all their digits, and its names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from nnplay.data.drawn import Drawn
from nnplay.data.form import KINDS, CategoryField, Field, NumberField
from nnplay.data.outside import MAX_NAME, shown
from nnplay.data.table import MAX_CLASSES, MAX_INPUTS, MAX_ROWS, Table, within_limits
from nnplay.share import points
from nnplay.share.packed import pack_text, unpack_text

PARTS = ("columns", "inputs", "targets", "classes", "target", "drawn", "form")
MOST = {"columns": MAX_INPUTS, "inputs": MAX_ROWS, "targets": MAX_ROWS, "classes": MAX_CLASSES}


@lru_cache(maxsize=32)
def write(table: Table) -> str | None:
    """Return the text of a table, or None when it is too large for a link. Its form is left out where only that is."""
    if isinstance(table, Drawn):
        return _written(lambda: points.write(table))
    if table.inputs.size + table.targets.size > 20_000:
        return None
    plain = to_plain(table)
    return _packed(plain) or _packed({name: part for name, part in plain.items() if name != "form"})


def _packed(plain: dict[str, Any]) -> str | None:
    return _written(lambda: pack_text(json.dumps(plain, ensure_ascii=False, separators=(",", ":"))))


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
    if table.form:
        plain["form"] = [{"kind": field.kind, **asdict(field)} for field in table.form]
    return plain | ({"drawn": points.to_plain(table)} if isinstance(table, Drawn) else {})


def from_plain(plain: Any) -> Table:
    """Return a table from lists, each checked. Raises ValueError."""
    needed = {"columns", "inputs", "targets"}
    if not isinstance(plain, dict) or not needed <= set(plain) <= set(PARTS):
        raise ValueError(f"a table has {', '.join(PARTS)}")
    for name, most in MOST.items():
        part = plain.get(name, [])
        if not isinstance(part, list):
            raise ValueError(f"{name} of a table must be a list, got {shown(str(part)[:MAX_NAME])}")
        if len(part) > most:  # before each is looked at
            raise ValueError(f"{name} of a table are up to {most:,}, got {len(part):,}")
    classes = plain.get("classes", [])
    if "drawn" in plain:
        return points.from_plain(plain["drawn"], plain["inputs"], plain["targets"], classes)
    return within_limits(Table(plain["columns"], plain["inputs"], plain["targets"], classes,
                               plain.get("target", "target"), _form(plain.get("form", []))))


def _form(plain: Any) -> tuple[Field, ...]:
    """Return the fields of a form, each part checked. Raises ValueError."""
    if not isinstance(plain, list) or not all(isinstance(each, dict) and each.get("kind") in tuple(KINDS)
                                              for each in plain):
        raise ValueError(f"the form of a table must be a list of columns of the kinds {', '.join(KINDS)}")
    return tuple(_field(KINDS[each["kind"]], each) for each in plain)


def _field(kind: type[NumberField] | type[CategoryField], plain: dict[str, Any]) -> Field:
    checks = TEXTUAL if kind is CategoryField else NUMERIC
    if plain.keys() != {"kind", *checks}:
        raise ValueError(f"a column of {kind.kind} kind has {', '.join(checks)}")
    for name, check in checks.items():
        if not check(plain[name]):
            raise ValueError(f"{name} of a column is of the wrong kind: {str(plain[name])[:40]!r}")
    return kind(**{name: plain[name] for name in checks})


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NAME


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


NUMERIC: dict[str, Callable[[Any], bool]] = {
    "name": _is_text, "low": _is_number, "high": _is_number, "fill": _is_number, "flagged": _is_flag,
    "decimal": _is_text, "whole": _is_flag}
TEXTUAL: dict[str, Callable[[Any], bool]] = {
    "name": _is_text, "categories": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "fill": _is_text, "flagged": _is_flag}
