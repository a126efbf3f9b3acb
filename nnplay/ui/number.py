"""Boxes for numbers: one out of range stays in its box with the range in words below it, and nothing is done with it.

Streamlit's own limits would keep such a number in the browser: a box in red, and a program that goes on with another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from nnplay.engine.registry import plain
from nnplay.text import for_markdown
from nnplay.ui.bound import bound
from nnplay.ui.session import current

ROOM = 230  # pixels that the words need beside other boxes


@dataclass
class Typed:
    """The numbers that cannot be used, by the keys of their boxes: what was typed, and what the box stood for."""

    wrong: dict[str, tuple[float, float]] = field(default_factory=dict)


def number_field(label: str, low: float, high: float, *, key: str, value: float, write: Callable[[Any], None],
                 called: str = "", width: int | None = None, **options: Any) -> bool:
    """Draw a box for a number from `low` to `high`; each that is allowed goes to `write`.

    Return whether the box holds one: where it does not, let nothing be started. A whole `value` takes whole numbers.
    `called` is what the words call the number where that is not its label.
    """
    wrong, problem = current().of(Typed).wrong, ""
    typed, before = wrong.get(key, (value, value))
    if before == value:
        problem = out_of_range(called or label, typed, low, high, whole=isinstance(value, int))
    if not problem:
        wrong.pop(key, None)
    usual = {"step": 1} if isinstance(value, int) else {"step": None, "format": "%g"}
    with st.container(gap="xsmall", width=(width and max(width, ROOM if problem else 0)) or "stretch"):
        bound(key, st.number_input, label, value=value, typed=typed if problem else None, width=width or "stretch",
              write=partial(_take, label, low, high, key, value, write), **usual | options)
        if problem:
            st.error(for_markdown(problem))
    return not problem


def out_of_range(label: str, value: float, low: float, high: float, *, whole: bool) -> str:
    """Return what is wrong with a number in words, or an empty string."""
    if math.isfinite(value) and low <= value <= high:
        return ""
    return f"{label} must be {'a whole number' if whole else 'a number'} from {plain(low)} to {plain(high)}, " \
           f"not {plain(value) if math.isfinite(value) else value}."


def _take(label: str, low: float, high: float, key: str, before: float, write: Callable[[Any], None],
          typed: float) -> None:
    if out_of_range(label, typed, low, high, whole=isinstance(before, int)):
        current().of(Typed).wrong[key] = typed, before
    else:
        current().of(Typed).wrong.pop(key, None)
        write(typed)
