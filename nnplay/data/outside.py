"""The border for text and numbers from outside: what passes it, the rest of nnplay can store, show and compute with.

How a text is shown is another matter: `nnplay.text` says that for each kind of place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array

LARGEST = 1e100  # of a number: beyond, squares are no longer finite
FINITE = float(np.finfo(np.float64).max)
MAX_NAME = 200  # characters
MAX_SHOWN = 30  # of what could not be used, in a message

# Controls, lone surrogates, what is no character, and what turns the direction of the text behind it or takes no room.
# Joiners (U+200C, U+200D) stay: scripts and emoji need them.
_UNSEEN = (r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
           r"\ufff9-\ufffb\ufffe\uffff")
UNSEEN = re.compile(f"[{_UNSEEN}]")
UNSEEN_IN_NAMES = re.compile(rf"[{_UNSEEN}\t\n\r]+")


def printable(text: str) -> str:
    """Return foreign text short, on one line, and without anything that does not print."""
    short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else "?" for character in short)


def shown(text: str) -> str:
    """Return foreign text between quotes, as messages quote it."""
    return f"'{printable(text)}'"


def checked_text(what: str, text: Any, longest: int) -> str:
    """Return a text of one or more lines. Raises ValueError for one that is too long or has what cannot be seen."""
    if not isinstance(text, str) or len(text) > longest:
        raise ValueError(f"{what} must be a text of up to {longest:,} characters, got {shown(str(text)[:longest])}")
    if found := UNSEEN.search(text):
        raise ValueError(f"{what} must be without control characters, got U+{ord(found[0]):04X} in {shown(text)}")
    return text


def checked_names(what: str, names: Sequence[Any]) -> tuple[str, ...]:
    """Return names, each on one line. Raises ValueError for what is none."""
    for name in names:
        checked_text(what, name, MAX_NAME)
        if UNSEEN_IN_NAMES.search(name):
            raise ValueError(f"{what} must be on one line, got {shown(name)}")
    return tuple(names)


def checked_numbers(what: str, values: Any, largest: float = LARGEST) -> Array:
    """Return numbers as a new array. Raises ValueError for what is none or is beyond ±`largest`.

    Weights may be as large as `FINITE`: a run that is about to diverge has such.
    """
    wanted = f"{what} must be finite numbers" + (f" up to ±{largest:g}" if largest < FINITE else "")
    try:
        with np.errstate(over="ignore"):  # wider numbers become infinite
            numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{wanted}, as many in each row") from None
    if not (np.abs(numbers) <= largest).all():  # NaN is not, either
        raise ValueError(wanted)
    return numbers
