"""ARFF, Weka's format: a header that declares each column, then rows of CSV."""

from __future__ import annotations

import re
from itertools import islice

from nnplay.data.reading.options import Options
from nnplay.data.reading.problems import Problems
from nnplay.data.reading.separated import Rows, split

ATTRIBUTE = re.compile(r"""@attribute[ \t]+('[^']*'|"[^"]*"|[^\s{]+)[ \t]*(\{|[a-z]+)""", re.IGNORECASE)
KINDS = {"{": "category", "numeric": "number", "real": "number", "integer": "number", "date": "date",
         "string": "text"}
LOOKED_AT = 4000  # characters in which the first declaration must stand
MAX_ATTRIBUTES = 2000


def is_arff(text: str) -> bool:
    """Say whether a text begins as ARFF does: after comments comes @relation."""
    for line in islice(text[:LOOKED_AT].split("\n"), 200):
        line = line.strip()
        if line and not line.startswith("%"):
            return line[:9].casefold() == "@relation"
    return False


def read_arff(text: str, options: Options, most: int,
              problems: Problems) -> tuple[Rows, Options, tuple[tuple[str, str], ...]]:
    """Return the rows, led by one of names, the options found, and the declared kind of each column."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = next((place for place, line in enumerate(lines) if line.strip()[:5].casefold() == "@data"), len(lines))
    found = filter(None, (ATTRIBUTE.match(line.strip()) for line in lines[:begin]))
    declared = tuple((attribute[1].strip("'\""), KINDS.get(attribute[2].casefold(), "text"))
                     for attribute in islice(found, MAX_ATTRIBUTES))
    body = ["" if line.lstrip().startswith("%") else line for line in lines[begin + 1 :]]
    if any(line.lstrip().startswith("{") for line in body[:50]):
        problems.note("this ARFF file has sparse rows, {index value, ...}; only rows with a cell for each column are "
                      "read")
        return [], options, declared
    rows, options = split("\n".join(body), options.found(separator=","), most, problems)
    return [*[[]] * begin, [name for name, _ in declared], *rows], options.found(header=True), declared
