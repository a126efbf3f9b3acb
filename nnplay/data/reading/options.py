"""How a table is written down: what a person may decide, and what was found where they did not."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "latin-1": "Latin-1", "cp1252": "Western European (cp1252)",
             "cp1250": "Central European (cp1250)", "cp1251": "Cyrillic (cp1251)", "koi8-r": "Cyrillic (KOI8-R)",
             "cp1253": "Greek (cp1253)", "cp1254": "Turkish (cp1254)", "cp1255": "Hebrew (cp1255)",
             "cp1256": "Arabic (cp1256)", "gb18030": "Chinese (GB18030)", "big5": "Chinese (Big5)",
             "cp932": "Japanese (Shift-JIS)", "euc-jp": "Japanese (EUC-JP)", "cp949": "Korean (cp949)"}
STEPS = ("arff", "markdown", "remarks", "row names", "joined names", "units", "merged cells")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "spaces"}
DECIMALS = {".": "point", ",": "comma"}
QUOTES = {'"': 'double "', "'": "single '", "": "none"}
HEADERS = {True: "first row", False: "none"}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is decided about a file; None is found out. `sheet` is the name of a workbook's sheet,
    `undone` are the STEPS of making a table that are left out.

    Raises ValueError for what is not among the allowed.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    quote: str | None = None
    header: bool | None = None
    sheet: str | None = None
    undone: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, allowed in (("encoding", ENCODINGS), ("separator", SEPARATORS), ("decimal", DECIMALS),
                              ("quote", QUOTES), ("header", HEADERS)):
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise ValueError(f"{name} must be one of {list(allowed)}, got {value!r}")
        if unknown := set(self.undone) - set(STEPS):
            raise ValueError(f"undone must be some of {list(STEPS)}, got {sorted(unknown)}")

    def found(self, **values: Any) -> Options:
        """Fill in what was found where nothing was decided."""
        undecided = {item.name for item in fields(self) if getattr(self, item.name) is None}
        return replace(self, **{name: value for name, value in values.items() if name in undecided})
