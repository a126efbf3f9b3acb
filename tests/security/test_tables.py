"""Tables that are made to hurt.

| threat | what holds |
|---|---|
| a workbook of some kB with millions of cells, texts, rows or names | counted while it is unpacked, refused |
| one that takes its time or memory in another way | read in a process that is killed when it has had enough |
| many at once | two are read at a time, the others wait, and are told so when it takes too long |
| letters that cannot be seen, in cells | taken out, and said where |
| the same one read again at each choice | its cells are told apart once for each encoding, separator, quote and sheet |
"""

from __future__ import annotations

import io
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from nnplay.child import Child
from nnplay.data.reading import workbook
from nnplay.data.reading.options import Options
from nnplay.data.reading.plan import Plan
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.raw import RawTable
from nnplay.data.reading.read import Cells, cells_of, read
from nnplay.study import table_reading
from nnplay.study.table_reading import SMALL, Readers
from nnplay.ui.your_data.state import YourData

SHEET = ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>'
         '</worksheet>')
WORKBOOK = ('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="one" sheetId="1" r:id="rId1"/></sheets>{}</workbook>')
REST = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>{row * 2}</v></c></row>'
               for row in range(1, 9))


def workbook_of(cells: str = ROWS, after_sheets: str = "", packing: int = zipfile.ZIP_DEFLATED, **more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        own = {"workbook": WORKBOOK.format(after_sheets), "worksheets/sheet1": SHEET.format(cells)} | more
        for name, text in (REST | {f"xl/{name}.xml": text for name, text in own.items()}).items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.fixture
def readers() -> Iterator[Readers]:
    running = Readers()
    yield running
    running.close()


def said(cells: Cells) -> str:
    return "; ".join(map(str, cells.problems))


@pytest.mark.parametrize(("flood", "name"), [
    ({"cells": "<row>" + "<c/>" * 2_000_001 + "</row>"}, "more than 2,000,000 cells"),
    ({"cells": "<row>" + "<p:c/>" * 2_000_001 + "</row>"}, "more than 2,000,000 cells"),
    ({"cells": "<row>" + "<c\n/>" * 2_000_001 + "</row>"}, "more than 2,000,000 cells"),
    ({"cells": "<row/>" * 300_001}, "more than 300,000 rows"),
    ({"sharedStrings": "<sst>" + "<si/>" * 500_001 + "</sst>"}, "more than 500,000 texts"),
    ({"after_sheets": "<definedNames>" + "<definedName/>" * 1_001 + "</definedNames>"}, "more than 1,000 defined"),
    ({"styles": "<cellXfs>" + "<xf />" * 65_001 + "</cellXfs>"}, "more than 65,000 cell formats"),
])
def test_a_flood_is_refused_with_its_limit(flood: dict[str, str], name: str) -> None:
    content = workbook_of(**flood)
    assert len(content) < 40_000
    cells = cells_of(content, Options())
    assert name in said(cells) and not cells.rows  # before openpyxl, which would take minutes and gigabytes


def test_tags_are_counted_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    flood = workbook_of("<row>" + '<c r="A1" s="0"/>' * 30 + "</row>")
    for chunk in (7, 11, 64, 1000):
        monkeypatch.setattr(workbook, "CHUNK", chunk)
        monkeypatch.setitem(workbook.MOST, b"c", ("cells", 30))
        assert workbook._too_many(flood) == ""
        monkeypatch.setitem(workbook.MOST, b"c", ("cells", 29))
        assert "more than 29 cells" in workbook._too_many(flood)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(packing: int) -> None:
    assert "packed in another way" in said(cells_of(workbook_of(packing=packing), Options()))
    assert cells_of(workbook_of(), Options()).rows == [[str(row), str(row * 2)] for row in range(1, 9)]


def test_a_workbook_is_read_apart_with_the_same_result(readers: Readers) -> None:
    large = "a,b\n" + "".join(f"{row},{row * 2}\n" for row in range(SMALL))
    for content in (workbook_of(), large, large.encode()):
        assert readers.cells_of(content, Options()) == cells_of(content, Options())
    assert len(readers._free) == 1  # one process did it all, and is kept for the next


def test_reading_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    slow = Readers(seconds=0.01)
    assert "took longer than 0.01 seconds" in said(slow.cells_of(workbook_of(), Options()))
    slow._seconds = 60
    assert slow.cells_of(workbook_of(), Options()).rows
    slow.close()


def test_reading_that_needs_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    hungry = Readers(process=lambda: Child("tests.security.hungry"))
    assert "more than 512 MB of memory" in said(hungry.cells_of(workbook_of(), Options()))
    hungry.close()


def test_a_process_that_breaks_down_is_said_and_replaced() -> None:
    broken = Readers(process=lambda: Child("tests.security.no_such_module"))
    assert "broke down" in said(broken.cells_of(workbook_of(), Options()))
    broken._process = Readers()._process
    assert broken.cells_of(workbook_of(), Options()).rows
    broken.close()


def test_a_long_cell_costs_its_own_length_and_not_that_of_every_row() -> None:
    cells = ["a", "b"] * 5000 + ["x" * 2000]
    table = RawTable(("kind", "n"), (tuple(cells), tuple(map(str, range(len(cells))))), tuple(range(len(cells))))
    tracemalloc.start()
    try:
        prepared = prepare(table, ".", Plan(kinds=(("kind", "category"),), target="n"))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert prepared.table is not None and most < 20_000_000  # as text of one width: 80 MB


def test_who_waits_too_long_for_a_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reading, "WAITING", 0.05)
    entered, leave = threading.Event(), threading.Event()

    class Slow:
        def ask(self, message: object, seconds: float) -> Cells:
            entered.set()
            leave.wait(30)
            return cells_of("a,b\n1,2\n", Options())

        def close(self) -> None:
            pass

    busy = Readers(processes=1, process=Slow)  # type: ignore[arg-type]
    first = threading.Thread(target=busy.cells_of, args=(workbook_of(), Options()))
    first.start()
    assert entered.wait(30)
    assert "try again in a moment" in said(busy.cells_of(workbook_of(), Options()))
    leave.set()
    first.join()
    assert busy.cells_of(workbook_of(), Options()).rows
    busy.close()


def test_a_table_is_told_apart_once_for_what_does_not_concern_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Counting(Readers):
        def cells_of(self, content: bytes | str, options: Options) -> Cells:
            asked.append(options)
            return cells_of(content, options)

    monkeypatch.setattr("nnplay.ui.your_data.state.READERS", Counting())
    state = YourData()
    text = "x;y\n1,5;2\n3;4\n"
    state.bring(text, "pasted")
    state.decide(header=False)
    assert state.reading == read(text, Options(header=False))
    state.decide(decimal=".")
    assert state.reading == read(text, Options(header=False, decimal="."))
    assert len(asked) == 1
    state.decide(separator=",")
    assert len(asked) == 2 and state.reading == read(text, Options(header=False, decimal=".", separator=","))


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u202e", "\x07", "\x85", "\u2066", "\uffff", "\ud800"])
def test_what_cannot_be_seen_in_cells_is_taken_out(unseen: str) -> None:
    cells = tuple("xyz"[index % 3] + unseen * (index == 4) for index in range(30))
    numbers = tuple(map(str, range(30)))
    by_hand = RawTable(("a", "b"), (cells, numbers), tuple(range(2, 32)))  # as the grid makes it
    assert by_hand.columns[0] == tuple("xyz" * 10)
    assert prepare(by_hand, ".", Plan(kinds=(("a", "category"),), target="b")).table is not None
    if unseen != "\ud800":  # no bytes of a text are one
        reading = read("a,b\n" + "".join(f"{cell},{number}\n" for cell, number in zip(cells, numbers)))
        assert reading.table == by_hand
        assert ["cannot be seen taken out of 1 cell" in str(problem) for problem in reading.problems] == [True]
