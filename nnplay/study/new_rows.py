"""New rows as a page asks for them: one by its cells, many as pasted text; plain values out, and a CSV that is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nnplay.data.form import Cell, Field, NumberField
from nnplay.data.quantity import quantity
from nnplay.data.reading.options import Options
from nnplay.data.reading.raw import RawTable
from nnplay.data.reading.read import read
from nnplay.data.reading.units import without_unit
from nnplay.rows import Answers, Form, answer_name, answers, form_of
from nnplay.run import Run

MOST_ROWS = 100  # that a page answers at once
MOST_TEXT = 10_000  # characters of them
MOST_PROBLEMS = 5


@dataclass(frozen=True)
class Asked:
    """What is asked: `row`, a cell for each column of the form (others are as usual), and the `text` of many rows."""

    row: tuple[Cell, ...] = ()
    text: str = ""


def form(run: Run) -> dict[str, Any]:
    """Return the form as a page draws it: each column with its range or its choices, and what to begin with."""
    found = form_of(run)
    return {"own": found.own, "fields": [_drawn(field) for field in found.fields], "name": answer_name(run),
            "most_text": MOST_TEXT}


def answered(run: Run, asked: Asked) -> dict[str, Any]:
    """Return the answer to the row, and the table of answers to the many rows, if there are any."""
    found = form_of(run)
    cells = {field.name: [asked.row[index] if index < len(asked.row) else _usual(field)]
             for index, field in enumerate(found.fields)}
    one = answers(run, cells, 1)
    told: dict[str, Any] = {"remarks": one.remarks[0]}
    if one.numbers is not None:
        told["number"] = float(one.numbers[0]) if np.isfinite(one.numbers[0]) else None
    elif one.shares is not None and one.decided is not None:
        decided = int(one.decided[0])
        told |= {"decided": decided, "shares": one.shares[0].tolist() if decided >= 0 else []}
    if asked.text.strip():
        told["many"] = _many(run, found, asked.text)
    return told


def _many(run: Run, form: Form, text: str) -> dict[str, Any]:
    """Return a table of answers to pasted rows: what is shown, and all of it as CSV; or why there is none."""
    raw, problem = _rows(text, form.fields)
    if raw is None:
        return {"problem": problem}
    rows = len(raw)
    found = answers(run, {field.name: raw.column(field.name) for field in form.fields if field.name in raw.names}, rows)
    names, columns = _columns(run, found)
    written = [[_exact(value) for value in column] for column in columns]
    said = ["; ".join(each) for each in found.remarks]
    table = RawTable((*raw.names, *_apart(names, raw.names), *_apart(["remarks"], raw.names)),
                     (*raw.columns, *map(tuple, written), tuple(said)), raw.rows)
    shown = [[_shown(column[row]) for column in columns] for row in range(rows)]
    return {"names": [*raw.names, *names], "remarks": said, "csv": table.to_csv(), "problem": problem,
            "rows": [[*(column[row] for column in raw.columns), *shown[row]] for row in range(rows)],
            "given": len(raw.names)}


@lru_cache(maxsize=64)
def _rows(text: str, fields: tuple[Field, ...]) -> tuple[RawTable | None, str]:
    """Return pasted rows under the names of the form's columns, and what is wrong with them.

    Columns go by the names in the first line; without these there must be as many as the form has, in its order.
    """
    if len(text) > MOST_TEXT:
        return None, f"these are {len(text):,} characters, and at most {MOST_TEXT:,} are answered at once"
    names = {form(field.name).casefold(): field.name for form in (without_unit, str) for field in fields}
    headed = read(text, Options(header=True)).table
    if headed is not None and any(name.casefold() in names for name in headed.names):
        raw = RawTable(tuple(names.get(name.casefold(), name) for name in headed.names), headed.columns, headed.rows)
    else:
        bare = read(text, Options(header=False))
        if bare.table is None:
            return None, "; ".join(map(str, list(bare.problems)[:MOST_PROBLEMS])) or "no rows were found in this text"
        if len(bare.table.names) != len(fields):
            return None, (f"no column is called like one of the form, and there are {len(bare.table.names)} columns "
                          f"where the form has {len(fields)}: {', '.join(field.name for field in fields[:20])}. Give "
                          "their names in the first line")
        raw = RawTable(tuple(field.name for field in fields), bare.table.columns, bare.table.rows)
    if not len(raw):
        return None, "there are names of columns and no rows"
    problem = ""
    if len(raw) > MOST_ROWS:
        problem = (f"the first {MOST_ROWS} of {len(raw):,} rows are answered; run.predict_rows in Python takes any "
                   "number")
        raw = RawTable(raw.names, tuple(column[:MOST_ROWS] for column in raw.columns), raw.rows[:MOST_ROWS])
    absent = [field.name for field in fields if field.name not in raw.names]
    if absent:
        problem = "; ".join(filter(None, [f"missing in every row: {', '.join(absent)}", problem]))
    return raw, problem


def _columns(run: Run, found: Answers) -> tuple[list[str], list[list[Any]]]:
    """Return the columns of the answers and what they are called."""
    if found.numbers is not None:
        return [f"{answer_name(run)}, answered"], [found.numbers.tolist()]
    classes = run.experiment.class_names
    assert found.decided is not None and found.shares is not None
    labels = [classes[index] if index >= 0 else "" for index in found.decided.astype(int)]
    return ([f"{answer_name(run)}, answered", *(f"p({label})" for label in classes)],
            [labels, *found.shares.T.tolist()])


def _apart(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    return [name if name not in taken else f"{name} (2)" for name in names]


def _exact(value: Any) -> str:
    return value if isinstance(value, str) else "" if value != value else f"{value:.10g}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else quantity(value)


def _drawn(field: Field) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": field.name, "kind": field.kind, "usual": _usual(field)}
    if isinstance(field, NumberField):
        return plain | {"low": field.low, "high": field.high, "whole": field.whole}
    return plain | {"categories": list(field.categories)}


def _usual(field: Field) -> Cell:
    """Return what a form begins with: the most frequent category, or the mean in a few digits within the range."""
    if not isinstance(field, NumberField):
        return field.fill
    rounded = float(f"{field.fill:.0f}" if field.whole else f"{field.fill:.4g}")
    return min(max(rounded, field.low), field.high)
