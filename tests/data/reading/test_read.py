"""Reading what people bring: every hostile file gives a table or a sentence, and costs little memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.data.reading.decimals import decimal_of
from nnplay.data.reading.options import ENCODINGS, QUOTES, SEPARATORS, Options
from nnplay.data.reading.read import MAX_BYTES, MAX_CELL, MAX_COLUMNS, Reading, read
from nnplay.data.reading.values import number
from nnplay.data.reading.workbook import MAX_UNPACKED
from nnplay.data.table import MAX_ROWS

HOSTILE = Path(__file__).parents[1] / "hostile"
MEGABYTE = 2**20
PLAIN = (("length", "width", "kind"), 4, "5.1")

# For each file: its columns, how many rows and the first cell, or what is said where there is no table.
EXPECTED: dict[str, tuple[tuple[str, ...], int, str] | str] = {
    **dict.fromkeys(("plain.csv", "no_last_newline.csv", "carriage_returns.csv", "windows_newlines.csv",
                     "mixed_newlines.csv", "bom_utf8.csv", "bom_twice.csv", "utf16_le_bom.csv", "utf16_be_bom.csv",
                     "utf16_le_bare.csv", "utf16_be_bare.csv", "tabs.tsv", "pipes.txt", "text_named_xlsx.xlsx"), PLAIN),
    "utf16_odd_length.csv": (PLAIN[0], 5, "5.1"),
    "latin1.csv": (("Größe", "Straße"), 3, "1"),
    "windows1252.csv": (("price", "note"), 2, "1"),
    "one_bad_byte.csv": (("name", "v"), 9, "é"),
    "every_byte.csv": "does not look like text",
    "shift_jis.csv": (("名前", "値"), 2, "東京"),
    "emoji.csv": (("🙂", "x"), 2, "🙃"),
    "semicolons_decimal_comma.csv": (("a", "b", "c"), 3, "1,5"),
    "spaces.txt": (("column 1", "column 2", "column 3"), 3, "1.0"),
    "spaces_decimal_comma.txt": (("column 1", "column 2"), 3, "1,5"),
    "told_separator.csv": (("a", "b"), 2, "1"),
    "mixed_separators.csv": (("a", "b", "c"), 4, "1;2;3"),
    "commas_in_quotes.csv": (("name", "v"), 2, "a;b"),
    "quotes_in_quotes.csv": (("say", "v"), 2, 'he said "no", twice'),
    "newlines_in_quotes.csv": (("say", "v"), 2, "one\ntwo"),
    "quote_never_closed.csv": (("a", "b"), 3, '"open'),
    "quotes_inside.csv": (("pipe", "v"), 2, '5" wide'),
    "text_after_quote.csv": (("a", "b"), 2, "xy"),
    "single_quotes.csv": (("a", "b"), 3, "x,y"),
    "only_quotes.csv": "no row is left",
    "only_separators.csv": "nothing in it",
    "only_newlines.csv": "nothing in it",
    "only_spaces.txt": "nothing in it",
    "empty.csv": "nothing in it",
    "one_cell.csv": (("column 1",), 1, "42"),
    "header_alone.csv": "no row is left",
    "one_row.csv": (("column 1", "column 2", "column 3"), 1, "1"),
    "one_column.csv": (("v",), 3, "1"),
    "no_header.csv": (("column 1", "column 2", "column 3"), 2, "5.1"),
    "words_alone.csv": (("column 1", "column 2"), 4, "red"),
    "ragged.csv": (("a", "b", "c"), 4, "1"),
    "trailing_separators.csv": (("a", "b", "column 3"), 2, "1"),
    "empty_column.csv": (("a", "column 2", "b"), 2, "1"),
    "duplicate_names.csv": (("x", "x (2)", "x (3)", "x (2) (2)"), 2, "1"),
    "blank_names.csv": (("column 1", "column 2", "b"), 2, "1"),
    "long_names.csv": (("n" * 59 + "…", "n" * 59 + "… (2)"), 2, "1"),
    "remark_above.csv": (("a", "b", "c"), 2, "1"),
    "nul_bytes.csv": (("a", "b"), 2, "1"),
    "nul_alone.csv": "does not look like text",
    "formulas.csv": (("a", "b"), 4, '=HYPERLINK("http://x","y")'),
    "html_names.csv": (("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "**b**"), 2, "1"),
    "direction_marks.csv": (("gnp.exe", "v"), 2, "1"),
    "strange_numbers.csv": (("v", "w"), 8, "1_000"),
    "thousands.csv": (("v", "w"), 3, "1,234.5"),
    "missing_marks.csv": (("v", "w"), 5, "NA"),
    "picture.csv": "this is a PNG picture",
    "document.csv": "this is a PDF",
    "page.csv": "this is a web page",
    "objects.csv": "this is JSON",
    "gzip.csv": "this is a gzip archive",
    "old_excel.xlsx": "old kind (.xls)",
    "workbook.xlsx": (("day", "v", "ok", "w"), 3, "2024-01-02"),
    "workbook_named_csv.csv": (("day", "v", "ok", "w"), 3, "2024-01-02"),
    "formulas_without_values.xlsx": (("a", "b"), 3, "1"),
    "cut_workbook.xlsx": "damaged",
    "broken_sheet.xlsx": "damaged",
    "no_workbook.zip": "no Excel workbook",
    "laughs.xlsx": "damaged",
    "outside_entity.xlsx": "damaged",
    "far_cell.xlsx": (("a", "b"), 2, "1"),
}


def hostile(name: str, options: Options | None = None) -> Reading:
    return read((HOSTILE / name).read_bytes(), options)


def said(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def test_every_hostile_file_is_expected_to_be_something() -> None:
    assert {path.name for path in HOSTILE.iterdir()} == set(EXPECTED)
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_gives_its_table_or_a_sentence(name: str) -> None:
    reading, expected = hostile(name), EXPECTED[name]
    if isinstance(expected, str):
        assert expected in said(reading)
        assert not reading.table
    else:
        assert reading.table is not None
        names, rows, first = expected
        assert (reading.table.names, len(reading.table), reading.table.columns[0][0]) == (names, rows, first)
        assert {len(column) for column in reading.table.columns} == {rows}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_read_with_any_other_options_does_not_raise(name: str) -> None:
    for encoding, separator, (quote, header) in zip(cycle(ENCODINGS), SEPARATORS, cycle(zip(QUOTES, (True, False)))):
        hostile(name, Options(encoding=encoding, separator=separator, quote=quote, header=header, decimal=",",
                              sheet="none such"))


@pytest.mark.parametrize(("name", "sentence"), [
    ("ragged.csv", "row 3: 2 cells, expected 3"),
    ("ragged.csv", "row 4: 4 cells, expected 3"),
    ("nul_bytes.csv", "row 3: 2 NUL characters taken out"),
    ("quote_never_closed.csv", "row 2: a quote opens a cell here and is never closed"),
    ("one_bad_byte.csv", "row 10: 1 place that is not UTF-8, first in 'caf"),
    ("long_names.csv", "row 1, column 'column 1': 5,000 characters, expected at most 2,000"),
    ("duplicate_names.csv", "two columns are called 'x': the one at 3 is now 'x (3)'"),
    ("blank_names.csv", "column 1 has no name"),
    ("formulas_without_values.xlsx", "row 2: the formula '=A2*2' has no stored value; it is taken as text"),
])
def test_what_is_wrong_is_said_by_row_and_column(name: str, sentence: str) -> None:
    assert sentence in said(hostile(name))


@pytest.mark.parametrize(("name", "found"), [
    ("plain.csv", {"encoding": "utf-8", "separator": ",", "decimal": ".", "quote": '"', "header": True}),
    ("utf16_be_bare.csv", {"encoding": "utf-16"}),
    ("windows1252.csv", {"encoding": "cp1252"}),
    ("semicolons_decimal_comma.csv", {"separator": ";", "decimal": ","}),
    ("spaces_decimal_comma.txt", {"separator": " ", "decimal": ",", "header": False}),
    ("single_quotes.csv", {"quote": "'"}),
    ("workbook.xlsx", {"sheet": "First", "header": True}),
])
def test_what_is_found_is_told(name: str, found: dict[str, object]) -> None:
    options = hostile(name).found
    assert {key: getattr(options, key) for key in found} == found


def test_what_is_decided_wins_over_what_would_be_found() -> None:
    table = read("a;b,\n1;2,\n3;4,\n", Options(separator=";", header=False)).table
    assert table is not None
    assert table.columns == (("a", "1", "3"), ("b,", "2,", "4,"))
    table = hostile("workbook.xlsx", Options(sheet="Second <b>")).table
    assert table is not None and table.names == ("a", "b")


def test_rows_keep_the_numbers_they_have_in_the_file() -> None:
    table = read("a,b\n\n1,2\n\n\n3,4\n").table
    assert table is not None and table.rows == (3, 6)


def test_more_than_the_limits_is_refused_or_cut_with_the_limit_and_what_was_found() -> None:
    large = read(b"1,2\n" * (MAX_BYTES // 4 + 1))
    assert large.table is None and said(large).startswith("this has 5.0 MB; at most 5 MB")
    long = read("a,b\n" + "1,2\n" * (MAX_ROWS + 5))
    assert long.table is not None and len(long.table) == MAX_ROWS and "more than 20,000 rows" in said(long)
    wide = read(",".join("1" * (MAX_COLUMNS + 7)) + "\n")
    assert wide.table is not None and len(wide.table.names) == MAX_COLUMNS
    assert f"{MAX_COLUMNS + 7} columns" in said(wide)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """Return a workbook of some 100 kB whose sheet unpacks to 100 MB."""
    return zipped({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>",
                   "xl/worksheets/sheet1.xml": b" " * (100 * MEGABYTE)})


def lying_bomb() -> bytes:
    """Return one whose directory says that its sheet is small."""
    content = bytearray(bomb())
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def shared_strings_bomb() -> bytes:
    """Return a real workbook with as many strings as may be unpacked."""
    parts = {}
    with zipfile.ZipFile(HOSTILE / "workbook.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one = b"<si><t>abcdefghijkl</t></si>"
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + one * ((MAX_UNPACKED - MEGABYTE) // len(one)) + b"</sst>")
    return zipped(parts)


@pytest.mark.parametrize(("make", "megabytes"), [
    (bomb, 1), (lying_bomb, 5), (shared_strings_bomb, 260),
    (lambda: b"a,b\n1," + b"x" * 10**6 + b"\n2,y\n", 12),
    (lambda: b'a,b\n1,"' + b'""' * 10**6 + b'"\n2,y\n', 30),
    (lambda: b"," * (MAX_BYTES - 1), 90),
    (lambda: b"\n" * MAX_BYTES, 60),
    (lambda: b'"' * (MAX_BYTES - 1), 60),
    (lambda: b"1,2\n" * (MAX_BYTES // 4), 60),
    (lambda: (b"1," * 400 + b"\n") + b"1\n" * 10_000, 60),
], ids=["bomb", "lying bomb", "strings", "long cell", "long quoted cell", "separators", "newlines", "quotes", "rows",
        "ragged"])
def test_memory_stays_bounded_whatever_is_in_the_file(make: Callable[[], bytes], megabytes: int) -> None:
    content = make()
    assert len(content) <= MAX_BYTES
    read(HOSTILE.joinpath("workbook.xlsx").read_bytes())  # imports are not counted
    tracemalloc.start()
    reading = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < megabytes * MEGABYTE, f"{peak / MEGABYTE:.0f} MB"
    assert reading.table is None or all(len(cell) <= MAX_CELL for column in reading.table.columns for cell in column)


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    assert "unpacks to 100 MB in 3 parts; at most 48 MB" in said(read(bomb()))
    assert "damaged" in said(read(lying_bomb()))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(content: bytes) -> None:
    read(content)
    read(b"PK\x03\x04" + content)


@given(st.text(alphabet=st.sampled_from('ab1,;\t|" \n\r\'.-=\0é'), max_size=80))
@settings(max_examples=500, deadline=None)
def test_no_text_raises_and_columns_are_as_long_as_the_rows(text: str) -> None:
    table = read(text).table
    if table is not None:
        assert len(set(table.names)) == len(table.names) == len(table.columns)
        assert all(len(column) == len(table.rows) for column in table.columns)


def test_a_table_leaves_without_formulas_that_a_spreadsheet_would_run() -> None:
    table = hostile("formulas.csv").table
    assert table is not None
    lines = table.to_csv().splitlines()
    assert lines[1].startswith('"\'=HYPERLINK') and lines[2].startswith("'+1+cmd") and lines[3].startswith("'@SUM")
    assert lines[4] == "-2,4"


def test_lines_above_a_table_are_named_and_can_be_kept() -> None:
    (deed,) = hostile("remark_above.csv").deeds
    assert (deed.text, deed.option, deed.value) == (
        "1 line above the table is left out as remarks: 'Results of March'.", "undone", "remarks")


@pytest.mark.parametrize(("name", "step"), [
    ("markdown_table.md", "markdown"), ("comment_with_commas.csv", "remarks"), ("header_one_short.txt", "row names"),
    ("two_headers.csv", "joined names"), ("euro_prices.csv", "units"), ("merged_classes.xlsx", "merged cells")])
def test_what_is_undone_is_not_done(name: str, step: str) -> None:
    content = (Path(__file__).parents[1] / "cases" / name).read_bytes()
    assert step in {deed.value for deed in read(content).deeds}
    reading = read(content, Options(undone=(step,)))
    assert step not in {deed.value for deed in reading.deeds}
    assert reading.table is not None and reading.table != read(content).table


@pytest.mark.parametrize(("columns", "separator", "told"), [
    ((["1.299,99", "1.000"],), ";", (",", "")),
    ((["27,433", "676"], ["35.3"]), ",", (".", "")),
    ((["1.000", "2.000"],), ";", (".", "1.000")),
    ((["1,000", "2,000"],), ";", (",", "1,000")),
    ((["1.234.567", "2.000"],), ";", (",", "")),
    ((["0,125"],), "\t", (",", "")),
    ((["12"],), ",", (".", "")),
])
def test_only_cells_that_read_one_way_vote_on_the_decimal_mark(columns: tuple[list[str]], separator: str,
                                                               told: tuple[str, str]) -> None:
    assert decimal_of(columns, separator, [""] * len(columns)) == told


@pytest.mark.parametrize(("cells", "smallest", "largest"), [
    (["$1,200", "$1,500", "$900", "$1,100"], 900, 1500), (["$1,200", "$1,500", "$2,000"], 1200, 2000),
    (["27,433", "676", "1,598"], 676, 27_433), (["1,250", "2,375", "3,125"], 1.25, 3.125),
    (["1,250", "2,375", "3000"], 1.25, 3000), (["1,250 €", "2,375 €", "3,125 €"], 1.25, 3.125),
])
def test_a_comma_before_three_digits_is_read_as_its_column_is_written(cells: list[str], smallest: float,
                                                                      largest: float) -> None:
    found = read("name\tprice\n" + "".join(f"n{row}\t{cell}\n" for row, cell in enumerate(cells)))
    assert found.table is not None
    numbers = [number(cell, found.found.decimal or ".") for cell in found.table.columns[1]]
    assert (min(numbers), max(numbers)) == (smallest, largest)
    assert any(deed.option == "decimal" for deed in found.deeds)  # it is said, with the other reading beside it


def test_names_above_few_rows_that_begin_with_theirs_are_found() -> None:
    found = read('"mpg" "cyl" "price"\n"Mazda" 21.0 6 "1.299,50"\n"Datsun" 22.8 4 "2.000,00"\n"Hornet" 18.1 8 "9"\n')
    assert found.table is not None and found.table.names[1:] == ("mpg", "cyl", "price")


@pytest.mark.parametrize(("text", "encoding", "found"), [
    ("Ort;Größe\nMünchen;5\nKöln;7\n", "latin-1", "latin-1"),
    ("nom,âge\nHélène,5\nZoé,6\nFrançois,8\n", "cp1252", "latin-1"),
    ("nazwa,rodzaj\nŁódź,mały\nżółw,duży\nGdańsk,większy\nmiędzy,świeży\n", "cp1250", "cp1250"),
    ("이름,종류\n서울,남자\n부산,여자\n", "cp949", "cp949"),
    ("名前,種類\nさくら,女性\nひかり,男性\n", "euc-jp", "euc-jp"),
    ("姓名,種類\n臺北,我們\n高雄,他們\n", "big5", "big5"),
])
def test_a_code_page_is_found_from_its_letters(text: str, encoding: str, found: str) -> None:
    assert read(text.encode(encoding)).found.encoding == found


def test_a_file_of_weka_says_what_it_is_and_can_be_read_as_plain_text() -> None:
    text = "@relation r\n@attribute a numeric\n@attribute b {x,y}\n@data\n1,x\n2,y\n3,x\n"
    first = read(text)
    assert [deed.text for deed in first.deeds] == [
        "This is an ARFF file: names and kinds of the columns are those of its header."]
    assert first.table is not None and first.table.names == ("a", "b") and len(first.table) == 3
    plain = read(text, Options(undone=("arff",)))
    assert not any("ARFF" in deed.text for deed in plain.deeds)
