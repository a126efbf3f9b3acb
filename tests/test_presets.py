"""Every example does what its sentence says, when it is trained."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nnplay.data.features import features
from nnplay.engine.passes import Trace, forward
from nnplay.presets import PRESETS
from nnplay.run import Run
from nnplay.share import link
from nnplay.ui.controls import MAX_LAYERS, MAX_UNITS

PICTURES = Path(__file__).parents[1] / "static" / "presets"


@cache
def trained(key: str) -> Run:
    run = PRESETS[key].experiment.start()
    run.advance(epochs=PRESETS[key].epochs)
    return run


def trained_elsewhere(key: str) -> Run:
    """Train it from weights that differ in the last digits, as a processor that rounds otherwise would."""
    experiment = PRESETS[key].experiment
    theta = experiment.start().params.theta
    run = experiment.start(theta=theta * (1 + 1e-14 * np.random.default_rng(0).standard_normal(theta.shape)))
    run.advance(epochs=PRESETS[key].epochs)
    return run


def learnt(run: Run) -> bool:
    return run.accuracy.train > 0.97 and run.loss.train < 0.05


def lingers(run: Run) -> bool:
    losses = run.history["train_loss"].to_numpy()
    return run.accuracy.train == 1 and losses[100] > 0.9 * losses[10] and losses[-1] < 0.3 * losses[100]


def stays(run: Run) -> bool:
    losses = run.history["train_loss"].to_numpy()
    return losses[-1] > 0.9 * losses[0] and run.accuracy.train < 0.8


def alike(run: Run) -> bool:
    weights = [W for W, _ in run.weights]
    return stays(run) and all((W == 0).all() for W in weights)


def silent(run: Run) -> int:
    x = features(run.split.train.points, run.experiment.inputs)[np.newaxis]
    trace = Trace(run.params.net, x.shape[1], 1, x.dtype)
    forward(run.params, x, trace)
    return int((trace.a[0][0] == 0).all(axis=0).sum())


def overfits(run: Run) -> bool:
    test = run.history["test_loss"].to_numpy()
    return len(run.split.train) == 30 and run.loss.train < 0.02 and run.loss.test > 1.2 * test.min()


CLAIMS: dict[str, Callable[[Run], bool]] = {
    "circle": learnt, "features": learnt, "xor_table": lingers, "depth": learnt, "zeros": alike, "sigmoids": stays,
    "linear": lambda run: run.accuracy.train < 0.75,
    "rate": lambda run: run.divergence is not None,
    "dead": lambda run: silent(run) >= 6 and run.accuracy.train < 0.8,
    "overfitting": overfits,
    "decay": lambda run: run.loss.test < trained("overfitting").loss.test,
    "small": lambda run: run.accuracy.train < 0.75,
    "spiral": lambda run: learnt(run) and run.accuracy.test > 0.95,
    "bumps": lambda run: run.loss.test < 0.01,
    "digits": lambda run: run.accuracy.test > 0.95,
}


@pytest.mark.parametrize("key", PRESETS)
def test_an_example_does_what_its_sentence_says(key: str) -> None:
    assert CLAIMS[key](trained(key))


@pytest.mark.parametrize("key", PRESETS)
def test_what_it_says_does_not_hang_on_the_last_digit(key: str) -> None:
    assert CLAIMS[key](trained_elsewhere(key))


@pytest.mark.parametrize("key", PRESETS)
def test_an_example_opens_in_the_playground(key: str) -> None:
    experiment = PRESETS[key].experiment
    assert link.read(link.write(experiment), layers=MAX_LAYERS, units=MAX_UNITS) == (experiment, [])


def test_the_pictures_are_there_and_small() -> None:
    names = {f"{key}-{theme}.webp" for key in PRESETS for theme in ("light", "dark")}
    files = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert files.keys() == names
    assert sum(files.values()) < 300_000
