"""One's own arrays are learnt from like the data sets, whatever their size."""

from __future__ import annotations

import numpy as np
import pytest

import nnplay

RNG = np.random.default_rng(0)


def test_arrays_are_trained_in_one_line() -> None:
    X = RNG.normal(size=(120, 2))
    run = nnplay.train(X, np.where(X[:, 0] * X[:, 1] > 0, "same", "other"), hidden=(8, 8), lr=0.01, epochs=150)
    assert run.epoch == 150 and run.experiment.class_names == ("other", "same")
    assert run.accuracy.train > 0.95
    assert run.experiment.head == "sigmoid" and run.experiment.loss == "cross_entropy"


def test_numbers_are_answered_in_their_unit() -> None:
    X = RNG.uniform(-1, 1, (200, 3))
    y = 1000 + 50 * X[:, 0] - 20 * X[:, 1] ** 2
    run = nnplay.train(X, y, names=("a", "b", "c"), target="price", hidden=(8,), test_share=25, epochs=200, lr=0.01)
    assert np.abs(run.predict(X)[:, 0] - y).mean() < 5 and len(run.split.test) == 50
    assert run.targets.name == "price" and run.experiment.source.columns == ("a", "b", "c")


def test_784_pixels_and_wide_layers_are_no_problem() -> None:
    X = (RNG.random((60, 784)) < 0.5).astype(float)
    run = nnplay.train(X, (X[:, :10].sum(axis=1) > 5).astype(int), hidden=(300,), epochs=3)
    assert run.params.net.sizes == (784, 300, 1) and np.isfinite(run.loss.train)
    deep = nnplay.Experiment(hidden=(2,) * 30).start()
    assert deep.advance(steps=1) == 1


def test_a_table_is_data() -> None:
    table = nnplay.Table.of([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.0])
    experiment = nnplay.Experiment(data=table, hidden=[4], test_share=0)
    assert experiment == nnplay.Experiment(table=table, hidden=4, test_share=0) and experiment.data == "table"
    assert sorted(experiment.start().split.train.targets) == [0, 1, 2, 3]


def test_what_the_arrays_or_settings_lack_is_said() -> None:
    with pytest.raises(ValueError, match="batch must be a whole number"):
        nnplay.train([[0.0], [1.0]], [0.0, 1.0], batch=-1)
    with pytest.raises(ValueError, match=r"X must be \(N, D\)"):
        nnplay.train([0.0, 1.0], [0.0, 1.0])
