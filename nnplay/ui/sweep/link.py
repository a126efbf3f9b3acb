"""A whole sweep in one query parameter: `sweep=v=1&over.hidden=none; 2; 5,5&repeats=5&base.data=spiral`, encoded.

Nothing in it is trusted: what cannot be used is named and left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from nnplay.data.outside import printable, shown
from nnplay.experiment import Experiment
from nnplay.share import link
from nnplay.study.population import Goal
from nnplay.study.sweep.plan import Sweep
from nnplay.study.sweep.values import read_values, written_values
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS

KEY, VERSION = "sweep", "1"
MAX_LENGTH, MAX_PARTS = 4000, 60
OVER, BASE = "over.", "base."


def write(sweep: Sweep) -> dict[str, str]:
    """Return the query parameters of a sweep."""
    goal = sweep.goal
    parts = {"v": VERSION, "repeats": str(sweep.repeats), "epochs": str(sweep.epochs),
             "goal": f"{goal.samples} {goal.measure} {goal.number:.12g}"}
    parts |= {OVER + name: written_values(name, values) for name, values in sweep.axes}
    parts |= {BASE + key: text for key, text in link.write(sweep.base).items() if key != "v"}
    return {KEY: urlencode(parts)}


def read(text: str) -> tuple[Sweep, list[str]]:
    """Return the sweep of a link's parameter, and what to say of each part that could not be used."""
    if len(text) > MAX_LENGTH:
        return Sweep(), [f"The link's sweep has {len(text):,} characters, and at most {MAX_LENGTH:,} are read."]
    try:
        parts = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARTS))
    except ValueError:
        return Sweep(), [f"The link's sweep has more than {MAX_PARTS} parts; none was read."]
    problems: list[str] = []
    values: dict[str, Any] = {}
    axes: dict[str, tuple[Any, ...]] = {}
    version = parts.pop("v", VERSION)
    if version != VERSION:
        problems.append(f"The sweep is of version {shown(version)}, read here as version {VERSION}.")
    base = {key.removeprefix(BASE): parts.pop(key) for key in list(parts) if key.startswith(BASE)}
    experiment, warnings = link.read(base, layers=MAX_LAYERS, units=MAX_UNITS) if base else (Experiment(), [])
    for key, written in parts.items():
        try:
            if key.startswith(OVER):
                name = printable(key.removeprefix(OVER))
                axes[name] = read_values(name, written, layers=MAX_LAYERS, units=MAX_UNITS)
                Sweep(axes=((name, axes[name]),), repeats=1)
            elif key in ("repeats", "epochs"):
                values[key] = _whole(key, written)
                replace(Sweep(), **{key: values[key]})
            elif key == "goal":
                values[key] = Sweep(goal=_goal(written)).goal
            else:
                problems.append(f"a sweep has no part {shown(key)}; it was left out.")
        except ValueError as problem:
            axes.pop(printable(key.removeprefix(OVER)), None)
            values.pop(key, None)
            problems.append(f"{str(problem)[:300].rstrip('.')}; it was left out.")
    try:
        return Sweep(base=experiment, axes=tuple(axes.items()), **values), [*warnings, *problems]
    except ValueError as problem:
        return Sweep(base=experiment), [*warnings, *problems, f"{problem}; the values were left out."]


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise ValueError(f"{name} must be a whole number, got {shown(text)}")
    return int(text)


def _goal(text: str) -> Goal:
    samples, measure, number = [*text.split(), "", "", ""][:3]
    wrong = ValueError("goal must be like 'test accuracy 0.95' or 'train loss 0.01', got " + shown(text))
    if samples not in ("train", "test") or measure not in ("loss", "accuracy"):
        raise wrong
    try:
        return Goal(measure, samples, float(number))  # type: ignore[arg-type]
    except ValueError:
        raise wrong from None
