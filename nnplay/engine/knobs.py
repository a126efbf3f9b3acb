"""Knob values: the numbers that differ from an entry's defaults, as sorted pairs ("adam.beta1", 0.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nnplay.engine.registry import Entry, Registry, UnknownName

Knobs = tuple[tuple[str, float], ...]
NamedNumbers = Mapping[str, float] | Iterable[tuple[str, float]]  # as people may write them


def knobs_of(entry: Entry, values: NamedNumbers) -> dict[str, float]:
    """Return every knob of `entry` by name, taking its default where `values` has nothing."""
    given = dict(values)
    return {knob.name: given.get(f"{entry.key}.{knob.name}", knob.default) for knob in entry.knobs}


def check_knobs(values: NamedNumbers, entries: Iterable[Entry]) -> Knobs:
    """Return values as sorted pairs without those equal to their default.

    Raises ValueError for a value out of range, and UnknownName for a knob that none of `entries` has.
    """
    known = {f"{entry.key}.{knob.name}": (entry, knob) for entry in entries for knob in entry.knobs}
    checked = {}
    for name, value in dict(values).items():
        if name not in known:
            raise UnknownName("knob", name, tuple(known))
        entry, knob = known[name]
        number = knob.check(value, entry.key)
        if number != knob.default:
            checked[name] = number
    return tuple(sorted(checked.items()))


def named_numbers(values: NamedNumbers, registry: Registry[Any]) -> Knobs:
    """Return entries with one number each as sorted pairs, each checked by the one knob of its entry."""
    checked = {registry[name].key: registry[name].knobs[0].check(value, name) for name, value in dict(values).items()}
    return tuple(sorted(checked.items()))
