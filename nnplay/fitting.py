"""`train`: learn from one's own arrays in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike

from nnplay.data.table import Frame, Table
from nnplay.experiment import Experiment
from nnplay.run import Run


def train(X: ArrayLike | Frame, y: ArrayLike, *, epochs: int = 100, names: Sequence[str] | None = None,
          target: str = "target", **settings: Any) -> Run:
    """Train a network on inputs X (N, D) and targets y (N,) for so many epochs, and return its run.

    Floats in `y` are numbers to predict; texts, booleans and whole numbers are classes. `settings` are those of an
    `Experiment`; left out, classes are told apart by their probabilities (sigmoid or softmax, cross-entropy), numbers
    by their squared error, Adam trains, and no sample is kept for testing. Raises ValueError as the experiment does.
    """
    return train_table(Table.of(X, y, names=names, target=target), epochs=epochs, **settings)


def train_table(table: Table, *, epochs: int, **settings: Any) -> Run:
    """Train a network on a table, with what suits it unless the settings say otherwise."""
    run = Experiment(data=table, **usual(len(table.classes)) | settings).start()
    run.advance(epochs=epochs)
    return run


def usual(classes: int) -> dict[str, Any]:
    """Return the settings that suit one's own data, by how many classes there are (0: a number to predict)."""
    learnt = {"head": "sigmoid" if classes == 2 else "softmax", "loss": "cross_entropy"} if classes else {}
    return {"hidden": (8, 8), "optimizer": "adam", "lr": 0.01, "batch": 32, "init": "glorot_uniform", "test_share": 0,
            **learnt}
