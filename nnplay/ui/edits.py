"""Weights and biases that a person set by hand, and what they were before."""

from __future__ import annotations

MOST = 100  # that can be taken back


class Edits:
    """The edits of one run, of which the last can be taken back. All values of one press of a hand are one edit."""

    def __init__(self) -> None:
        self._past: list[tuple[int, float]] = []
        self._press: int | None = None

    def __len__(self) -> int:
        return len(self._past)

    def note(self, index: int, before: float, press: int | None) -> None:
        """Remember what a parameter is before it is set; by a press that goes on it has been noted already."""
        if press is None or press != self._press or not self._past:
            self._past = [*self._past, (index, before)][-MOST:]
        self._press = press

    def take_back(self) -> tuple[int, float]:
        """Return which parameter was set last, and what it was before. Raises IndexError when none was."""
        self._press = None
        return self._past.pop()
