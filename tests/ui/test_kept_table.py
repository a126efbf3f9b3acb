"""A table that a tab kept is the table, read as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.data.reading.read import MAX_BYTES
from nnplay.ui.your_data import kept
from nnplay.ui.your_data.kept import read, write
from nnplay.ui.your_data.state import YourData

TEXT = "n;price\n1;1.000\n2;2.000\n3;3.500\n4;1.250"


@pytest.mark.parametrize("content", [TEXT, TEXT.encode(), TEXT.encode("utf-16")])
def test_the_table_and_how_it_is_read_come_back(content: str | bytes) -> None:
    before, after = YourData(), YourData()
    before.bring(content, "prices.csv")
    before.decide(decimal=",")
    read(after, write(before))
    assert (after.name, after.content, after.options) == (before.name, before.content, before.options)
    assert after.raw == before.raw


def test_a_table_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    state = YourData()
    state.bring(TEXT, "prices")
    state.content = b"1,2\n" * (MAX_BYTES // 4 + 1)
    with pytest.raises(ValueError, match="damaged"):
        read(YourData(), write(state))


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["name", "options", "text", "content"]), inner, max_size=4)))
@settings(max_examples=60, deadline=None)
def test_nothing_else_is_raised(value: object) -> None:
    state = YourData()
    with pytest.raises(ValueError, match="damaged"):
        kept.read(state, json.dumps(value))
    assert state.raw is None
