"""A first trial of a table: the experiment to begin with, and what its answers are worth."""

from __future__ import annotations

import numpy as np

from nnplay.data.table import Table
from nnplay.experiment import Experiment
from nnplay.run import Run

TEST_SHARE = 25
SMALL = 200  # rows; fewer are met with a smaller network


def first_experiment(table: Table) -> Experiment:
    """Return an experiment of a sensible size: a network that suits the rows, and a quarter of them as the test."""
    classes = len(table.classes)
    return Experiment(table=table, test_share=TEST_SHARE, hidden=(8, 4) if len(table) < SMALL else (16, 8),
                      head="identity" if not classes else "sigmoid" if classes == 2 else "softmax",
                      loss="cross_entropy" if classes else "half_mse", init="glorot_uniform", optimizer="adam", lr=0.01,
                      batch=32)


def baseline(run: Run) -> float:
    """Return the test score of an answer that never changes: the commonest class, or the mean of the training rows.

    It is a share of right answers, or a root mean square error in the unit of the target; NaN without test rows.
    """
    train, test = run.split.train.targets, run.split.test.targets
    if not len(test):
        return float("nan")
    if run.experiment.classes:
        return float((test == np.bincount(train.astype(int)).argmax()).mean())
    return float(np.sqrt(np.mean((test - train.mean()) ** 2)))
