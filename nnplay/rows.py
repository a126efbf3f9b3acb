"""New rows of a table: cells as a person writes them in, answers in the target's own words or unit out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.form import Cell, Field, NumberField
from nnplay.data.outside import LARGEST
from nnplay.data.reading.units import without_unit
from nnplay.data.reading.values import MISSING
from nnplay.engine.arrays import Array
from nnplay.engine.registry import UnknownName

if TYPE_CHECKING:
    import pandas as pd

    from nnplay.experiment import Experiment
    from nnplay.run import Run


@dataclass(frozen=True)
class Form:
    """What is asked of a new row: `fields`, and whether these are the `own` columns of the table that was brought.

    They are not where a table came without them: its inputs are asked for as the network gets them.
    """

    fields: tuple[Field, ...]
    own: bool = True


@dataclass(frozen=True)
class Answers:
    """What a network answers to N new rows.

    `numbers` (N,) are in the unit of the target; of classes they are None, `decided` (N,) are their indices and
    `shares` (N, K) the probability of each. An answer that is no number is NaN, or -1 and NaN. `remarks` say of each
    row what was made of cells that the table had nothing like.
    """

    numbers: Array | None
    decided: Array | None
    shares: Array | None
    remarks: list[list[str]]


def form_of(run: Run) -> Form:
    """Return what is asked of a new row: the columns that the network's inputs are made of."""
    table = run.experiment.table
    if table is not None and table.form:
        return Form(tuple(field for field, used in zip(table.form, _used(run, table.form)) if used))
    fields = _by_inputs(run.experiment)
    own = table is None or run.experiment.source.drawn is not None
    return Form(tuple(field for field, used in zip(fields, _used(run, fields)) if used), own)


def answers(run: Run, cells: Mapping[str, Sequence[Cell]], rows: int) -> Answers:
    """Return what the run's only network answers to rows, given by column. Columns that are not asked for are ignored.

    A column that is not there counts as missing in every row.
    """
    if run.networks > 1:
        raise ValueError(f"one network answers for new rows, and this run has {run.networks}")
    table = run.experiment.table
    fields = table.form if table is not None and table.form else _by_inputs(run.experiment)
    columns = [cells.get(field.name, [None] * rows) for field in fields]
    used = _used(run, fields)
    remarks = [[said for field, column, asked in zip(fields, columns, used) if asked
                and (said := field.remark(column[row]))] for row in range(rows)]
    points = np.concatenate([field.encode(column) for field, column in zip(fields, columns)], axis=1)
    given = run.predict(points).astype(float) if rows else np.zeros((0, run.params.net.sizes[-1]))
    if not run.experiment.classes:
        return Answers(np.where(np.isfinite(given[:, 0]), given[:, 0], math.nan), None, None, remarks)
    finite = np.isfinite(given).all(axis=1)
    shares = np.where(finite[:, np.newaxis], run.targets.shares(np.nan_to_num(given)), math.nan)
    decided = np.where(finite, run.targets.decided(np.nan_to_num(given)), -1)
    return Answers(None, decided, shares, remarks)


def predict_rows(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the same index: the answer, for classes the probability of each, and remarks.

    Raises ValueError where the frame lacks a column that the network reads.
    """
    import pandas as pd

    fields = form_of(run).fields
    names = [str(name) for name in frame.columns]
    for field in fields:  # a frame may call a column as the person's table did, without the unit it has here
        bare = without_unit(field.name)
        if field.name not in names and names.count(bare) == 1:
            names[names.index(bare)] = field.name
    for field in fields:
        if field.name not in names:
            raise UnknownName("column", field.name, tuple(names))
    cells = {field.name: [cell_of(value) for value in frame.iloc[:, names.index(field.name)]] for field in fields}
    found = answers(run, cells, len(frame))
    name = answer_name(run)
    said = ["; ".join(each) for each in found.remarks]
    if found.numbers is not None:
        return pd.DataFrame({name: found.numbers, "remarks": said}, index=frame.index)
    classes = run.experiment.class_names
    assert found.decided is not None and found.shares is not None
    labels = [classes[index] if index >= 0 else None for index in found.decided.astype(int)]
    shares = {f"p({label})": found.shares[:, index] for index, label in enumerate(classes)}
    return pd.DataFrame({name: labels, **shares, "remarks": said}, index=frame.index)


def answer_name(run: Run) -> str:
    """Return what the answer is called."""
    return run.targets.name or ("class" if run.experiment.classes else "answer")


def cell_of(value: Any) -> Cell:
    """Return a value of a data frame as a cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | float | np.integer | np.floating):
        plain = float(value)
        return plain if abs(plain) <= LARGEST else None
    return None if value is None or str(value) in MISSING | {"NaT"} else str(value)


def _used(run: Run, fields: Sequence[Field]) -> list[bool]:
    """Say of each field whether the network reads any of the inputs it makes."""
    columns = run.experiment.source.columns
    read = set(run.experiment.inputs)
    if run.experiment.source.planar or columns == ("x1",):
        return [any(column in name for name in read) for column in columns]
    used, first = [], 0
    for field in fields:
        used.append(any(f"c{number + 1}" in read for number in range(first, first + field.width)))
        first += field.width
    return used


@lru_cache(maxsize=16)
def _by_inputs(experiment: Experiment) -> tuple[Field, ...]:
    """Return a field of numbers for each column of the points themselves."""
    split = experiment.split()
    points = np.concatenate([split.train.points, split.test.points])
    ends = zip(experiment.source.columns, points.min(axis=0), points.max(axis=0), points.mean(axis=0), points.T)
    return tuple(NumberField(name, float(low), float(high), float(mean), whole=bool((values == np.rint(values)).all()))
                 for name, low, high, mean, values in ends)
