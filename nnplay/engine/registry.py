"""Named things people choose from, and the numbers that tune them.

Every menu, range check, link and document reads a `Registry`. To add a thing, add one entry to its registry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, Literal, Protocol, TypeVar

LONGEST = 60  # characters of what a message quotes


@dataclass(frozen=True)
class Knob:
    """One tunable number, declared beside the entry it belongs to.

    `low` and `high` are both allowed. `scale` says how a slider should space the values; an "integer" knob
    takes whole numbers only.
    """

    name: str
    label: str
    default: float
    low: float
    high: float
    scale: Literal["linear", "log", "integer"] = "linear"
    help: str = ""

    def check(self, value: float, owner: str) -> float:
        """Return the value as a float (an int for an integer knob), or raise ValueError naming what is allowed."""
        number: float = check_number(f"{owner}.{self.name}", value, self.low, self.high,
                                     integer=self.scale == "integer")
        return number


def check_number(name: str, value: Any, low: float, high: float, *, integer: bool = False) -> Any:
    """Return a finite number within [low, high], or raise ValueError naming the thing, the value and the range."""
    kind = "a whole number" if integer else "a number"
    span = f"from {plain(low)} to {plain(high)}" if math.isfinite(high) else f"of at least {plain(low)}"
    allowed = f"{name} must be {kind} {span}, got {brief(value)}"
    if isinstance(value, bool):
        raise ValueError(allowed)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(allowed) from None
    if not (math.isfinite(number) and low <= number <= high) or (integer and number != int(number)):
        raise ValueError(allowed)
    return int(number) if integer else number


def plain(number: float) -> str:
    """Write a number as people do: 10,000,000 and 0.000001; with an exponent only where that is far too long."""
    if number == int(number) and abs(number) < 1e15:
        return f"{number:,.0f}"
    if 1e-7 <= abs(number) < 1:
        return f"{number:.12f}".rstrip("0")
    return f"{number:,.6g}" if abs(number) < 1e15 else f"{number:.6g}"


def brief(value: object) -> str:
    """Return a value as code writes it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…"


class Entry(Protocol):
    """What every registry entry tells about itself."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def knobs(self) -> tuple[Knob, ...]: ...


E = TypeVar("E", bound=Entry)


class Registry(Mapping[str, E], Generic[E]):
    """Entries by key, in the order in which menus show them."""

    def __init__(self, kind: str, *entries: E) -> None:
        self.kind = kind
        self._entries = {entry.key: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise ValueError(f"two entries of the {kind} registry share a key")

    def __getitem__(self, key: str) -> E:
        try:
            return self._entries[key]
        except (KeyError, TypeError):
            raise UnknownName(self.kind, key, tuple(self._entries)) from None

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class UnknownName(KeyError, ValueError):
    """A name that is in no registry; the message suggests the nearest one that is."""

    def __init__(self, kind: str, name: object, known: tuple[str, ...]) -> None:
        near = get_close_matches(str(name)[:LONGEST].lower(), known, n=1, cutoff=0.5)
        listed = f"Known: {', '.join(known)}." if known else "There is none to choose from."
        hint = f"Did you mean {near[0]!r}?" if near else listed
        self.message = f"unknown {kind} {brief(name)}. {hint}"
        self._given = kind, name, known
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, object, tuple[str, ...]]]:
        """Come back from another process: an exception is made anew from its message alone otherwise."""
        return UnknownName, self._given

    def __str__(self) -> str:
        return self.message
