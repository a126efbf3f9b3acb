"""Excel workbooks (.xlsx): a sheet's cells as text, from bytes that nobody trusts."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from nnplay.data.reading.deeds import Deed
from nnplay.data.reading.options import Options
from nnplay.data.reading.problems import Problems, counted, shown
from nnplay.data.reading.separated import Rows

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 48 * 2**20  # bytes; ten times what a file may have, as XML of numbers packs
MAX_MEMBERS = 1000
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack as much as they like at once
CHUNK = 2**18
# What a workbook may hold of what openpyxl makes an object of: its tag, with any prefix, what it is, and how many.
MOST = {b"c": ("cells", 2_000_000), b"row": ("rows", 300_000), b"si": ("texts", 500_000),
        b"definedName": ("defined names", 1_000), b"sheet": ("sheets", 2_000), b"xf": ("cell formats", 65_000),
        b"mergeCell": ("merged cells", 100_000)}
TAG = re.compile(rb"<(?:[\w.-]{1,50}:)?(%s)[\s/>]" % b"|".join(MOST))
SHEETS_LOOKED_AT, ROWS_LOOKED_AT = 20, 40
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MOST_MERGED = 1_000_000  # cells; blocks that overlap, which Excel never writes, would have more


def read_workbook(content: bytes, options: Options, most: int, width: int,
                  problems: Problems) -> tuple[Rows, str, tuple[str, ...], list[Deed]]:
    """Return up to `most` rows of at most `width` cells of a sheet, its name, all names, and what was done.

    Where no sheet is chosen, it is the first that holds a table.

    No rows and a problem for what is no workbook or would unpack to too much.
    """
    refusal = _refusal(content)
    if refusal:
        problems.note(refusal)
        return [], "", (), []
    try:
        return _cells(content, options, most, width, problems)
    except MemoryError:
        raise
    except Exception as error:
        # A damaged workbook fails anywhere inside zipfile, expat or openpyxl, with almost any type.
        problems.note(f"the workbook is damaged and cannot be read ({type(error).__name__}: {shown(str(error))})")
        return [], "", (), []


def _refusal(content: bytes) -> str:
    """Say why an archive is not unpacked, by its directory alone; "" if it may be.

    zipfile never unpacks more of a member than its directory says, so that a lying directory ends in an error.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        return f"this begins as a ZIP archive or Excel workbook but is damaged ({error})"
    names = {member.filename for member in members}
    if not {"xl/workbook.xml", "[Content_Types].xml"} <= names:
        return "this is a ZIP archive but no Excel workbook (.xlsx). Bring the table itself: CSV, TSV or .xlsx"
    if any(member.flag_bits & 1 for member in members):
        return "this workbook has a password. Save it without one and bring that"
    if other := next((member for member in members if member.compress_type not in PACKED), None):
        return f"{shown(other.filename)} in this workbook is packed in another way than Excel's"
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        return (f"this workbook unpacks to {unpacked / 2**20:,.0f} MB in {counted(len(members), 'part')}; at most "
                f"{MAX_UNPACKED // 2**20} MB in {MAX_MEMBERS:,} parts are read")
    return _too_many(content)


def _too_many(content: bytes) -> str:
    """Say what a workbook has too many of, by looking through its XML piece by piece; "" if nothing."""
    counts: Counter[bytes] = Counter()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                rest = b""
                with archive.open(member) as stream:
                    while piece := stream.read(CHUNK):
                        piece = rest + piece
                        end = piece.rfind(b"<")  # a tag may go on in the next piece
                        rest, piece = (piece[end:], piece[:end]) if 0 <= len(piece) - end < CHUNK else (b"", piece)
                        counts.update(TAG.findall(piece))
                        for tag, (name, most) in MOST.items():
                            if counts[tag] > most:
                                return f"this workbook has more than {most:,} {name}: at most so many are read"
                counts.update(TAG.findall(rest))
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, ValueError) as error:  # type: ignore[attr-defined]
        return f"the workbook is damaged and cannot be read ({error})"
    return ""


def _cells(content: bytes, options: Options, most: int, width: int,
           problems: Problems) -> tuple[Rows, str, tuple[str, ...], list[Deed]]:
    from openpyxl import load_workbook  # here, because it takes 0.1 s to import

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    names: tuple[str, ...] = tuple(each.title for each in book.worksheets)
    if not names:
        problems.note("the workbook has no sheet with cells")
        return [], "", (), []
    sheet, deeds = options.sheet, list[Deed]()
    name = sheet if sheet is not None and sheet in names else names[0]
    if sheet is None and not _is_table(book[name], width):
        name = next((other for other in names[1 : SHEETS_LOOKED_AT] if _is_table(book[other], width)), name)
        if name != names[0]:
            deeds.append(Deed(f"The sheet {shown(name)} is shown: {shown(names[0])} holds no table.", "sheet",
                              names[0], f"Show {names[0]}"))
    if sheet is not None and sheet != name:
        problems.note(f"the workbook has no sheet {shown(sheet)}: {shown(name)} is shown")
    rows = [_row(row) for row in book[name].iter_rows(max_row=most, max_col=width, values_only=True)]
    if _has_formulas(content):
        _put_formulas(rows, content, name, width, problems)
    if "merged cells" not in options.undone and (filled := _fill_merged(rows, content, book[name])):
        deeds.append(Deed(f"Merged cells are filled down: {counted(filled, 'cell')} got the value above.", "undone",
                          "merged cells"))
    return rows, name, names, deeds


def _is_table(sheet: Any, width: int) -> bool:
    """Say whether a sheet begins with a table: three rows, most with two cells or more."""
    rows = list(map(_row, sheet.iter_rows(max_row=ROWS_LOOKED_AT, max_col=width, values_only=True)))
    filled = [sum(map(bool, row)) for row in rows]
    wide = sum(count > 1 for count in filled)
    return wide >= 3 and wide > sum(map(bool, filled)) / 2


def _fill_merged(rows: Rows, content: bytes, sheet: Any) -> int:
    """Write what a block of cells merged downwards says into each row of its first column; return into how many."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(sheet._worksheet_path)
    filled, looked_at = 0, 0
    for block in MERGED.finditer(xml):
        column = _place(block[1].decode())
        top, bottom = int(block[2]), min(int(block[4]), len(rows))
        looked_at += max(0, bottom - top)
        if looked_at > MOST_MERGED:
            break
        if not 0 < top < bottom or column >= len(rows[top - 1]):
            continue
        value = rows[top - 1][column]
        for row in rows[top:bottom]:
            row += [""] * (column + 1 - len(row))
            if value and not row[column]:
                row[column] = value
                filled += 1
    return filled


def _place(letters: str) -> int:
    """Return which column letters name, from 0."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1


def _row(values: Sequence[Any]) -> list[str]:
    """Return a row's cells as text, up to the last that holds anything."""
    last = next((index for index in range(len(values), 0, -1) if values[index - 1] is not None), 0)
    return [_text(value) for value in values[:last]]


def _text(value: Any) -> str:
    """Return a cell as one would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
        return any(b"<f>" in xml or b"<f " in xml for xml in map(archive.read, sheets))


def _put_formulas(rows: Rows, content: bytes, name: str, width: int, problems: Problems) -> None:
    """Write the formula as text where Excel has stored no value for it. It is never worked out here."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    formulas = map(_row, book[name].iter_rows(max_row=len(rows), max_col=width, values_only=True))
    for number, (row, written) in enumerate(zip(rows, formulas), start=1):
        row += [""] * (len(written) - len(row))
        for index, value in enumerate(written):
            if row[index] == "" and isinstance(value, str) and value.startswith("="):
                row[index] = value
                problems.note(f"the formula {shown(value)} has no stored value; it is taken as text", row=number)
