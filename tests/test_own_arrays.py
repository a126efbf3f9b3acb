"""One's own arrays are learnt from like the data sets, whatever their size."""

from __future__ import annotations

import numpy as np
import pandas as pd
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


def test_a_data_frame_brings_its_names_and_a_series_its_classes() -> None:
    frame = pd.DataFrame({"width": [1.0, 2, 3, 4], "height": [1, 1, 2, 2]})
    run = nnplay.train(frame, pd.Series(["pear", "apple", "pear", "apple"]), epochs=2)
    assert run.experiment.source.columns == ("width", "height") and run.experiment.class_names == ("apple", "pear")
    frame["colour"] = ["red", "green", "red", "red"]
    with pytest.raises(ValueError, match="its column 'colour' holds others, like 'red'"):
        nnplay.Table.of(frame, [1.0, 2, 3, 4])


@pytest.mark.parametrize("y", [["a", None, "b"], ["a", np.nan, "b"], [1, None, 2]])
def test_a_missing_answer_is_no_class(y: list) -> None:
    with pytest.raises(ValueError, match="y has no value in row 1"):
        nnplay.Table.of([[1.0], [2.0], [3.0]], np.array(y, dtype=object))


@pytest.mark.parametrize("kind", ["int64", "uint16", "object"])
def test_many_different_whole_numbers_are_refused_as_classes(kind: str) -> None:
    X, y = RNG.normal(size=(101, 2)), np.arange(101)
    assert len(nnplay.Table.of(X[:100], y[:100].astype(kind)).classes) == 100
    for refusing in (nnplay.Table.of, nnplay.train):
        with pytest.raises(ValueError, match=r"y holds 101 different whole numbers, .* up to 100: give floats for a "
                                             r"number to predict, or texts for classes"):
            refusing(X, y.astype(kind))
    assert nnplay.Table.of(X, y.astype(float)).classes == ()
    assert len(nnplay.Table.of(X, y.astype(str)).classes) == 101


def test_another_table_takes_the_place_of_data() -> None:
    one, other = (nnplay.Table.of(RNG.normal(size=(9, columns)), RNG.normal(size=9)) for columns in (3, 5))
    assert nnplay.Experiment(data=one).with_(data=other) == nnplay.Experiment(data=other)
    assert nnplay.Experiment().with_(data=one, head=None).table == one


def test_what_is_printed_says_what_is_worth_knowing() -> None:
    experiment = nnplay.Experiment(data="spiral", hidden=(8, 8, 8), lr=0.1, stop={"epoch": 5})
    assert repr(experiment) == "Experiment(data='spiral', hidden=(8, 8, 8), lr=0.1, stop=(('epoch', 5),))"
    assert eval(repr(experiment), {"Experiment": nnplay.Experiment}) == experiment
    wide = nnplay.Table.of(np.zeros((4, 784)), [0, 1, 0, 1])
    assert repr(nnplay.Experiment(data=wide)) == "Experiment(table=Table(4 rows, 784 inputs, 'target': 2 classes))"
    run = nnplay.Experiment().start()
    run.advance(epochs=2)
    assert repr(run) == (f"Run(circle, 2-4-2-1, epoch 2, step 50, train loss {run.loss.train:.4g}, "
                         f"test loss {run.loss.test:.4g})")
    assert repr(nnplay.Experiment().start(networks=20)) == "Run(circle, 20 networks 2-4-2-1, epoch 0, step 0)"
    assert repr(run.snapshot()) == "Snapshot(1 networks of 25 numbers, epoch 2, step 50)"
