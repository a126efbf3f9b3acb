"""Rare classes, wrong labels and other splits: as many as asked for, by chance, and nothing else moves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.labels import class_sizes
from nnplay.data.split import draw_split
from nnplay.engine.arrays import Array

LABELLED = [key for key, entry in DATA_SETS.items() if entry.relabelled]
OTHERS = [key for key, entry in DATA_SETS.items() if not entry.relabelled]


def samples_of(experiment: Experiment) -> tuple[Array, Array]:
    """All samples of an experiment without its split, in an order that does not depend on it."""
    split = experiment.split()
    points = np.concatenate([split.train.points, split.test.points])
    order = np.lexsort(points.T)
    return points[order], np.concatenate([split.train.targets, split.test.targets])[order]


def counts(experiment: Experiment) -> list[int]:
    return np.bincount(samples_of(experiment)[1].astype(int), minlength=experiment.classes).tolist()


@given(samples=st.integers(4, 5000), classes=st.integers(2, 8), balance=st.floats(1, 100))
def test_class_sizes_add_up_and_fall_from_the_first_to_the_last_by_the_ratio(
        samples: int, classes: int, balance: float) -> None:
    sizes = class_sizes(samples, classes, balance)
    assert sizes.sum() == samples and (np.diff(sizes) <= 1).all()
    ratio = (balance / 100) ** (1 / (classes - 1))
    np.testing.assert_allclose(sizes[1:], sizes[:-1] * ratio, atol=2)


@pytest.mark.parametrize("data", LABELLED)
@pytest.mark.parametrize("balance", [50, 10, 1])
def test_the_last_class_has_so_many_percent_of_the_first(data: str, balance: float) -> None:
    experiment = Experiment(data=data, samples=1000, balance=balance, noise=10)
    assert counts(experiment) == class_sizes(1000, experiment.classes, balance).tolist()


@pytest.mark.parametrize("data", LABELLED)
def test_uneven_classes_are_thinned_out_everywhere_and_follow_the_data_seed(data: str) -> None:
    experiment = Experiment(data=data, samples=600, balance=20)
    points, labels = samples_of(experiment)
    whole, all_labels = samples_of(experiment.with_(balance=100))
    for each in range(experiment.classes):  # a class that is rare still spreads as it does
        mine, usual = points[labels == each], whole[all_labels == each]
        np.testing.assert_allclose(mine.std(axis=0), usual.std(axis=0), rtol=0.3)
        np.testing.assert_allclose(mine.mean(axis=0), usual.mean(axis=0), atol=1)
    assert samples_of(experiment)[0].tobytes() == points.tobytes()
    assert samples_of(experiment.with_(data_seed=1))[0].tobytes() != points.tobytes()


@pytest.mark.parametrize("data", LABELLED)
@given(share=st.floats(0, 50), noise=st.floats(0, 50))
def test_so_many_labels_are_wrong_and_no_point_moves(data: str, share: float, noise: float) -> None:
    experiment = Experiment(data=data, samples=100, noise=noise)
    points, labels = samples_of(experiment)
    same, wrong = samples_of(experiment.with_(wrong_labels=share))
    assert same.tobytes() == points.tobytes()
    assert (wrong != labels).sum() == round(share)
    assert np.isin(wrong, range(experiment.classes)).all()


def test_more_wrong_labels_keep_those_that_are_wrong_already() -> None:
    few, many = ((samples_of(Experiment(data="blobs", wrong_labels=share))[1]
                  != samples_of(Experiment(data="blobs"))[1]) for share in (10, 40))
    assert few.sum() == 50 and many.sum() == 200 and (many | ~few).all()


def test_a_wrong_label_is_any_of_the_others_alike() -> None:
    experiment = Experiment(data="blobs", samples=5000, knobs={"blobs.classes": 5})
    right, wrong = samples_of(experiment)[1], samples_of(experiment.with_(wrong_labels=50))[1]
    shift = (wrong - right)[wrong != right] % 5
    np.testing.assert_allclose(np.bincount(shift.astype(int), minlength=5), [0, 625, 625, 625, 625], atol=75)


@pytest.mark.parametrize("data", OTHERS)
def test_real_tables_truth_tables_and_numbers_keep_their_labels(data: str) -> None:
    plain = Experiment(data=data)
    other = plain.with_(balance=10, wrong_labels=40)
    for one, two in zip(samples_of(plain), samples_of(other), strict=True):
        assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize("data", [key for key, entry in DATA_SETS.items() if not entry.whole])
def test_another_split_deals_the_same_samples_anew(data: str) -> None:
    experiment = Experiment(data=data, samples=200, noise=5, balance=60, wrong_labels=10)
    splits = [experiment.with_(split_seed=seed).split() for seed in (0, 1, 2, 1)]
    assert len({len(split.test) for split in splits}) == 1
    tests = [split.test.points.tobytes() for split in splits]
    assert len(set(tests)) == 3 and tests[1] == tests[3]
    whole = [samples_of(experiment.with_(split_seed=seed)) for seed in (0, 1)]
    assert whole[0][0].tobytes() == whole[1][0].tobytes()


def digest(arrays: Sequence[Array]) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()[:12]


@pytest.mark.parametrize("data", [key for key, entry in DATA_SETS.items() if not entry.whole])
def test_the_usual_samples_are_bit_for_bit_those_of_the_generator_and_its_seed(data: str) -> None:
    entry = DATA_SETS[data]
    knobs = {knob.name: knob.default for knob in entry.knobs}
    count = entry.samples if entry.fixed else 90
    points, targets = entry.make(np.random.default_rng([7, 0]), count, 10, **knobs)
    order = np.random.default_rng([7, 1]).permutation(count)
    split, tests = draw_split(data, count, 10, 30, 7), round(count * 0.3)
    assert digest((split.train.points, split.train.targets)) == digest((points[order[tests:]], targets[order[tests:]]))
    assert digest((split.test.points, split.test.targets)) == digest((points[order[:tests]], targets[order[:tests]]))
