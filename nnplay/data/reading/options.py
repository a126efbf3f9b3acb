"""How a table is written down: what a person may decide, and what was found where they did not."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "latin-1": "Latin-1"}
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "spaces"}
DECIMALS = {".": "point", ",": "comma"}
QUOTES = {'"': 'double "', "'": "single '", "": "none"}
HEADERS = {True: "first row", False: "none"}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is decided about a file; None is found out. `sheet` is the name of a workbook's sheet.

    Raises ValueError for what is not among the allowed.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    quote: str | None = None
    header: bool | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        for name, allowed in (("encoding", ENCODINGS), ("separator", SEPARATORS), ("decimal", DECIMALS),
                              ("quote", QUOTES), ("header", HEADERS)):
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise ValueError(f"{name} must be one of {list(allowed)}, got {value!r}")

    def found(self, **values: Any) -> Options:
        """Fill in what was found where nothing was decided."""
        undecided = {item.name for item in fields(self) if getattr(self, item.name) is None}
        return replace(self, **{name: value for name, value in values.items() if name in undecided})
