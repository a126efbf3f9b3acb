"""Comparing experiments: in which settings they differ."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from nnplay.data.table import Table
from nnplay.experiment import Experiment


def differences(one: Experiment, other: Experiment) -> dict[str, tuple[Any, Any]]:
    """Return the settings in which two experiments differ, with the value of each."""
    pairs = {item.name: (getattr(one, item.name), getattr(other, item.name)) for item in fields(Experiment)}
    return {name: values for name, values in pairs.items() if values[0] != values[1]}


def described(value: Any) -> str:
    """Write a setting's value as a person would."""
    if isinstance(value, Table):
        return f"{len(value):,} rows of {value.target}"
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return ", ".join(f"{name} {number:g}" for name, number in value)
        return ", ".join(str(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
