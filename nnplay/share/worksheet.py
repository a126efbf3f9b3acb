"""A worked step leaves the page: as LaTeX or Markdown for a solution sheet, and as a table.

What comes in are lines with a number, a phase, a title, a sample (0: all), left side, formula and numbers in LaTeX,
and the exact value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

SPECIAL = {"→": r"$\to$", "½": r"$\frac12$", "−": "-", "′": "'", "&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#"}


class Line(Protocol):
    """One operation, written out."""

    @property
    def number(self) -> int: ...
    @property
    def phase(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sample(self) -> int: ...
    @property
    def left(self) -> str: ...
    @property
    def symbols(self) -> str: ...
    @property
    def numbers(self) -> str: ...
    @property
    def value(self) -> float: ...


def to_latex(lines: Iterable[Line]) -> str:
    """Return a LaTeX document that compiles with nothing but amsmath."""
    parts = [r"\documentclass{article}", r"\usepackage[utf8]{inputenc}", r"\usepackage{amsmath}",
             r"\usepackage[margin=2cm]{geometry}", r"\allowdisplaybreaks", r"\begin{document}"]
    for phase, operations in groupby(lines, key=lambda line: line.phase):
        parts.append(rf"\section*{{{phase}}}")
        for line in operations:
            parts += [rf"\noindent {line.number}. {_escaped(_title(line))}", r"\begin{align*}",
                      rf"  {line.left} &= {line.symbols} \\", f"  &= {line.numbers}", r"\end{align*}"]
    return "\n".join([*parts, r"\end{document}", ""])


def to_markdown(lines: Iterable[Line]) -> str:
    """Return Markdown with formulas between dollar signs."""
    parts = []
    for phase, operations in groupby(lines, key=lambda line: line.phase):
        parts.append(f"## {phase}\n")
        for line in operations:
            parts.append(f"{line.number}. {_title(line)}\n\n   $${line.left} = {line.symbols} = {line.numbers}$$\n")
    return "\n".join(parts)


def to_csv(columns: Mapping[str, Sequence[object]]) -> str:
    """Return columns of equal length as CSV; floats keep every digit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values()))
    return out.getvalue()


def _title(line: Line) -> str:
    return f"{line.title} (sample {line.sample})" if line.sample else line.title


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
