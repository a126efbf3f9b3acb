"""What stands above a table and around it: remarks, rules of Markdown, one row of names, two, or one that is short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from nnplay.data.reading.deeds import Deed
from nnplay.data.reading.problems import counted, shown
from nnplay.data.reading.values import is_date, is_missing, number

Numbered = list[tuple[int, list[str]]]  # rows by the number that they have in the file
RULE = re.compile(r" *:?-+:? *")
REMARK = ("#", "%", "//")
ROW_NAME = "row name"


def without_rules(rows: Numbered) -> tuple[Numbered, list[Deed]]:
    """Take the rule and the outer bars of a Markdown table away; anything else stays."""
    rules = {index for index, row in rows if _is_rule(row)}
    if not rules:
        return rows, []
    kept = [(index, row) for index, row in rows if index not in rules]
    framed = [row for _, row in kept if len(row) > 2]
    if framed and not any(row[0].strip() for row in framed):
        kept = [(index, row[1:] if len(row) > 2 else row) for index, row in kept]
    if framed and not any(row[-1].strip() for row in framed):
        kept = [(index, row[:-1] if len(row) > 1 and not row[-1].strip() else row) for index, row in kept]
    return kept, [Deed("This is a Markdown table: its rule and outer bars are left out.", "undone", "markdown")]


def _is_rule(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return bool(cells) and all(RULE.fullmatch(cell) for cell in cells) and any(len(cell.strip()) > 2 for cell in cells)


def without_remarks(rows: Numbered, width: int) -> tuple[Numbered, list[Deed]]:
    """Leave out what is written above a table: lines that begin like comments, and narrow ones before a blank line
    or a row of names.
    """
    first = _comments(rows, width)
    full = next((place for place in range(first, len(rows)) if len(rows[place][1]) >= width), first)
    if full > first and width > 1 and (rows[full][0] > rows[full - 1][0] + 1 or not _has_value(rows[full][1])):
        first = full
    if not first:
        return rows, []
    line = ", ".join(cell.strip() for cell in rows[0][1] if cell.strip())
    return rows[first:], [Deed(f"{counted(first, 'line')} above the table {'is' if first == 1 else 'are'} left out as "
                               f"remarks: {shown(line)}{' and so on' if first > 1 else ''}.", "undone", "remarks")]


def _comments(rows: Numbered, width: int) -> int:
    """Return how many rows at the top are comments. The last may be the names: # x y z."""
    count = sum(1 for _ in takewhile(lambda item: item[1][0].lstrip().startswith(REMARK), rows))
    if count == len(rows) or not count:
        return 0
    last = rows[count - 1][1]
    return count - 1 if len(last) == width and _has_value(rows[count][1]) and not _has_value(last) else count


def _has_value(row: Sequence[str]) -> bool:
    return any(_is_value(cell.strip()) for cell in row)


def _is_value(cell: str) -> bool:
    return number(cell, ".") is not None or number(cell, ",") is not None or is_date(cell)


def with_row_names(rows: Numbered, width: int) -> tuple[Numbered, list[Deed]]:
    """Give the first column a name where the names are one fewer than the cells of every row below."""
    if len(rows) < 3 or len(rows[0][1]) != width - 1 or width < 3 or _has_value(rows[0][1]):
        return rows, []
    if any(len(row) != width for _, row in rows[1:]) or not _has_value(rows[1][1]):
        return rows, []
    return ([(rows[0][0], [ROW_NAME, *rows[0][1]]), *rows[1:]],
            [Deed("The line of names is one shorter than the rows: the first column is taken for the rows' names.",
                  "undone", "row names")])


def with_joined_names(rows: Numbered) -> tuple[Numbered, list[Deed]]:
    """Join two rows of names: the upper has gaps, for names that span several columns, and the lower has none."""
    if len(rows) < 4:
        return rows, []
    upper, lower = (list(map(str.strip, row)) for _, row in rows[:2])
    below = rows[2][1]
    if not upper[0] or all(upper) or not all(lower) or _has_value(upper) or _has_value(lower):
        return rows, []
    if not _has_value(below) or sum(map(bool, upper)) < 2 or any(map(is_missing, lower)):
        return rows, []
    joined, span = [], ""
    for over, under in zip(upper, lower):
        span = over or span
        joined.append(under if under == span else f"{span} {under}")
    return ([(rows[1][0], joined), *rows[2:]],
            [Deed(f"Two rows of names are joined: {shown(joined[0])} and so on.", "undone", "joined names")])
