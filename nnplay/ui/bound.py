"""Widgets that show a value which the app holds, and write back what a person chooses.

With every message a browser sends what all its widgets hold, also those that it has not yet been told to change. So a
widget whose value was changed by anything but itself gets another key: what a browser still holds for the former one
is nobody's wish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from nnplay.ui.session import current


@dataclass
class Keys:
    """The values that stand behind the widgets of a person, by name, and how often each widget got another key."""

    values: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def of(self, name: str, value: Any) -> str:
        """Return the key of the widget for a value."""
        if self.values.setdefault(name, value) != value:
            self.values[name] = value
            self.changed[name] = self.changed.get(name, 0) + 1
        return self.present(name)

    def present(self, name: str) -> str:
        """Return the key of the widget that was drawn last."""
        return f"{name}_{self.changed[name]}" if name in self.changed else name


def bound(name: str, widget: Callable[..., Any], label: str, *arguments: Any, value: Any,
          write: Callable[[Any], object], typed: Any = None, **options: Any) -> None:
    """Draw a widget that shows `value`; what is chosen in it goes to `write`.

    `typed` is shown instead where a person wrote what cannot be used.
    """
    key = current().of(Keys).of(name, value)
    st.session_state[key] = value if typed is None else typed
    widget(label, *arguments, key=key, on_change=_take, args=(name, key, write), **options)


def _take(name: str, key: str, write: Callable[[Any], object]) -> None:
    keys, value = current().of(Keys), st.session_state[key]
    if value is None or key != keys.present(name):
        return
    keys.values.pop(name, None)  # whatever it shows next is its own doing
    write(value)
