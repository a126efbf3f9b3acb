"""Drawn points in links and files: there and back bit for bit, always short enough, and refused with a reason."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.drawn import MAX_POINTS, STEPS, Drawn, Paper, drawing
from nnplay.share import document, opening, points, tables
from nnplay.share.packed import MAX_TEXT, pack_bytes

PAPERS = [
    Paper(classes=("a", "b")), Paper(-0.5, 1.5, ("<b>", "é", "c")), Paper(reach=1.2, share=20, seed=7),
    Paper(classes=tuple("abcdefgh"), share=0),
]


def scattered(paper: Paper, count: int, seed: int = 0) -> Drawn:
    rng = np.random.default_rng(seed)
    cells = rng.choice((STEPS + 1) ** 2, count, replace=False)
    values = rng.integers(0, len(paper.classes), count) if paper.classes else paper.rounded(rng.uniform(-2, 2, count))
    made = drawing(paper, cells, values, rng.random(count) * 100 < paper.share)
    assert made is not None
    return made


@given(paper=st.sampled_from(PAPERS), count=st.integers(1, 60), seed=st.integers(0, 99))
def test_points_travel_bit_for_bit(paper: Paper, count: int, seed: int) -> None:
    drawn = scattered(paper, count, seed)
    again = points.read(points.write(drawn))
    assert again == drawn
    assert again.paper == paper
    np.testing.assert_array_equal(again.inputs, drawn.inputs)
    np.testing.assert_array_equal(again.targets, drawn.targets)


@pytest.mark.parametrize("paper", PAPERS[:2] + PAPERS[3:])
def test_as_many_points_as_there_may_be_fit_into_a_link(paper: Paper) -> None:
    drawn = scattered(paper, MAX_POINTS)
    text = tables.write(drawn)
    assert text is not None
    assert len(text) <= MAX_TEXT
    assert tables.read(text) == drawn


def test_an_experiment_on_drawn_points_is_the_same_run_from_its_link_and_from_its_file() -> None:
    experiment = Experiment(table=scattered(PAPERS[1], 50), head="softmax", loss="cross_entropy", hidden=(3,))
    opened, warnings = opening.read(opening.write(opening.Opening(experiment)))
    assert warnings == []
    for again in (opened.experiment, document.read(document.write(experiment)).experiment):
        assert again == experiment
        run, same = experiment.start(), again.start()
        run.advance(epochs=2)
        same.advance(epochs=2)
        assert run.loss == same.loss


def packed(about: object, content: bytes = b"\0" * 5) -> str:
    return points.MARK + pack_bytes(json.dumps(about).encode() + b"\n" + content)


GOOD = [1, -6, 6, 1, 50, 0, "a", "b"]


@pytest.mark.parametrize(("text", "said"), [
    (".", "damaged"), (".!!", "damaged"), (".AAAA", "damaged"), ("." + "x" * 20_000, "at most 12,000 are read"),
    (points.MARK + pack_bytes(b"{"), "damaged"),
    (points.MARK + pack_bytes(b"[" * 9000), "damaged"),
    (points.MARK + pack_bytes(b"\0" * 1_000_000), "damaged or too large"),
    (packed({}), "what its points were drawn on"),
    (packed([1, -6, 6]), "what its points were drawn on"),
    (packed([1, -6, 6, 1, 50, None]), "what its points were drawn on"),
    (packed([1, float("nan"), 6, 1, 50, 0]), "what its points were drawn on"),
    (packed([0, *GOOD[1:]], b""), "1 to 5,000 points, got 0"),
    (packed([MAX_POINTS + 1, *GOOD[1:]]), "1 to 5,000 points, got 5001"),
    (packed([1, 6, -6, *GOOD[3:]]), "a square reaches from a low to a high end"),
    (packed([1, -6, 6, 0, *GOOD[4:]]), "targets reach to a number"),
    (packed([1, -6, 6, 1, 101, 0]), "from 0 to 100 %"),
    (packed([*GOOD, 3]), "must be a text"),
    (packed([*GOOD[:6], *map(str, range(21))]), "up to 20 classes"),
    (packed(GOOD[:7]), "at least 2 classes"),
    (packed(GOOD, b"\0" * 4), "does not hold the 1 points"),
    (packed([2, *GOOD[1:]]), "does not hold the 2 points"),
    (packed(GOOD, b"\xff\xff\xff\0\0"), "outside their square"),
    (packed(GOOD, b"\0\0\0\2\0"), "class indices must be whole numbers from 0 to 1"),
    (packed(GOOD[:6], b"\0\0\0\xff\0"), "beyond their reach"),
    (packed(GOOD, b"\0\0\0\0\x80"), "one that is none"),
])
def test_what_is_no_drawing_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        tables.read(text)
    opened, warnings = opening.read({"v": "1", "data": "table", "table": text})
    assert opened.experiment == Experiment()
    assert "the table of the link cannot be read" in warnings[0]


@pytest.mark.parametrize(("change", "said"), [
    ({"test": [2]}, "a list of 0 and 1"), ({"test": None}, "a list of 0 and 1"), ({"test": [0, 0]}, "a flag each"),
    ({"low": "x"}, "what its points were drawn on"), ({"colour": 1}, "drawn points have low, high"),
])
def test_a_file_with_wrong_parts_is_refused(change: dict[str, object], said: str) -> None:
    plain = tables.to_plain(scattered(PAPERS[0], 1))
    plain["drawn"] |= change
    with pytest.raises(ValueError, match=said):
        tables.from_plain(plain)
    with pytest.raises(ValueError, match="each in a cell of its own"):
        tables.from_plain({**tables.to_plain(scattered(PAPERS[0], 1)), "inputs": [[100, 0]]})
