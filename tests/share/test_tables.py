"""Tables in links and files: there and back, and refused with a reason."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.table import Table
from nnplay.share import document, opening, tables
from nnplay.share.packed import pack_text

SMALL = Table(("<b>a", "b-c"), np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 3, ("x", "y", "z"),
              "kind")


def test_a_small_table_travels_in_a_link_bit_for_bit() -> None:
    experiment = Experiment(table=SMALL, hidden=(3,), head="softmax", loss="cross_entropy", inputs=("c2",))
    opened, warnings = opening.read(opening.write(opening.Opening(experiment)))
    assert warnings == []
    assert opened.experiment == experiment
    assert opened.experiment.start().loss == experiment.start().loss


def test_a_link_without_its_large_table_says_so() -> None:
    large = Table(("a",), np.random.default_rng(0).normal(size=(20_000, 1)), np.arange(20_000) % 2, ("x", "y"))
    params = opening.write(opening.Opening(Experiment(table=large)))
    assert "table" not in params
    opened, warnings = opening.read(params)
    assert opened.experiment == Experiment()
    assert "too large" in warnings[0]


def test_a_table_travels_in_a_file() -> None:
    experiment = Experiment(table=SMALL, head="softmax", loss="cross_entropy")
    assert document.read(document.write(experiment)).experiment == experiment


@pytest.mark.parametrize("text", [
    "", "AAAA", "!!", "x" * 20_000, pack_text("[]"), pack_text("{}"),
    pack_text('{"columns": 3, "inputs": [], "targets": []}'),
    pack_text('{"columns": ["a"], "inputs": [["<b>"], [1]], "targets": [0, 1]}'), pack_text("[" * 5000),
    pack_text('{"columns": ["a"], "inputs": [[1], [NaN]], "targets": [0, 1]}'),
    pack_text('{"columns": ["a"], "inputs": [[1], [2]], "targets": [0, 7], "classes": ["x", "y"]}'),
    pack_text(" " * 190_000), pack_text('{"columns": [[1]], "inputs": [[1], [2]], "targets": [0, 1]}'),
])
def test_a_broken_table_is_one_warning(text: str) -> None:
    with pytest.raises(ValueError):
        tables.read(text)
    opened, warnings = opening.read({"v": "1", "data": "table", "table": text})
    assert opened.experiment == Experiment()
    assert len(warnings) == 1
