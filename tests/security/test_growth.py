"""Threat: a small text that takes quadratic time holds the interpreter's lock, and everybody else waits.

Limit: whatever is read from outside takes at most three times the work for twice the text.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.data.reading.kinds import columns_of
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
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
