"""A table: samples that a person brought, as numbers with names.

It is a value: equal and hashed by content, its arrays read-only, so that an experiment may hold one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from nnplay.data.form import Field
from nnplay.data.outside import checked_names, checked_numbers
from nnplay.engine.arrays import Array

PLANE = ("x1", "x2")  # the columns of points in a plane, of which features can be made
MAX_ROWS, MAX_INPUTS, MAX_CLASSES = 20_000, 256, 20


@dataclass(frozen=True, eq=False)
class Table:
    """Inputs (N, D) under `columns`, and targets (N,): numbers, or indices into `classes` when there are any.

    `form` are the columns of which the inputs were made, in order, where they are known: a new row is encoded by it.

    Raises ValueError for what does not fit together or is beyond the limits of `nnplay.data.outside` and of these.
    """

    columns: tuple[str, ...]
    inputs: Array
    targets: Array
    classes: tuple[str, ...] = ()
    target: str = "target"
    form: tuple[Field, ...] = ()

    LEAST_ROWS: ClassVar[int] = 2
    MOST_ROWS: ClassVar[int] = MAX_ROWS

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
        for what, count, low, high in (("rows", rows, self.LEAST_ROWS, self.MOST_ROWS),
                                       ("inputs", names, 1, MAX_INPUTS)):
            if not low <= count <= high:
                raise ValueError(f"a table has {low} to {high:,} {what}, got {count:,}")
        if self.form and sum(field.width for field in self.form) != names:
            raise ValueError(f"the form must make the table's {names} inputs")
        if self.classes:
            self._check_classes()

    def _check_classes(self) -> None:
        if not 2 <= len(self.classes) <= MAX_CLASSES:
            raise ValueError(f"a table has 2 to {MAX_CLASSES} classes, got {len(self.classes)}")
        if not np.isin(self.targets, np.arange(len(self.classes))).all():
            raise ValueError(f"class indices must be whole numbers from 0 to {len(self.classes) - 1}")

    def __len__(self) -> int:
        return len(self.inputs)

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


def _frozen(what: str, values: ArrayLike) -> Array:
    copy = checked_numbers(what, values)
    copy.flags.writeable = False
    return copy
