"""A table: samples that a person brought, as numbers with names.

It is a value: equal and hashed by content, its arrays read-only, so that an experiment may hold one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from numbers import Integral
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnplay.data.form import Field
from nnplay.data.outside import checked_names, checked_numbers
from nnplay.engine.arrays import Array
from nnplay.engine.registry import brief

PLANE = ("x1", "x2")  # the columns of points in a plane, of which features can be made
MAX_ROWS, MAX_INPUTS, MAX_CLASSES = 20_000, 256, 20  # of a table that comes from outside: what the pages can show
MAX_WHOLE_CLASSES = 100  # more different whole numbers in one's own targets are more likely amounts


@runtime_checkable
class Frame(Protocol):
    """A data frame: an array with named columns."""

    @property
    def columns(self) -> Iterable[Any]: ...
    def __array__(self, *arguments: Any, **options: Any) -> Array: ...


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Inputs (N, D) under `columns`, and targets (N,): numbers, or indices into `classes` when there are any.

    `form` are the columns of which the inputs were made, in order, where they are known: a new row is encoded by it.

    Raises ValueError for what does not fit together or is beyond the limits of `nnplay.data.outside`.
    """

    columns: tuple[str, ...]
    inputs: Array
    targets: Array
    classes: tuple[str, ...] = ()
    target: str = "target"
    form: tuple[Field, ...] = ()

    LEAST_ROWS: ClassVar[int] = 2

    def __post_init__(self) -> None:
        checked_names("the target of a table", [self.target])
        object.__setattr__(self, "columns", checked_names("the columns of a table", self.columns))
        object.__setattr__(self, "classes", checked_names("the classes of a table", self.classes))
        object.__setattr__(self, "form", tuple(self.form))
        object.__setattr__(self, "inputs", _frozen("the inputs of a table", self.inputs))
        object.__setattr__(self, "targets", _frozen("the targets of a table", self.targets))
        rows, names = len(self.inputs), len(self.columns)
        if self.inputs.shape != (rows, names) or self.targets.shape != (rows,):
            raise ValueError(f"inputs must be (N, {names}) and targets (N,), got {self.inputs.shape} and "
                             f"{self.targets.shape}")
        for what, count, least in (("rows", rows, self.LEAST_ROWS), ("inputs", names, 1)):
            if count < least:
                raise ValueError(f"a table has at least {least} {what}, got {count}")
        if self.form and sum(field.width for field in self.form) != names:
            raise ValueError(f"the form must make the table's {names} inputs")
        if self.classes:
            self._check_classes()

    @classmethod
    def of(cls, X: ArrayLike | Frame, y: ArrayLike, *, names: Sequence[str] | None = None,
           target: str = "target") -> Table:
        """Return a table of one's own arrays or data frame: inputs X (N, D) and targets y (N,).

        Floats in `y` are numbers to predict; texts, booleans and whole numbers are classes, in sorted order. Columns
        are called `names`, as in the data frame, or x1, x2, ... Raises ValueError as the table does, and for whole
        numbers with more than 100 different values: they are more likely numbers to predict.
        """
        if names is None:
            names = [str(name) for name in X.columns] if isinstance(X, Frame) else None
        inputs = np.asarray(X)
        if inputs.ndim != 2:
            raise ValueError(f"X must be (N, D), got {inputs.shape}")
        if inputs.dtype.kind not in "fiub":
            inputs = _numeric(inputs, names)
        columns = tuple(names) if names is not None else tuple(f"x{column + 1}" for column in range(inputs.shape[1]))
        answers = np.asarray(y)
        if answers.ndim != 1:
            raise ValueError(f"y must be (N,), got {answers.shape}")
        if answers.dtype.kind == "f":
            return cls(columns, inputs, answers, target=target)
        if answers.dtype.kind == "O" and (missing := [row for row, answer in enumerate(answers) if answer != answer
                                                      or answer is None]):
            raise ValueError(f"y has no value in row {missing[0]} (counted from 0)")
        whole = answers.dtype.kind in "iu" or (answers.dtype.kind == "O" and all(
            isinstance(answer, Integral) for answer in answers))
        classes, indices = np.unique(answers.astype(str) if answers.dtype.kind == "O" else answers, return_inverse=True)
        if whole and len(classes) > MAX_WHOLE_CLASSES:
            raise ValueError(f"y holds {len(classes):,} different whole numbers, and whole numbers are classes, up to "
                             f"{MAX_WHOLE_CLASSES}: give floats for a number to predict, or texts for classes")
        return cls(columns, inputs, indices.astype(float), tuple(map(str, classes.tolist())), target)

    def _check_classes(self) -> None:
        if len(self.classes) < 2:
            raise ValueError(f"a table has at least 2 classes, got {len(self.classes)}: {self.classes[0]!r}")
        if not np.isin(self.targets, np.arange(len(self.classes))).all():
            raise ValueError(f"class indices must be whole numbers from 0 to {len(self.classes) - 1}")

    def __len__(self) -> int:
        return len(self.inputs)

    def __repr__(self) -> str:
        learnt = f"{len(self.classes)} classes" if self.classes else "a number"
        return f"{type(self).__name__}({len(self):,} rows, {len(self.columns)} inputs, {self.target!r}: {learnt})"

    @cached_property
    def digest(self) -> str:
        """A short name of the content: equal tables have equal ones."""
        names = json.dumps([self.columns, self.classes, self.target, self.inputs.shape]) + repr(self.form or "")
        return hashlib.sha256(names.encode() + self.inputs.tobytes() + self.targets.tobytes()).hexdigest()[:16]

    def __deepcopy__(self, memo: dict[int, object]) -> Table:
        return self  # it cannot change

    def __reduce__(self) -> tuple[type[Table], tuple[object, ...]]:
        """Be made anew from the fields: arrays that were copied can be written to."""
        return type(self), tuple(getattr(self, item.name) for item in fields(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _numeric(inputs: NDArray[Any], names: Sequence[str] | None) -> Array:
    """Return columns of objects as numbers. Raises ValueError that names the first that holds something else."""
    for column, values in enumerate(inputs.T):
        try:
            values.astype(np.float64)
        except (TypeError, ValueError):
            called = repr(names[column]) if names is not None and column < len(names) else f"{column} (counted from 0)"
            other = next(value for value in values if not _is_number(value))
            raise ValueError(f"X must hold numbers alone, and its column {called} holds others, like "
                             f"{brief(str(other) if isinstance(other, str) else other)}") from None
    return inputs.astype(np.float64)


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def within_limits(table: Table) -> Table:
    """Return a table from outside. Raises ValueError for one that is larger than the pages can show."""
    for what, count, most in (("rows", len(table), MAX_ROWS), ("inputs", len(table.columns), MAX_INPUTS),
                              ("classes", len(table.classes), MAX_CLASSES)):
        if count > most:
            raise ValueError(f"a table has up to {most:,} {what}, got {count:,}")
    return table


def _frozen(what: str, values: ArrayLike) -> Array:
    copy = checked_numbers(what, values)
    copy.flags.writeable = False
    return copy
