"""Trained networks of every kind that leaves the page: what a model elsewhere has to answer like."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.run import Run

POINTS = np.random.default_rng(3).uniform(-6, 6, (40, 2))

VARIED = [
    *(Experiment(activation=key, samples=60, hidden=(4, 3)) for key in ACTIVATIONS),
    *(Experiment(head=head, loss="half_mse" if head != "softmax" else "cross_entropy", samples=60) for head in HEADS),
    Experiment(hidden=(), head="sigmoid", samples=60), Experiment(hidden=(), data="plane", samples=60),
    Experiment(data="bumps", activation="relu", samples=60, bias=False),
    Experiment(inputs=("x2", "x1_squared", "sin_x1"), activation=("relu", "tanh"), samples=60),
    *(Experiment(activation=key, samples=60, hidden=(5, 3),  # every knob away from where it makes no difference
                 knobs={f"{key}.{knob.name}": (2 * knob.default + knob.high) / 3 for knob in entry.knobs})
      for key, entry in ACTIVATIONS.items() if entry.knobs),
    Experiment(dtype="float32", samples=60),
]


def trained(experiment: Experiment, epochs: int = 3) -> Run:
    run = experiment.start()
    run.advance(epochs=epochs)
    return run


def of_data_set(data: str, standardize: bool) -> Run:
    """Train a little on a data set, with a softmax where it has more than two classes."""
    entry = DATA_SETS[data]
    experiment = Experiment(data=data, samples=None if entry.fixed else 60, standardize=standardize, batch=0)
    return trained(experiment.with_(head="softmax", loss="cross_entropy") if entry.classes > 2 else experiment, 2)


def agree(answers: Any, run: Run, points: np.ndarray = POINTS) -> None:
    """Hold answers to those of the run, to the digits that its numbers have."""
    tolerance = 1e-5 if run.experiment.dtype == "float32" else 1e-9
    assert answers.shape == run.predict(points).shape
    np.testing.assert_allclose(answers, run.predict(points), rtol=tolerance, atol=tolerance)
