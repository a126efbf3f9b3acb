"""What was done to make a table of what was brought: a sentence each, and the option that takes it back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """A sentence on what was done, and the change of the options (a name and its value) that reads it otherwise.

    An `option` of "undone" leaves the step called `value` out; any other is set to `value`.
    """

    text: str
    option: str
    value: str
    label: str = "Undo"
