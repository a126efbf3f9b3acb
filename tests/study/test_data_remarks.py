"""Remarks on data: each is made where it is true, and not where it is not; training works all the same."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.table import Table
from nnplay.study.data_remarks import data_remarks


def table(inputs: int, classes: int, rows: int = 40, same: bool = False) -> Table:
    rng = np.random.default_rng(3)
    targets = np.zeros(rows) if same else np.arange(rows) % classes if classes else rng.normal(size=rows)
    names = tuple(f"kind {number}" for number in range(classes))
    return Table(tuple(f"column {number}" for number in range(inputs)), rng.normal(size=(rows, inputs)), targets, names)


def of_sizes(*sizes: int) -> Experiment:
    """Return an experiment of so many training samples of each class."""
    targets = np.repeat(np.arange(len(sizes)), sizes)
    inputs = np.random.default_rng(0).normal(size=(len(targets), 2))
    return Experiment(table=Table(("a", "b"), inputs, targets, tuple("pqrs"[:len(sizes)])), test_share=0)


@pytest.mark.parametrize(("experiment", "words"), [
    (of_sizes(30, 3), ["p has 30 training samples and q only 3: always answering p would already be right for 91%"]),
    (of_sizes(29, 3), []), (of_sizes(5, 2, 3), ["Too few training samples of a class to learn it from: 2 of q."]),
    (Experiment(balance=5), ["would already be right for"]),
    (Experiment(balance=20), []),
    (Experiment(samples=20, balance=20), ["Too few training samples of a class", "Too few test samples of a class"]),
    (Experiment(samples=40), []),
    (Experiment(table=table(3, 2, same=True)), ["Every training sample is of one class, kind 0"]),
    (Experiment(table=table(3, 2)), []),
    (Experiment(table=table(3, 0, same=True)), ["Every training target is 0"]),
    (Experiment(table=table(3, 0)), []),
    (Experiment(table=table(30, 0)), ["more inputs, 30, than training samples, 20"]),
    (Experiment(table=table(20, 0)), []),
    (Experiment(data="above_formula", formula="100"), ["Every training sample is of one class"]),
    (Experiment(), []), (Experiment(data="plane"), []), (Experiment(data="xor_table"), []),
    (Experiment(data="and"), []), (Experiment(data="iris"), []), (Experiment(data="parity_3"), []),
])
def test_a_remark_is_made_where_it_is_true_and_training_works(experiment: Experiment, words: list[str]) -> None:
    run = experiment.start()
    said = " ".join(data_remarks(run))
    assert bool(said) == bool(words)
    for each in words:
        assert each in said
    run.advance(epochs=3)
    assert np.isfinite(run.loss.train)
