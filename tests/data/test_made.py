"""Made and real data sets: each keeps to its definition."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.made import MADE
from nnplay.data.real import HERE, REAL
from nnplay.engine.arrays import Array


def made(key: str, samples: int = 2000, noise: float = 0, **knobs: float) -> tuple[Array, Array]:
    entry = DATA_SETS[key]
    defaults = {knob.name: knob.default for knob in entry.knobs}
    return entry.make(np.random.default_rng(5), samples, noise, **{**defaults, **knobs})


@pytest.mark.parametrize("classes", [2, 3, 5, 8])
@pytest.mark.parametrize("key", ["rings", "blobs", "arms"])
def test_classes_are_as_many_as_the_knob_says_and_of_one_size(key: str, classes: int) -> None:
    _, labels = made(key, 840, classes=classes)
    assert np.bincount(labels.astype(int)).tolist() == [840 // classes] * classes
    experiment = Experiment(data=key, samples=100, knobs={f"{key}.classes": classes}, head="softmax",
                            loss="cross_entropy")
    assert experiment.net.sizes[-1] == classes
    run = experiment.start()
    run.advance(epochs=2)
    assert np.isfinite(run.loss.test)


def test_a_ring_lies_between_its_two_circles() -> None:
    points, labels = made("rings", classes=4)
    radius = np.hypot(*points.T)
    for ring in range(4):
        inside = radius[labels == ring]
        assert ring * 5 / 4 < inside.min() and inside.max() < (ring + 1) * 5 / 4


def test_fields_of_the_board_alternate() -> None:
    points, labels = made("checkerboard", fields=4)
    field = np.floor((points + 5) / 2.5).sum(axis=1)
    np.testing.assert_array_equal(labels, field % 2)


@pytest.mark.parametrize(("key", "curve"), [("above_sine", lambda x: 2.5 * np.sin(1.2 * x)),
                                            ("above_cubic", lambda x: 0.06 * x**3 - 0.6 * x),
                                            ("above_v", lambda x: 1.4 * abs(x) - 3)])
def test_the_label_says_whether_a_point_is_above_the_curve(key: str, curve: object) -> None:
    points, labels = made(key)
    np.testing.assert_array_equal(labels, points[:, 1] > curve(points[:, 0]))  # type: ignore[operator]
    assert 0.25 < labels.mean() < 0.75


def test_moons_are_half_rings_that_do_not_touch() -> None:
    points, labels = made("moons")
    upper, lower = points[labels == 1], points[labels == 0]
    assert np.linalg.norm(upper[:, np.newaxis] - lower, axis=2).min() > 0.5
    assert labels.mean() == 0.5


def test_moons_are_arcs_of_their_two_circles() -> None:
    points, labels = made("moons")
    for label, centre, up in ((1, (-1.5, -0.75), 1), (0, (1.5, 0.75), -1)):
        offset = points[labels == label] - centre
        np.testing.assert_allclose(np.hypot(*offset.T), 3)
        assert (up * offset[:, 1] >= 0).all() and np.ptp(offset[:, 0]) > 5.9


@pytest.mark.parametrize("noise", [0, 20])
def test_a_blob_is_normal_around_its_place_on_the_circle(noise: float) -> None:
    points, labels = made("blobs", 20_000, noise, classes=4)
    spread = 0.45 + 3 * noise / 100
    for label, centre in enumerate([(0, 3.5), (3.5, 0), (0, -3.5), (-3.5, 0)]):
        mine = points[labels == label]
        np.testing.assert_allclose(mine.mean(axis=0), centre, atol=5 * spread / np.sqrt(len(mine)))
        np.testing.assert_allclose(np.cov(mine.T), spread**2 * np.eye(2), atol=0.08 * spread**2)
        deviations = ((mine - centre) / spread) ** 2
        assert (deviations**2).mean() == pytest.approx(3, rel=0.1)  # the fourth moment of a normal number


@pytest.mark.parametrize("classes", [2, 5])
def test_an_arm_turns_five_quarters_while_it_goes_outwards(classes: int) -> None:
    points, labels = made("arms", 1000, classes=classes)
    along = np.hypot(*points.T) / 5
    np.testing.assert_allclose(along, np.arange(1000) / 1000, atol=1e-12)
    turned = np.arctan2(points[:, 0], points[:, 1]) - 2.5 * np.pi * along - 2 * np.pi * labels / classes
    np.testing.assert_allclose(np.cos(turned[1:]), 1)


@pytest.mark.parametrize("key", ["rings", "moons"])
def test_noise_pushes_points_by_a_normal_number_of_its_percentage_of_the_radius(key: str) -> None:
    still, noisy = made(key, 5000)[0], made(key, 5000, 30)[0]
    assert (noisy - still).std() == pytest.approx(1.5, rel=0.03)
    assert (noisy - still).mean() == pytest.approx(0, abs=0.06)


@pytest.mark.parametrize(("key", "table"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("nand", [1, 1, 1, 0]),
                                            ("xnor", [1, 0, 0, 1])])
def test_a_gate_has_its_truth_table_and_nothing_is_kept_for_a_test(key: str, table: list[int]) -> None:
    points, labels = made(key)
    assert points.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert labels.tolist() == table
    split = Experiment(data=key).split()
    assert (len(split.train), len(split.test)) == (4, 0)


@pytest.mark.parametrize("bits", [3, 4])
def test_parity_is_whether_the_ones_are_odd(bits: int) -> None:
    points, labels = made(f"parity_{bits}")
    assert len(np.unique(points, axis=0)) == 2**bits
    np.testing.assert_array_equal(labels, points.sum(axis=1) % 2)
    assert Experiment(data=f"parity_{bits}").net.sizes[0] == bits


@pytest.mark.parametrize(("key", "curve"), [("line", lambda x: x / 6), ("sine_curve", lambda x: np.sin(1.3 * x)),
                                            ("step_curve", lambda x: np.where(x > 0, 0.8, -0.8)),
                                            ("vee_curve", lambda x: abs(x) / 3 - 1),
                                            ("x_sine", lambda x: x * np.sin(1.5 * x) / 6)])
def test_a_line_of_one_input_follows_its_function_and_leaves_the_gap_empty(key: str, curve: object) -> None:
    points, targets = made(key, gap=40)
    x = points[:, 0]
    np.testing.assert_allclose(targets, curve(x))  # type: ignore[operator]
    assert np.abs(x).min() >= 2.4 and np.abs(x).max() <= 6
    noisy = made(key, noise=20)[1] - curve(made(key, noise=20)[0][:, 0])  # type: ignore[operator]
    assert abs(noisy.std() - 0.2) < 0.02


@pytest.mark.parametrize("key", [entry.key for entry in MADE])
def test_noise_moves_points_or_labels_and_leaves_the_plan(key: str) -> None:
    calm, wild = made(key, noise=0), made(key, noise=40)
    assert any((one != other).any() for one, other in zip(calm, wild, strict=True))


@pytest.mark.parametrize("entry", REAL, ids=lambda entry: entry.key)
def test_a_shipped_table_is_what_its_entry_says_and_names_its_licence(entry: object) -> None:
    points, targets = made(entry.key)  # type: ignore[attr-defined]
    assert points.shape == (entry.samples, len(entry.columns))  # type: ignore[attr-defined]
    if entry.classes:  # type: ignore[attr-defined]
        assert np.unique(targets).tolist() == list(range(entry.classes))  # type: ignore[attr-defined]
    assert "Licence: " in (HERE / f"{entry.key}.txt").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert np.isfinite(points).all()


def test_shipped_tables_are_those_of_scikit_learn() -> None:
    from sklearn import datasets

    for key in ("iris", "wine", "breast_cancer", "digits"):
        theirs = getattr(datasets, f"load_{key}")()
        points, targets = made(key)
        np.testing.assert_allclose(points, theirs.data, rtol=1e-5)
        np.testing.assert_array_equal(targets, theirs.target)


def test_shipped_tables_are_small() -> None:
    files = list(Path(HERE).glob("*.csv.gz"))
    assert len(files) == len(REAL)
    assert sum(file.stat().st_size for file in files) < 200_000
    assert all(len(gzip.decompress(file.read_bytes())) < 1_000_000 for file in files)


def test_iris_is_learnt_standardized() -> None:
    experiment = Experiment(data="iris", head="softmax", loss="cross_entropy", hidden=(6,), test_share=30)
    assert experiment.standardize
    run = experiment.start()
    run.advance(epochs=200)
    assert run.accuracy.test > 0.9
