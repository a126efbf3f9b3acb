"""Whatever a person brings -> a raw table, how it was written, and what was wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from nnplay.data.reading.arff import is_arff, read_arff
from nnplay.data.reading.decimals import OTHER, decimal_of
from nnplay.data.reading.deeds import Deed
from nnplay.data.reading.encoding import decode, is_binary, not_text
from nnplay.data.reading.heading import Numbered, with_joined_names, with_row_names, without_remarks, without_rules
from nnplay.data.reading.options import DECIMALS, ENCODINGS, Options
from nnplay.data.reading.problems import Problems, counted, shown
from nnplay.data.reading.raw import RawTable, unique_names, visible
from nnplay.data.reading.separated import Rows, split
from nnplay.data.reading.units import named_with, split_unit, unit_of
from nnplay.data.reading.values import is_date, is_missing, number
from nnplay.data.reading.workbook import ZIP, read_workbook
from nnplay.data.table import MAX_ROWS

MAX_BYTES = 5 * 2**20
MAX_COLUMNS = 500
MAX_CELL = 2000  # characters


@dataclass(frozen=True)
class Reading:
    """What was read: the table (None when there is none), the options as found, a workbook's sheets, the problems.

    `deeds` are what was done to make a table of it, `kinds` what the file itself declares of its columns.
    """

    table: RawTable | None
    found: Options
    problems: Problems
    sheets: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def is_workbook(self) -> bool:
        return bool(self.sheets)


@dataclass(frozen=True)
class Cells:
    """The rows of cells of something brought, before they are a table; `rows` is None where it was refused.

    `found` has what decided how they were told apart.
    """

    rows: Rows | None
    found: Options
    problems: Problems
    sheets: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


def read(content: bytes | str, options: Options | None = None) -> Reading:
    """Read a file's bytes or a pasted text. Never raises for what is in it."""
    options = options or Options()
    return laid_out(cells_of(content, options), options)


def cells_of(content: bytes | str, options: Options) -> Cells:
    """Tell the cells of a file's bytes or a pasted text apart, which takes nearly all the time of reading."""
    problems = Problems()
    is_text = isinstance(content, str)
    content = content.encode("utf-8", errors="replace") if isinstance(content, str) else content
    if len(content) > MAX_BYTES:
        problems.note(f"this has {len(content) / 2**20:,.1f} MB; at most {MAX_BYTES // 2**20} MB are read")
        return Cells(None, options, problems)
    if content.startswith(ZIP):
        rows, sheet, sheets, deeds = read_workbook(content, options, MAX_ROWS + 2, MAX_COLUMNS + 1, problems)
        return Cells(rows, options.found(sheet=sheet, decimal="."), problems, sheets, tuple(deeds))
    refusal = not_text(content)
    text, encoding = ("", "") if refusal else decode(content, "utf-8" if is_text else options.encoding, problems)
    if refusal or is_binary(text):
        problems.note(refusal or "this does not look like text, or its encoding is wrong. A table is expected: CSV, "
                                 "TSV or Excel (.xlsx)")
        return Cells(None, options, problems)
    if "\0" in text:
        text = _without_nul(text, problems)
    found = options.found(encoding=encoding)
    deeds = []
    if options.encoding is None and encoding not in ("utf-8", "utf-16", "latin-1"):
        deeds = [Deed(f"The letters read best as {ENCODINGS[encoding]}. If they look wrong, choose another encoding.",
                      "encoding", "latin-1", "Latin-1 instead")]
    if is_arff(text) and "arff" not in options.undone:
        rows, found, kinds = read_arff(text, found, MAX_ROWS + 1000, problems)
        deeds.append(Deed("This is an ARFF file: names and kinds of the columns are those of its header.", "undone",
                          "arff"))
        return Cells(rows, found, problems, (), tuple(deeds), kinds)
    rows, found = split(text, found, MAX_ROWS + 1000, problems)
    return Cells(rows, found, problems, (), tuple(deeds))


def laid_out(cells: Cells, options: Options) -> Reading:
    """Make columns of rows that may be ragged, and say what had to be done to them.

    What the cells were told apart by stays; whether the first row holds names, and which mark begins the decimals, is
    as the options say, or found.
    """
    problems = Problems(list(cells.problems.kept), cells.problems.count)
    if cells.rows is None:
        return Reading(None, options, problems)
    found = replace(cells.found, header=options.header, decimal=options.decimal, undone=options.undone)
    sheets = cells.sheets
    if sheets:
        found = found.found(decimal=".")
    if cells.kinds:
        found = found.found(header=True, decimal=".")
    numbered = [(index, row) for index, row in enumerate(cells.rows, start=1) if any(cell and not cell.isspace()
                                                                                  for cell in row)]
    if not numbered:
        if not problems:
            problems.note("there is nothing in it. A table is expected: a line for each row, its cells separated by "
                          "commas, semicolons, tabs, pipes or spaces")
        return Reading(None, found, problems, sheets)
    numbered, did = _without_surroundings(numbered, found)
    deeds = [*cells.deeds, *did]
    numbered = _squared(numbered, problems)
    if "joined names" not in found.undone and found.header is not False:
        numbered, did = with_joined_names(numbered)
        deeds += did
    columns = _columns(numbered, problems)
    columns, units, did = _without_units(columns, found)
    deeds += did
    names_row = [column[0] for column in columns]
    decimal, doubtful = decimal_of([column[1:] for column in columns], found.separator, units)
    if doubtful and found.decimal is None:
        deeds.append(Deed(f"Numbers like {shown(doubtful)} can be read two ways. Here a {DECIMALS[decimal]} stands "
                          "before the decimals.", "decimal", OTHER[decimal],
                          f"Take the {DECIMALS[OTHER[decimal]]} instead"))
    found = found.found(decimal=decimal)
    found = found.found(header=_has_header(names_row, columns, found.decimal or "."))
    numbers = tuple(index for index, _ in numbered)
    if found.header:
        names = unique_names(map(named_with, names_row, units), problems)
        numbers, columns = numbers[1:], [column[1:] for column in columns]
    else:
        names = tuple(named_with(f"column {index}", unit) for index, unit in enumerate(units, start=1))
    if len(numbers) > MAX_ROWS:
        problems.note(f"there are more than {MAX_ROWS:,} rows; the first {MAX_ROWS:,} are taken")
        numbers, columns = numbers[:MAX_ROWS], [column[:MAX_ROWS] for column in columns]
    if not numbers:
        problems.note("there is one row and it looks like the names of the columns: no row is left to learn from")
    return Reading(RawTable(names, tuple(columns), numbers), found, problems, sheets, tuple(deeds), cells.kinds)


def _width(rows: Numbered) -> int:
    """Return how many cells most rows have."""
    widths = Counter(len(row) for _, row in rows)
    usual = max(widths.values())
    return max(width for width, count in widths.items() if count == usual)


def _without_surroundings(rows: Numbered, found: Options) -> tuple[Numbered, list[Deed]]:
    """Take away what is around the cells, as far as that is not undone."""
    deeds: list[Deed] = []
    if found.separator == "|" and "markdown" not in found.undone:
        rows, did = without_rules(rows)
        deeds += did
    for step, take in (("remarks", without_remarks), ("row names", with_row_names)):
        if rows and step not in found.undone:
            rows, did = take(rows, _width(rows))
            deeds += did
    return rows, deeds


def _without_units(columns: list[tuple[str, ...]],
                   found: Options) -> tuple[list[tuple[str, ...]], list[str], list[Deed]]:
    """Return the columns without the units of money and percent in their cells, these units, and what was done."""
    units = ["" if "units" in found.undone else unit_of(column[1:]) for column in columns]
    if not any(units):
        return columns, units, []
    columns = [(column[0], *(split_unit(cell)[0] for cell in column[1:])) if unit else column
               for column, unit in zip(columns, units)]
    return columns, units, [Deed("Taken from the cells and kept with the name: "
                                 + ", ".join(f"{unit} of {shown(column[0])}" for column, unit in zip(columns, units)
                                             if unit) + ".", "undone", "units")]


def _squared(rows: Numbered, problems: Problems) -> Numbered:
    """Return rows that are equally wide: as wide as most of them are."""
    width = _width(rows)
    if width > MAX_COLUMNS:
        problems.note(f"there are {width:,} columns{' or more' if width == MAX_COLUMNS + 1 else ''}; the first "
                      f"{MAX_COLUMNS} are taken")
        width = MAX_COLUMNS
    first = 0
    while first < len(rows) - 1 and width > 1 and _is_remark(rows[first][1]):
        problems.note(f"1 cell, expected {width}: taken as a remark above the table and left out", row=rows[first][0])
        first += 1
    squared = []
    for index, row in rows[first:]:
        if len(row) < width:
            problems.note(f"{counted(len(row), 'cell')}, expected {width}: the others are taken as missing", row=index)
            row = row + [""] * (width - len(row))
        elif len(row) > width:
            if width < MAX_COLUMNS and any(cell.strip() for cell in row[width:]):
                problems.note(f"{counted(len(row), 'cell')}, expected {width}: the others are left out", row=index)
            row = row[:width]
        squared.append((index, row))
    return squared


def _is_remark(row: list[str]) -> bool:
    return bool(row[0].strip()) and not any(cell.strip() for cell in row[1:])


def _columns(rows: list[tuple[int, list[str]]], problems: Problems) -> list[tuple[str, ...]]:
    columns = []
    for place, cells in enumerate(zip_longest(*(row for _, row in rows)), start=1):
        bare = visible(cells)
        if changed := [index for (index, _), cell, left in zip(rows, cells, bare) if cell != left]:
            problems.note(f"characters that cannot be seen taken out of {counted(len(changed), 'cell')}",
                          row=changed[0], column=f"column {place}")
        column = tuple(map(str.strip, bare))
        if max(map(len, column)) > MAX_CELL:
            for (index, _), cell in zip(rows, column):
                if len(cell) > MAX_CELL:
                    problems.note(f"{len(cell):,} characters, expected at most {MAX_CELL:,}: the others are left out",
                                  row=index, column=f"column {place}")
            column = tuple(cell[:MAX_CELL] for cell in column)
        columns.append(column)
    return columns


def _has_header(first: Sequence[str], columns: Sequence[Sequence[str]], decimal: str) -> bool:
    """Say whether the first row holds names: none of them is a number, and they do not recur below."""
    cells = [cell.strip() for cell in first]
    if any(number(cell, decimal) is not None or is_date(cell) for cell in cells if cell):
        return False
    below = [[cell for cell in column[1:201] if not is_missing(cell)] for column in columns]
    if any(column and all(number(cell, decimal) is not None for cell in column) for column in below):
        return True
    return not any(cell in column for cell, column in zip(cells, below) if cell)


def _without_nul(text: str, problems: Problems) -> str:
    """Take NUL characters out, and say where they were."""
    for index, line in enumerate(text.split("\n"), start=1):
        if count := line.count("\0"):
            problems.note(f"{counted(count, 'NUL character')} taken out; expected text", row=index)
    return text.replace("\0", "")
