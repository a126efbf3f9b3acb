"""A table brought to the command line: what "Your data" says of it, without a page."""

from __future__ import annotations

from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nnplay.data.reading.options import ENCODINGS, SEPARATORS
from nnplay.data.reading.plan import Plan
from nnplay.data.reading.prepare import Prepared, prepare
from nnplay.data.reading.problems import listed
from nnplay.data.reading.read import MAX_BYTES, Reading, read
from nnplay.data.table import Table


def table_of(path: Path, target: str | None) -> Table:
    """Return the table of a file. Raises ValueError that says why there is none."""
    reading, prepared = _prepared(path, target)
    if prepared is not None and prepared.table is not None:
        return prepared.table
    reasons = prepared.reasons if prepared is not None else tuple(map(str, reading.problems))
    raise ValueError(f"{path} cannot be learnt from: {'; '.join(reasons)}")


def said_of(path: Path, target: str | None = None) -> dict[str, Any]:
    """Return how a file is read and what would be learnt from it, as plain values."""
    reading, prepared = _prepared(path, target)
    found = reading.found
    said: dict[str, Any] = {
        "encoding": found.encoding, "separator": found.separator, "decimal": found.decimal, "header": found.header,
        "sheet": found.sheet, "sheets": list(reading.sheets), "done": [asdict(deed) for deed in reading.deeds],
        "problems": list(map(str, reading.problems)), "rows": 0, "columns": [], "target": None, "classes": [],
        "remarks": [], "reasons": [], "learnable": False}
    if reading.table is None or prepared is None:
        return said
    return said | {
        "rows": len(reading.table), "columns": [asdict(note) for note in prepared.notes],
        "target": prepared.plan.target, "classes": list(prepared.table.classes) if prepared.table else [],
        "problems": [*said["problems"], *map(str, prepared.problems)], "remarks": list(prepared.remarks),
        "reasons": list(prepared.reasons), "learnable": prepared.table is not None}


def in_words(said: dict[str, Any]) -> str:
    """Return the same as text to read."""
    ways = [f"sheet {said['sheet']}"] if said["sheet"] else [
        ENCODINGS.get(said["encoding"], ""), f"separator {SEPARATORS.get(said['separator'], 'unknown')}"]
    lines = [f"{said['rows']:,} rows; {', '.join(filter(None, ways))}; decimal mark {said['decimal']}"]
    lines += [deed["text"] for deed in said["done"]]
    for column in said["columns"]:
        lines.append(f"  {column['column']} ({column['kind']}, {column['use']}): {column['sentence']}")
    if said["learnable"]:
        lines.append(f"to predict: {said['target']}")
    return "\n".join([*lines, *said["problems"], *said["remarks"], *said["reasons"]])


def _prepared(path: Path, target: str | None) -> tuple[Reading, Prepared | None]:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    reading = read(content)
    if reading.table is None:
        return reading, None
    names = reading.table.names
    if target is not None and target not in names:
        near = get_close_matches(target, names, 1)
        raise ValueError(f"the table has no column {target!r}, but {listed(names)}"
                         + (f". Did you mean {near[0]!r}?" if near else ""))
    return reading, prepare(reading.table, reading.found.decimal or ".", Plan(target=target, kinds=reading.kinds))
