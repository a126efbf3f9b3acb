"""A raw table -> numbers to learn from, with a sentence for each column that says what was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnplay.data.form import Field
from nnplay.data.quantity import quantity
from nnplay.data.reading.encode import encoded, in_order, told_apart, width
from nnplay.data.reading.kinds import CHOOSABLE, KINDS, USABLE, Column, Flags, columns_of
from nnplay.data.reading.plan import Plan, find_missing, find_target, has_classes
from nnplay.data.reading.problems import Problems, counted, listed, shown
from nnplay.data.reading.raw import RawTable, tidy
from nnplay.data.table import MAX_CLASSES, MAX_INPUTS, Table
from nnplay.engine.arrays import Array


@dataclass(frozen=True)
class Note:
    """What became of a column: "target", "input" or "aside", and the sentence that says how."""

    column: str
    kind: str
    use: str
    sentence: str
    missing: int


@dataclass(frozen=True)
class Prepared:
    """What can be learnt from (None with `reasons` why not), how each column was used, and what is worth knowing.

    `plan` is the plan with what was found; `columns` are those that could be target or input.
    """

    table: Table | None
    plan: Plan
    notes: tuple[Note, ...]
    remarks: tuple[str, ...]
    reasons: tuple[str, ...]
    problems: Problems
    usable: tuple[str, ...]


def prepare(raw: RawTable, decimal: str = ".", plan: Plan | None = None) -> Prepared:
    """Make a table of numbers. Never raises for what the cells hold."""
    return _Preparation(raw, decimal, plan or Plan()).result()


class _Preparation:
    """The work of one `prepare`: each method is one of its steps."""

    def __init__(self, raw: RawTable, decimal: str, plan: Plan) -> None:
        self.raw, self.problems = raw, Problems()
        self.notes: dict[str, Note] = {}
        self.remarks: list[str] = []
        self.reasons: list[str] = []
        self.columns = columns_of(raw, decimal, {name: kind for name, kind in plan.kinds if kind in CHOOSABLE})
        self.usable = tuple(column.name for column in self.columns if column.kind in USABLE)
        names = [column.name for column in self.columns]
        target = plan.target if plan.target in names else find_target(self.columns)
        inputs = tuple(name for name in (self.usable if plan.inputs is None else plan.inputs)
                       if name in self.usable and name != target)
        if plan.target is None and target is not None:
            self._say_too_many(target)
        self.chosen = plan.inputs is not None
        self.plan = replace(plan, target=target, inputs=inputs)

    def _say_too_many(self, target: str) -> None:
        """Say which column looks like classes but has too many of them to be the target."""
        last = self.columns[-1]
        counts = last.counts
        repeats = len(counts) <= sum(counts.values()) / 4
        if last.kind == "text" and repeats and len(counts) > MAX_CLASSES and target != last.name:
            self.remarks.append(f"{last.name} has {len(counts):,} classes, the limit is {MAX_CLASSES}: {target} is "
                                "predicted instead.")

    def result(self) -> Prepared:
        table = self._table()
        self._set_aside()
        notes = tuple(self.notes[column.name] for column in self.columns if column.name in self.notes)
        return Prepared(table, self.plan, notes, tuple(self.remarks), tuple(self.reasons), self.problems, self.usable)

    def _table(self) -> Table | None:
        if self.plan.target is None:
            self.reasons.append("no column holds numbers or categories, so there is nothing to predict")
            return None
        target = self._column(self.plan.target)
        inputs = [self._column(name) for name in self.plan.inputs or ()]
        if target.kind not in USABLE:
            target = replace(target, kind="category")
        classes = has_classes(target) if target.name not in dict(self.plan.kinds) else target.kind == "category"
        if self.plan.missing is None:
            self.plan = replace(self.plan, missing=find_missing(inputs))
        lacking = {column.name: self._lacking(column) for column in inputs}
        within = self._within_limit(inputs, lacking)
        if within is None:
            return None
        inputs, lacking = within, {column.name: lacking[column.name] for column in within}
        without_target = target.missing if classes else self._lacking(target)
        keep = self._keep(without_target, lacking)
        if keep.sum() < 2:
            self.reasons.append(f"{counted(int(keep.sum()), 'row')} of {len(self.raw):,} can be learnt from; at least "
                                "2 are needed")
            return None
        names, values, form = self._inputs(inputs, lacking, keep)
        answer = self._classes(target, keep) if classes else self._numbers(target, keep)
        if not names:
            self.reasons.append("no column is left as input: choose at least one of numbers or categories")
        if self.reasons or answer is None:
            return None
        targets, labels = answer
        rows = np.column_stack([*values, targets])
        rows = self._distinct(rows)
        if len(rows) < 2:
            self.reasons.append("all rows are copies of one: at least 2 different ones are needed")
            return None
        return Table(tuple(names), rows[:, :-1], rows[:, -1], labels, target=target.name,
                     form=form)

    def _column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def _lacking(self, column: Column) -> Flags:
        """Return where a column has no value, and note the cells that are no numbers where numbers are expected."""
        if column.kind != "number":
            return column.missing
        bad = ~np.isfinite(column.numbers) & ~column.missing
        for index in np.flatnonzero(bad):
            self.problems.note(f"expected a number, got {shown(column.cells[index])}: taken as missing",
                               row=self.raw.rows[index], column=column.name)
        return column.missing | bad

    def _keep(self, without_target: Flags, lacking: dict[str, Flags]) -> Flags:
        """Return the rows to learn from, and say how many are left out and why."""
        keep = ~without_target
        if without_target.any():
            self.remarks.append(f"{counted(int(without_target.sum()), 'row')} without a target "
                                f"{'is' if without_target.sum() == 1 else 'are'} left out: there is nothing to learn "
                                "from a question without its answer.")
        if self.plan.missing == "drop" and lacking:
            lost = np.any(list(lacking.values()), axis=0) & keep
            if lost.any():
                self.remarks.append(f"{counted(int(lost.sum()), 'row')} with missing values "
                                    f"{'is' if lost.sum() == 1 else 'are'} left out.")
            keep &= ~lost
        return keep

    def _within_limit(self, inputs: list[Column], lacking: dict[str, Flags]) -> list[Column] | None:
        """Return as many of the columns as make the inputs that a network takes, before any is made.

        Those that nobody chose are set aside from the end; of chosen ones none is, and None is returned.
        """
        widths = [width(column, bool(self.plan.missing == "fill" and lacking[column.name].any())) for column in inputs]
        fitting = int(np.searchsorted(np.cumsum(widths), MAX_INPUTS, side="right"))
        if fitting == len(inputs):
            return inputs
        if self.chosen or not fitting:
            for column, count in zip(inputs, widths):
                self._note(column, "input", f"would make {counted(count, 'input')}")
            self.reasons.append(f"the chosen columns make {sum(widths):,} inputs, and at most {MAX_INPUTS} are taken: "
                                "choose fewer")
            return None
        for column in inputs[fitting:]:
            self._note(column, "aside", f"set aside: a network takes up to {MAX_INPUTS} inputs")
        self.remarks.append(f"{counted(len(inputs), 'column')} would make {sum(widths):,} inputs, and a network takes "
                            f"up to {MAX_INPUTS}: the last {len(inputs) - fitting:,} are set aside. Choose others if "
                            "they matter more.")
        self.plan = replace(self.plan, inputs=tuple(column.name for column in inputs[:fitting]))
        return inputs[:fitting]

    def _inputs(self, inputs: Sequence[Column], lacking: dict[str, Flags],
                keep: Flags) -> tuple[list[str], list[Array], tuple[Field, ...]]:
        made = [encoded(column, keep, lacking[column.name][keep]) for column in inputs]
        for column, each in zip(inputs, made):
            self._note(column, "input" if each.field else "aside", each.sentence)
        names = told_apart(name for each in made for name in each.names)
        return names, [each.values for each in made], tuple(each.field for each in made if each.field)

    def _classes(self, target: Column, keep: Flags) -> tuple[Array, tuple[str, ...]] | None:
        cells = [cell for cell, kept in zip(target.cells, keep) if kept]
        found = in_order(set(cells))
        if len(found) == 1:
            self.reasons.append(f"every row has the target {shown(found[0])}: there is nothing to tell apart")
        elif len(found) > MAX_CLASSES:
            self.reasons.append(f"the target has {len(found):,} classes, and at most {MAX_CLASSES} are told apart"
                                + (": make it a column of numbers" if np.isfinite(target.numbers[keep]).all() else ""))
        else:
            self._note(target, "target", f"{len(found)} classes: {listed(found)}")
            index = {cell: place for place, cell in enumerate(found)}
            return np.array([index[cell] for cell in cells], dtype=float), tuple(told_apart(map(tidy, found)))
        self._note(target, "target", "cannot be learnt as it is")
        return None

    def _numbers(self, target: Column, keep: Flags) -> tuple[Array, tuple[str, ...]] | None:
        values = target.numbers[keep]
        if np.ptp(values) == 0:
            self.reasons.append(f"every row has the target {quantity(values[0])}: there is nothing to learn")
            self._note(target, "target", "cannot be learnt as it is")
            return None
        self._note(target, "target", f"a number from {quantity(values.min())} to {quantity(values.max())}, mean "
                                     f"{quantity(values.mean())}, deviation {quantity(values.std())}")
        return values, ()

    def _distinct(self, rows: Array) -> Array:
        """Say how many rows are copies of others, and leave them out if the plan says so."""
        _, first = np.unique(rows, axis=0, return_index=True)
        copies = len(rows) - len(first)
        if not copies:
            return rows
        what = "1 row is a copy of another" if copies == 1 else f"{copies:,} rows are copies of others"
        if self.plan.duplicates == "drop":
            self.remarks.append(f"{what}: left out.")
            return rows[np.sort(first)]
        self.remarks.append(f"{what}: kept. A copy that falls into the test set is no test.")
        return rows

    def _set_aside(self) -> None:
        for column in self.columns:
            if column.name not in self.notes:
                chosen = column.kind in USABLE and column.name not in (self.plan.inputs or ())
                self._note(column, "aside", "set aside as you chose" if chosen else _reason(column))

    def _note(self, column: Column, use: str, sentence: str) -> None:
        self.notes[column.name] = Note(column.name, column.kind, use, sentence, int(column.missing.sum()))


def _reason(column: Column) -> str:
    """Say why a column cannot be an input."""
    counts = column.counts
    return "set aside: " + {
        "empty": "it has no values",
        "constant": f"every row says {shown(next(iter(counts), ''))}, which tells nothing apart",
        "date": "a network needs numbers, and what matters in a date (season, weekday, time since) is yours to say: "
                "add that as a column",
        "id": "it names or counts the rows; a network would learn them by heart",
        "text": f"{len(counts):,} different texts in {counted(sum(counts.values()), 'row')}; a network needs numbers "
                "or a few categories",
    }.get(column.kind, KINDS[column.kind])
