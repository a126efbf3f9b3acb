"""The results of a sweep as tables: one row for each run, and one for each combination with its intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from nnplay.study.intervals import mean
from nnplay.study.sweep.plan import Sweep
from nnplay.study.sweep.together import Result
from nnplay.study.sweep.values import SETTINGS


@dataclass(frozen=True)
class Measure:
    """A column of the results; `better` is "low" or "high"."""

    key: str
    label: str
    better: str
    digits: int = 4


MEASURES = {measure.key: measure for measure in (
    Measure("test_accuracy", "Test accuracy", "high", 3),
    Measure("train_accuracy", "Train accuracy", "high", 3),
    Measure("test_loss", "Test loss", "low"),
    Measure("train_loss", "Train loss", "low"),
    Measure("reached", "Epochs to the goal", "low", 1),
)}


def labels(sweep: Sweep) -> list[str]:
    """Return the column names of the axes."""
    return [SETTINGS[name].label for name in sweep.names]


def lost(number: int) -> Result:
    """Return what stands for a run that is missing: no score at all."""
    return Result(number, math.nan, math.nan, math.nan, math.nan, math.nan, None)


def runs_table(sweep: Sweep, results: Iterable[Result], missing: Collection[int] = ()) -> pd.DataFrame:
    """Return one row per run that is done or missing, in the order of the plan. A missing one has no scores."""
    rows = []
    for result in sorted([*results, *map(lost, missing)], key=lambda result: result.number):
        number, repeat = divmod(result.number, sweep.repeats)
        combination = sweep.plan.combinations[number]
        row: dict[str, object] = {"Combination": number}
        row |= dict(zip(labels(sweep), _shown(sweep, combination.values)))
        row |= {"Seed": sweep.base.seed + repeat}
        row |= {measure.label: getattr(result, key) for key, measure in MEASURES.items()}
        row["Diverged in epoch"] = math.nan if result.diverged is None else result.diverged
        row["Missing"] = int(result.number in missing)
        rows.append(row)
    columns = ["Combination", *labels(sweep), "Seed", *(each.label for each in MEASURES.values()), "Diverged in epoch"]
    return pd.DataFrame(rows, columns=[*columns, "Missing"])


def summary_table(sweep: Sweep, results: Iterable[Result], missing: Iterable[int] = ()) -> pd.DataFrame:
    """Return one row per combination with at least one run: the mean of each measure, and the half-width of its 95 %
    interval after "±". Runs that diverged have no scores; they are counted, and so are those that reached the goal and
    those that are missing.
    """
    by_number: dict[int, list[Result]] = {}
    for result in results:
        by_number.setdefault(result.number // sweep.repeats, []).append(result)
    absent = Counter(number // sweep.repeats for number in missing)
    for number in absent:
        by_number.setdefault(number, [])
    rows = []
    for number in sorted(by_number):
        done = by_number[number]
        row: dict[str, object] = {"Combination": number}
        row |= dict(zip(labels(sweep), _shown(sweep, sweep.plan.combinations[number].values)))
        for key, measure in MEASURES.items():
            values = [value for value in (getattr(result, key) for result in done) if not math.isnan(value)]
            interval = mean(values)
            row[measure.label] = interval.value
            row[f"± {measure.label}"] = interval.high - interval.value
        row |= {"Reached": sum(not math.isnan(result.reached) for result in done),
                "Diverged": sum(result.diverged is not None for result in done), "Runs": len(done),
                "Missing": absent[number]}
        rows.append(row)
    columns = ["Combination", *labels(sweep)]
    columns += [name for each in MEASURES.values() for name in (each.label, f"± {each.label}")]
    return pd.DataFrame(rows, columns=[*columns, "Reached", "Diverged", "Runs", "Missing"])


def named(sweep: Sweep, numbers: Collection[int], most: int = 5) -> str:
    """Return the first of some runs in words, and how many more there are."""
    words = []
    for number in sorted(numbers)[:most]:
        combination, repeat = divmod(number, sweep.repeats)
        values = _shown(sweep, sweep.plan.combinations[combination].values)
        words.append(", ".join([*(f"{label} {value}" for label, value in zip(labels(sweep), values)),
                                f"seed {sweep.base.seed + repeat}"]))
    return "; ".join(words) + (f"; and {len(numbers) - most:,} more" if len(numbers) > most else "")


def grid(sweep: Sweep, results: Iterable[Result], across: str, up: str, measure: str,
         only: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the mean of a measure for each value of two settings, over all runs of the others; NaN where none is.

    `only` names settings of which runs with one value, as it is shown, count.
    """
    table = runs_table(sweep, results)
    for name, shown in (only or {}).items():
        table = table[table[SETTINGS[name].label] == shown]
    axes = dict(sweep.axes)
    order = [[SETTINGS[name].shown(value) for value in axes[name]] for name in (up, across)]
    table = table.pivot_table(index=SETTINGS[up].label, columns=SETTINGS[across].label,
                              values=MEASURES[measure].label, aggfunc="mean", observed=False)
    return table.reindex(index=order[0], columns=order[1])


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown; bars in cells are escaped."""
    def cell(value: object) -> str:
        if isinstance(value, float):
            return "" if math.isnan(value) else f"{value:.4g}"
        return str(value).replace("|", "\\|")

    rows = [[cell(value) for value in row] for row in table.itertuples(index=False)]
    lines = [[str(column) for column in table.columns], ["---"] * len(table.columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _shown(sweep: Sweep, values: tuple[object, ...]) -> list[str]:
    return [SETTINGS[name].shown(value) for name, value in zip(sweep.names, values)]
