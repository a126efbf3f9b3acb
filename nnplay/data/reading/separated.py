"""Text -> rows of cells: separator and quotes, found where they are not given."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from nnplay.data.reading.options import QUOTES, Options
from nnplay.data.reading.problems import Problems

SAMPLE = 200  # lines looked at to find out how a file is written
MAX_LINE = 20_000  # characters of such a line that are looked at
DECIMAL_COMMA = re.compile(r"[-+−]?\d*,\d+(?:[eE][-+]?\d+)?")
SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|]) *'[^']*' *(?:[,;\t|]|$)")
Rows = list[list[str]]

# A cell is as long as the file allows, which the caller has bounded. The limit is the whole process's.
csv.field_size_limit(2**27)


def split(text: str, options: Options, most: int, problems: Problems) -> tuple[Rows, Options]:
    """Return up to `most` rows of cells as they stand, and the options with what was found."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = None
    if (told := re.match(r"sep=(.)\n", text)) and told[1] in ",;\t| ":
        # Excel's own remark. The line stays as an empty row, so that rows keep their numbers.
        separator, text = told[1], text[told.end() - 1 :]
    lines = [line[:MAX_LINE] for line in islice(_lines(text), 5 * SAMPLE) if line.strip()][:SAMPLE]
    quote = options.quote if options.quote is not None else _quote(lines)
    bare = _without_quoted(lines, quote)
    separator = options.separator or separator or _separator(bare)
    found = options.found(separator=separator, quote=quote)
    if not quote or quote not in text:
        return _unquoted(text, separator, most), found
    return _quoted(text, separator, quote, most, problems), found


def _lines(text: str) -> Iterable[str]:
    return (line.rstrip("\n") for line in io.StringIO(text))


def _quote(lines: list[str]) -> str:
    """Return the quotes that cells stand in."""
    if any('"' in line for line in lines):
        return '"'
    single = sum(bool(SINGLE_QUOTED.search(line)) for line in lines)
    return "'" if single > len(lines) / 2 else '"'


def _without_quoted(lines: list[str], quote: str) -> list[str]:
    if quote not in QUOTES or not quote:
        return lines
    inside = re.compile(f"{quote}[^{quote}]*{quote}")
    return [inside.sub("q", line) for line in lines]


def _separator(lines: list[str]) -> str:
    """Return the separator that most lines have equally often, the rarer characters first."""
    best, most = ",", 0.0
    for separator, weight in (("\t", 1.2), (";", 1.15), ("|", 1.1), (",", 1.0), (" ", 0.6)):
        counts = Counter(len(line.split()) - 1 if separator == " " else line.count(separator) for line in lines)
        del counts[0]
        if not counts:
            continue
        (_, alike), = counts.most_common(1)
        share = weight * alike / len(lines)
        if share > most and (separator != " " or alike > 0.8 * len(lines) or _is_head_one_short(lines)):
            best, most = separator, share
    if best == "," and _are_numbers_between_spaces(lines):
        return " "
    return best


def _is_head_one_short(lines: list[str]) -> bool:
    """Say whether all lines have as many words, and the first has one less: names above rows that begin with theirs."""
    head, *others = (len(line.split()) for line in lines)
    return len(others) > 2 and set(others) == {head + 1}


def _are_numbers_between_spaces(lines: list[str]) -> bool:
    """Say whether the commas are those of numbers: 1,5 2,5."""
    cells = [cell for line in lines[1:] for cell in line.split()]
    return len(cells) > len(lines[1:]) and sum(bool(DECIMAL_COMMA.fullmatch(cell)) for cell in cells) > 0.6 * len(cells)


def _unquoted(text: str, separator: str, most: int) -> Rows:
    between = None if separator == " " else separator
    return [line.split(between) if line.strip() else [] for line in islice(_lines(text), most)]


def _quoted(text: str, separator: str, quote: str, most: int, problems: Problems) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote,
                        skipinitialspace=True)
    rows, before = [], 0
    for row in islice(reader, most):
        spanned, before = reader.line_num - before, reader.line_num
        rows.append(row)
    if rows and spanned > 1 and _is_open(text, quote):
        problems.note("a quote opens a cell here and is never closed; quotes are taken as ordinary characters",
                      row=len(rows))
        return _unquoted(text, separator, most)
    return rows


def _is_open(text: str, quote: str) -> bool:
    return text.count(quote) % 2 == 1
