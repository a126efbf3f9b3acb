"""An exercise of one's own as text: in the page's address, and as a file.

Nothing in it is trusted: it is bounded, and every number of it is checked as if it had been typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from nnplay.data.outside import shown
from nnplay.engine.arrays import Array
from nnplay.share.packed import pack_text, unpack_text
from nnplay.study.one_step.sources import Exercise
from nnplay.study.one_step.tables import checked

KEY = "exercise"  # the parameter
FORMAT, VERSION = "nnplay exercise", 1
MAX_BYTES = 100_000  # of a file
NUMBERS, SWITCHES = ("inputs", "outputs", "samples", "lr"), ("bias", "biases_stay")

Tables = Mapping[str, Array]


def write_link(exercise: Exercise, tables: Tables) -> str:
    """Return the text of the address's parameter."""
    return pack_text(json.dumps(_plain(exercise, tables), separators=(",", ":")))


def read_link(text: str) -> tuple[Exercise, dict[str, Array]]:
    """Return the exercise of an address. Raises ValueError."""
    return _read(unpack_text(text))


def write_file(exercise: Exercise, tables: Tables) -> str:
    """Return the JSON document of an exercise."""
    return json.dumps(_plain(exercise, tables), indent=1) + "\n"


def read_file(content: bytes) -> tuple[Exercise, dict[str, Array]]:
    """Return the exercise of a file. Raises ValueError that says what is wrong with it."""
    if len(content) > MAX_BYTES:
        raise ValueError(f"the file has {len(content):,} bytes, and an exercise at most {MAX_BYTES:,}")
    try:
        return _read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("the file is not text in UTF-8") from None


def _plain(exercise: Exercise, tables: Tables) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, "network": asdict(exercise),
            "tables": {name: tables[name].tolist() for name in exercise.tables()}}


def _read(text: str) -> tuple[Exercise, dict[str, Array]]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is no exercise: it is not JSON") from None
    if not isinstance(plain, dict) or (plain.get("format"), plain.get("version")) != (FORMAT, VERSION):
        raise ValueError(f'it is no exercise: it must say "format": "{FORMAT}", "version": {VERSION}')
    exercise = _exercise(plain.get("network"))
    tables = plain.get("tables")
    if not isinstance(tables, dict) or tables.keys() != exercise.tables().keys():
        raise ValueError(f"its tables must be {', '.join(exercise.tables())}")
    found = {name: _table(name, tables[name], *names) for name, names in exercise.tables().items()}
    exercise.moment(found)  # says what does not go together
    return exercise, found


def _exercise(settings: Any) -> Exercise:
    known = {field.name for field in fields(Exercise)}
    if not isinstance(settings, dict) or settings.keys() != known:
        raise ValueError(f"its network must have {', '.join(sorted(known))}")
    for name, value in settings.items():
        fits = (isinstance(value, bool) if name in SWITCHES
                else isinstance(value, int | float) and not isinstance(value, bool) if name in NUMBERS
                else isinstance(value, list) if name == "hidden" else isinstance(value, str))
        if not fits:
            raise ValueError(f"{name} of its network cannot be {shown(str(value)[:40])}")
    exercise = Exercise(**{**settings, "hidden": tuple(settings["hidden"])})
    _ = exercise.net  # checks the names
    return exercise


def _table(name: str, cells: Any, rows: list[str], columns: list[str]) -> Array:
    if not isinstance(cells, list) or [len(row) if isinstance(row, list) else 0 for row in cells] \
            != [len(columns)] * len(rows):
        raise ValueError(f"{name} must have {len(rows)} rows of {len(columns)} numbers")
    return checked(cells, rows, columns, name)
