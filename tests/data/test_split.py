"""Samples are divided at random, by share, and the same way every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.data.datasets import DATA_SETS
from nnplay.data.split import Split, draw_split

MADE = [key for key, entry in DATA_SETS.items() if not entry.fixed]


def rows(split: Split, part: str) -> list[tuple[float, ...]]:
    samples = getattr(split, part)
    return [tuple(row) for row in np.column_stack([samples.points, samples.targets]).tolist()]


@pytest.mark.parametrize("key", MADE)
@given(samples=st.integers(4, 300), share=st.integers(10, 90), seed=st.integers(0, 2**32 - 1), noise=st.floats(0, 50))
def test_every_sample_is_on_exactly_one_side(key: str, samples: int, share: int, seed: int, noise: float) -> None:
    split = draw_split(key, samples, noise, share, seed)
    assert len(split.train) + len(split.test) == samples
    whole = draw_split(key, samples, noise, 0, seed)
    assert len(whole.test) == 0
    assert sorted(rows(split, "train") + rows(split, "test")) == sorted(rows(whole, "train"))
    assert len(split.train) >= 1
    assert len(split.test) == pytest.approx(min(samples * share / 100, samples - 1), abs=0.51)


@pytest.mark.parametrize(("samples", "share", "tests"), [
    (500, 50, 250), (500, 10, 50), (500, 90, 450), (1200, 50, 600), (4, 10, 0), (4, 90, 3), (5, 90, 4), (4, 100, 3)])
def test_the_test_share_is_the_stated_percentage_but_leaves_one_to_learn_from(
        samples: int, share: float, tests: int) -> None:
    assert len(draw_split("circle", samples, 0, share, 1).test) == tests


@pytest.mark.parametrize("key", MADE)
def test_a_split_repeats_and_follows_its_seed(key: str) -> None:
    one, again, other = (draw_split(key, 100, 5, 50, seed) for seed in (1, 1, 2))
    for part in ("train", "test"):
        assert rows(one, part) == rows(again, part)
        assert rows(one, part) != rows(other, part)


@pytest.mark.parametrize("key", MADE)
def test_the_sides_are_drawn_at_random_and_not_cut_off_in_order(key: str) -> None:
    split = draw_split(key, 1000, 0, 50, 4)
    if DATA_SETS[key].classes:
        shares = [np.mean(side.targets == 1) for side in (split.train, split.test)]
        assert shares[0] == pytest.approx(shares[1], abs=0.12)
        changes = np.mean(np.diff(split.train.targets) != 0)
        same = 1 / DATA_SETS[key].classes
        assert 0.9 - same < changes < 1.1 - same  # classes alternate like tosses of a coin
    else:
        train, test = split.train.targets, split.test.targets
        assert train.mean() == pytest.approx(test.mean(), abs=0.16 * test.std())


def test_a_larger_test_share_takes_more_of_the_same_order() -> None:
    few, many = (set(rows(draw_split("xor", 200, 0, share, 5), "test")) for share in (20, 60))
    assert few < many


@pytest.mark.parametrize("key", [key for key, entry in DATA_SETS.items() if entry.whole])
@given(share=st.floats(0, 90), seed=st.integers(0, 100))
def test_a_table_is_learnt_whole(key: str, share: float, seed: int) -> None:
    split = draw_split(key, DATA_SETS[key].samples, 0, share, seed)
    assert len(split.train) == DATA_SETS[key].samples
    assert split.test.points.shape == (0, len(DATA_SETS[key].columns))
