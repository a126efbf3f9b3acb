"""Bytes -> text: which encoding it is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from nnplay.data.reading.code_pages import code_page
from nnplay.data.reading.problems import Problems, counted, shown

SIGNATURES = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"), (b"PAR1", "a Parquet file"), (b"\x93NUMPY", "a NumPy array"),
    (b"\x89HDF", "an HDF5 file"), (b"{\\rtf", "an RTF document"),
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufffd]")


def not_text(content: bytes) -> str:
    """Say what a file is, when it is known to be something else than a table; "" otherwise."""
    if content.startswith(OLD_EXCEL):
        return "this is an Excel file of the old kind (.xls). Save it as .xlsx or CSV and bring that"
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return f"this is {kind}, whatever its name. A table is expected: CSV, TSV or Excel (.xlsx)"
    head = content[:300].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for starts, kind in (((b"<!doctype html", b"<html"), "a web page"), ((b"<?xml", b"<svg"), "XML"),
                         ((b'{"', b"{\n", b"{\r\n", b"[{"), "JSON")):
        if head.startswith(starts):
            return f"this is {kind}, not a table. Export it as CSV, TSV or Excel (.xlsx) and bring that"
    return ""


def decode(content: bytes, encoding: str | None, problems: Problems) -> tuple[str, str]:
    """Return the text and the encoding it was taken to be in. Bytes that do not fit are noted and replaced."""
    encoding = encoding or _found(content)
    text = content.decode(_codec(content, encoding), errors="replace").removeprefix("\ufeff")
    if "\ufffd" in text:
        _note_replaced(text, encoding, problems)
    return text, encoding


def _codec(content: bytes, encoding: str) -> str:
    if encoding == "latin-1":
        # What says Latin-1 is mostly Windows-1252: the same letters, and a few more where Latin-1 has controls.
        return "cp1252" if _is_windows(content) else "latin-1"
    return {"utf-16": _byte_order(content), "utf-8": "utf-8-sig"}.get(encoding, encoding)


def is_binary(text: str) -> bool:
    """Say whether a text is mostly what no table has: control characters and what could not be decoded."""
    start = text[:20_000]
    return len(CONTROLS.findall(start)) > 0.1 * len(start) or start.count("\0") > 0.3 * len(start)


def _found(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:4000]
    zeros = (start[0::2].count(0), start[1::2].count(0))
    if len(start) >= 4 and max(zeros) > 0.35 * len(start) / 2 and min(zeros) < 0.05 * len(start):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        wrong, right = text.count("\ufffd"), len(re.findall("[^\x00-\x7f\ufffd]", text))
        return "utf-8" if right > 4 * wrong else code_page(content, "cp1252" if _is_windows(content) else "latin-1")
    return "utf-8"


def _is_windows(content: bytes) -> bool:
    controls = [byte for byte in set(content) if 0x80 <= byte <= 0x9F]
    return bool(controls) and not set(controls) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _byte_order(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    start = content[:4000]
    return "utf-16-be" if start[0::2].count(0) > start[1::2].count(0) else "utf-16-le"


def _note_replaced(text: str, encoding: str, problems: Problems) -> None:
    count = text.count("\ufffd")
    row = text.count("\n", 0, text.index("\ufffd")) + 1
    line = text.split("\n", row)[row - 1]
    at = line.index("\ufffd")
    problems.note(f"{counted(count, 'place')} that {'is' if count == 1 else 'are'} not {encoding.upper()}, first in "
                  f"{shown(line[max(0, at - 15):at + 15])}: is the encoding right?", row=row)
