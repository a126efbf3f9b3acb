"""Threat: a small text that takes quadratic time holds the interpreter's lock, and everybody else waits.

Limit: whatever is read from outside takes at most three times the work for twice the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.cli.command import main
from nnplay.data.formula import read_formula
from nnplay.data.outside import checked_names
from nnplay.data.reading.kinds import columns_of
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
from nnplay.data.slice import read_slice
from nnplay.share import arrays_file, document, link, moment, opening, pasted
from nnplay.study.one_step import tables
from nnplay.study.sweep.values import SETTINGS, read_values
from nnplay.text import for_html, for_markdown, for_plotly
from nnplay.ui.one_step.written import read_file, read_link
from nnplay.ui.settings import read_hidden
from nnplay.ui.your_data.kept import read as read_kept
from nnplay.ui.your_data.state import YourData
from tests.security.work import assert_linear

SIZE = 20_000  # characters of a run; patterns that go back and forth over it take seconds


def bring(text: str) -> None:
    """Read a table as the page does: find its cells, their kinds, and what can be learnt."""
    reading = read(text.encode("utf-8", errors="surrogateescape"))
    if reading.table is not None:
        columns_of(reading.table, reading.found.decimal or ".", {})
        prepare(reading.table, reading.found.decimal or ".")


RUNS = {  # a text before, what is repeated, and a text behind
    "digits in the header": ("", "1", "x,b\n1,2\n3,4\n"),
    "digits in a cell": ("a,b\n1,", "1", "x\n3,4\n"),
    "digits around a decimal comma": ("a;b\n1,5;", "1", "x\n3,5;4,5\n"),
    "digits for a thousands group": ("a;b\n1;", "1,111", "x\n3;4\n"),
    "tabs": ("", "\t", "x"),
    "tabs before a quote": ("'a'", "\t", "'b\n"),
    "spaces after a separator": ("a,", " ", "'b\n"),
    "single quotes that never close": ("", ",'a", "\n1,2\n"),
    "double quotes": ("a,b\n", '"', "\n1,2\n"),
    "lines of spaces": ("", " \n", "a,b\n1,2\n"),
    "separators": ("", ",", "\n1,2\n"),
    "remarks above a table": ("", "a\n", "a,b,c\n" + "1,2,3\n" * 40),
    "a letter that dates begin with": ("a,b\n1,3 ", "jan", "\n2,3 jan 2024\n"),
    "equal names": ("", "a,", "a\n1,2\n"),
    "comment lines above a table": ("", "# a,b\n", "a,b\n1,2\n3,4\n"),
    "narrow lines above a table": ("", "a,b\n", "\nx,y,z\n" + "1,2,3\n" * 4000),
    "bars and dashes": ("|a|b|\n|", "-", "|-|\n|1|2|\n"),
    "attributes": ("@relation a\n", "@attribute b {", "\n@data\n1\n2\n"),
    "cells with units": ("a;b\n", "1 €;5%\n", ""),
    "bytes of no UTF-8": ("a,b\n", "\udce4\udcf6", "\n1,2\n"),
    "NUL characters": ("a,b\n1,2\n", "3\0,4\n", ""),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_a_table_takes_work_in_proportion_to_its_length(run: tuple[str, str, str]) -> None:
    before, repeated, behind = run
    assert_linear(bring, lambda size: before + repeated * (size // len(repeated)) + behind, SIZE)


def test_cells_at_the_limit_of_their_length_take_work_in_proportion_to_their_count() -> None:
    assert_linear(bring, lambda size: "a,b\n" + ("1" * 1990 + "x,2\n") * (size // 2000), 10 * SIZE)


@settings(max_examples=40)
@given(st.text("19 ,;\t|.-+eE'\"x\n−", max_size=6), st.text("19 ,;\t|.-+eE'\"x\n−", min_size=1, max_size=4),
       st.text("19 ,;\t|.-+eE'\"x\n−", max_size=6))
def test_no_run_of_what_tables_are_made_of_takes_longer_than_its_length(before: str, repeated: str,
                                                                        behind: str) -> None:
    assert_linear(bring, lambda size: f"a,b\n1,2\n{before}{repeated * (size // len(repeated))}{behind}\n3,4\n", SIZE)


def refusing(read: Callable[[str], object]) -> Callable[[str], object]:
    """Let a reader refuse what it cannot use; only the work counts here."""
    def tried(text: str) -> None:
        with suppress(ValueError):
            read(text)

    return tried


RUN = Experiment().start()
DOCUMENT, MOMENT = moment.write_document(RUN.experiment), json.loads(moment.write(RUN, (0, None), True))
PARSERS = {
    "formula": refusing(read_formula),
    "link": refusing(pasted.read),
    "parameters": lambda text: link.read(dict.fromkeys(link.KEYS, text)),
    "opening": lambda text: opening.read(dict.fromkeys(opening.READERS, text) | {"v": "1", "table": text}),
    "document": refusing(document.read),
    "a document's name": refusing(lambda text: document.read(
        json.dumps({"format": "nnplay", "version": 1, "experiment": {"data": text, "formula": text}}))),
    "moment": refusing(lambda text: moment.read(DOCUMENT, text)),
    "a moment's experiment": refusing(lambda text: moment.read(text, "{}")),
    "a moment's numbers": refusing(lambda text: moment.read(DOCUMENT, json.dumps(MOMENT | {"theta": text}))),
    "npz": refusing(lambda text: arrays_file.read(b"PK\x03\x04" + text.encode("utf-8", "replace"))),
    "slice": refusing(lambda text: read_slice(text, 12)),
    "sweep": lambda text: [refusing(lambda each, name=name: read_values(name, each))(text) for name in SETTINGS],
    "hidden layers": refusing(read_hidden),
    "an exercise's link": refusing(read_link),
    "an exercise's file": refusing(lambda text: read_file(text.encode("utf-8", "replace"))),
    "a table that a tab kept": refusing(lambda text: read_kept(YourData(), text)),
    "cells of an exercise": refusing(lambda text: tables.pasted(text, ["one", "two"], ["a", "b"], "layer 1")),
    "markdown": for_markdown, "plotly": for_plotly, "html": for_html,
    "name": refusing(lambda text: checked_names("names", [text])),
}
PIECES = "1a(-.,;:=&#%/\\|\"'<>[]{}$@ \n\t^*+e"


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS.keys())
@pytest.mark.parametrize("repeated", [*PIECES, "((", "1.", "-1", "a=", "&a=1", "%2", "://", "http://", "x1-", "{\"a\":",
                                      "[[", "&amp;", "\\", "é", "sin(", "x^", ":a", "1e", "8,"])
def test_no_parser_takes_longer_than_its_text(parser: Callable[[str], object], repeated: str) -> None:
    assert_linear(parser, lambda size: repeated * (size // len(repeated)), 4000)


@settings(max_examples=60)
@given(st.sampled_from(sorted(PARSERS)), st.text(PIECES, max_size=5), st.text(PIECES, min_size=1, max_size=4),
       st.text(PIECES, max_size=5))
def test_no_run_of_anything_makes_a_parser_take_longer(parser: str, before: str, repeated: str, behind: str) -> None:
    assert_linear(PARSERS[parser], lambda size: before + repeated * (size // len(repeated)) + behind, 4000)


def test_the_command_line_reads_a_long_link_in_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = ["train", "--out", str(tmp_path), "--link"]
    assert_linear(lambda text: main([*train, text]), lambda size: "?a=" + "(" * size, SIZE)
    assert "nnplay:" in capsys.readouterr().err
