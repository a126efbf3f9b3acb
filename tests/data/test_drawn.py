"""Drawn points: a cell each, dealt once, bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.drawn import MAX_POINTS, Drawn, Paper, added, drawing, erased, traced
from nnplay.data.table import PLANE
from nnplay.engine.arrays import Array

TWO = Paper(classes=("a", "b"))
NUMBERS = Paper()


def points(seed: int, count: int) -> Array:
    return np.random.default_rng(seed).uniform(-6, 6, (count, 2))


def drawn(paper: Paper = TWO, count: int = 20, value: float = 1) -> Drawn:
    made = added(paper, None, points(0, count), value)
    assert made is not None
    return made


def parts(table: Drawn) -> dict[int, bool]:
    return dict(zip(table.cells.tolist(), table.test.tolist()))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2**20), st.integers(1, 12), st.integers(0, 1)), max_size=12))
def test_no_point_ever_changes_between_training_and_test(strokes: list[tuple[bool, int, int, int]]) -> None:
    table = drawn()
    for erasing, seed, count, value in strokes:
        after = erased(table, points(seed, count), 0.4) if erasing else added(TWO, table, points(seed, count), value)
        if after is None:
            break
        now = parts(after)
        stayed = {cell: flag for cell, flag in parts(table).items() if cell in now}
        if not all(stayed.values()):  # when only tests are left, they become what is learnt from
            assert stayed == {cell: now[cell] for cell in stayed}
        table = after


@pytest.mark.parametrize("share", [0, 10, 50, 90])
def test_each_class_keeps_the_share_however_the_points_come(share: int) -> None:
    paper, table = Paper(classes=("a", "b", "c"), share=share), None
    for k, place in enumerate(points(3, 90)):
        table = added(paper, table, place[None], (0, 0, 1, 2, 2, 2)[k % 6])
        assert table is not None
        for value in set(table.targets.tolist()):
            of_class = table.test[table.targets == value]
            assert 0 <= len(of_class) * share / 100 - of_class.sum() < 1


def test_a_place_holds_one_point_and_takes_its_last_class() -> None:
    table = added(TWO, None, np.array([[1.0, 2.0], [1.004, 2.003], [1.02, 2.0]]), 0)
    assert table is not None
    again = added(TWO, table, np.array([[1.0, 2.0]]), 1)
    assert again is not None
    np.testing.assert_allclose(again.inputs, [[1, 2], [1.02, 2]])
    assert again.targets.tolist() == [1, 0]
    assert again.test.tolist() == table.test.tolist()


def test_erasing_takes_what_is_near_and_the_last_point_leaves_nothing() -> None:
    table = added(TWO, None, np.array([[0.0, 0.0], [0.5, 0.0], [3.0, 3.0]]), 0)
    assert table is not None
    left = erased(table, np.array([[0.1, 0.1]]), 0.45)
    assert left is not None
    np.testing.assert_allclose(left.inputs, [[3, 3]], atol=1e-12)
    assert not left.test.any()  # it was a test; now it is all there is to learn from
    assert erased(left, np.array([[3.0, 3.0]]), 0.01) is None
    assert erased(left, np.array([[5.0, 5.0]]), 0.5) is left


def test_targets_lie_on_levels_within_the_reach() -> None:
    paper = Paper(reach=1.2)
    table = added(paper, None, np.zeros((1, 2)), 0.4567)
    assert table is not None
    assert table.targets[0] == pytest.approx(0.456)
    for wrong in (1.3, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=r"a target is a number from -1.2 to 1.2, got"):
            added(paper, table, np.zeros((1, 2)), wrong)


@pytest.mark.parametrize("wrong", [2, -1, 0.5, float("nan")])
def test_a_class_that_is_not_there_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="a class is a whole number from 0 to 1, got"):
        added(TWO, None, np.zeros((1, 2)), wrong)


def test_places_outside_the_square_are_left_out() -> None:
    far = np.array([[7.0, 0.0], [0.0, -6.02], [1e300, 0.0], [6.0, -6.0]])
    table = added(TWO, None, far, 0)
    assert table is not None
    assert table.inputs.tolist() == [[6.0, -6.0]]
    assert added(TWO, None, far[:3], 0) is None


def test_there_are_at_most_five_thousand_points() -> None:
    full = drawing(TWO, np.arange(MAX_POINTS), np.zeros(MAX_POINTS), np.zeros(MAX_POINTS))
    assert full is not None
    with pytest.raises(ValueError, match="at most 5,000 points can be drawn: erase some first"):
        added(TWO, full, np.array([[5.0, 5.0]]), 0)


@pytest.mark.parametrize("name", ["circle", "xor_table", "plane", "gauss"])
def test_a_data_set_is_drawn_again_in_the_same_parts(name: str) -> None:
    experiment = Experiment(data=name, noise=50)
    split, source = experiment.split(), experiment.source
    paper = Paper(source.low, source.high, ("a", "b")[:source.classes], reach=2.0, share=experiment.test_share)
    table, lost = traced(paper, (split.train.points, split.train.targets), (split.test.points, split.test.targets))
    assert table is not None
    assert len(table) + lost == len(split.train) + len(split.test)
    assert lost < 0.05 * len(table)
    again = experiment.with_(table=table, inputs=experiment.inputs, standardize=False).split()
    for part in ("train", "test") if len(split.test) else ("train",):
        old, new = getattr(split, part), getattr(again, part)
        gap = np.abs(new.points[:, np.newaxis] - old.points).max(axis=2).min(axis=1)
        assert gap.max(initial=0) <= paper.step / 2 + 1e-9
        assert len(new) >= 0.95 * len(old)


def test_another_share_or_seed_deals_drawn_points_anew() -> None:
    experiment = Experiment(table=drawn(count=100))
    assert len(experiment.split().test) == 50
    assert len(experiment.with_(test_share=20).split().test) == 20
    other = experiment.with_(data_seed=4).split()
    assert other.test.points.tolist() != experiment.split().test.points.tolist()


def test_what_is_no_drawing_cannot_be_one() -> None:
    good = drawn()
    with pytest.raises(ValueError, match="each in a cell of its own, in order"):
        Drawn(PLANE, good.inputs[::-1], good.targets, good.classes, paper=TWO, test=good.test)
    with pytest.raises(ValueError, match="one that is none"):
        Drawn(PLANE, good.inputs, good.targets, good.classes, paper=TWO, test=np.ones(20, bool))
    with pytest.raises(ValueError, match="the classes of their paper"):
        Drawn(PLANE, good.inputs, good.targets, ("c", "d"), paper=TWO, test=good.test)
    for low, high in ((1, 0), (float("nan"), 1), (0, 1e9)):
        with pytest.raises(ValueError, match="a square reaches from a low to a high end"):
            Paper(low, high)


def test_equal_drawings_are_equal_and_another_deal_is_another_drawing() -> None:
    one, other = drawn(), drawn()
    assert one == other
    assert hash(one) == hash(other)
    flags = np.zeros(20, bool)
    assert one != drawing(TWO, one.cells, one.targets, flags)
