"""Knob values: the numbers that differ from an entry's defaults, as sorted pairs ("adam.beta1", 0.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nnplay.engine.registry import Entry, Registry, UnknownName, brief

Knobs = tuple[tuple[str, float], ...]
NamedNumbers = Mapping[str, float] | Iterable[tuple[str, float]]  # as people may write them


def knobs_of(entry: Entry, values: NamedNumbers) -> dict[str, float]:
    """Return every knob of `entry` by name, taking its default where `values` has nothing."""
    given = dict(values)
    return {knob.name: given.get(f"{entry.key}.{knob.name}", knob.default) for knob in entry.knobs}


def pairs(values: NamedNumbers, what: str) -> dict[str, float]:
    """Return names with their numbers. Raises ValueError for what is neither a mapping nor pairs."""
    try:
        return dict(values)
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be names with numbers, as {{'name': 0.1}}, got {brief(values)}") from None


def check_knobs(values: NamedNumbers, entries: Iterable[Entry]) -> Knobs:
    """Return values as sorted pairs without those equal to their default.

    Raises ValueError for a value out of range, and UnknownName for a knob that none of `entries` has.
    """
    known = {f"{entry.key}.{knob.name}": (entry, knob) for entry in entries for knob in entry.knobs}
    checked = {}
    for name, value in pairs(values, "knobs").items():
        if name not in known:
            raise UnknownName("knob", name, tuple(known))
        entry, knob = known[name]
        number = knob.check(value, entry.key)
        if number != knob.default:
            checked[name] = number
    return tuple(sorted(checked.items()))


def named_numbers(values: NamedNumbers, registry: Registry[Any]) -> Knobs:
    """Return entries with one number each as sorted pairs, each checked by the one knob of its entry."""
    given = pairs(values, f"{registry.kind}s")
    checked = {registry[name].key: registry[name].knobs[0].check(value, name) for name, value in given.items()}
    return tuple(sorted(checked.items()))
