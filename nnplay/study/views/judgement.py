"""How right the network is about the samples: what it mixes up, where it is most wrong, and whether it knows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.run import Run
from nnplay.study.inspect import traced

WORST, BINS = 8, 10
MOST_SAMPLES = 20_000  # as many as a table has


@dataclass(frozen=True)
class Classified:
    """Decisions about N samples of K classes.

    `mixed` (K, K) counts samples by their class (row) and the network's (column). `worst` are the samples it is most
    wrong about, and of which it gave the true class the share `given`. `calibration` has a row for each tenth of
    confidence that occurs: the mean confidence, the share of right decisions, and how many samples.
    """

    samples: int
    accuracy: float
    mixed: Array
    worst: list[int]
    answers: Array  # (N,) the class decided for
    truths: Array  # (N,) the class it is
    given: Array  # (N,) the share of confidence in the true class
    calibration: Array  # (B, 3)


@dataclass(frozen=True)
class Estimated:
    """Estimates of one number for N samples, with the coefficient of determination R^2 and the errors' sizes, in units.

    `r2` is NaN where all targets are the same.
    """

    samples: int
    r2: float
    rmse: float
    mae: float
    worst: list[int]
    answers: Array  # (N,)
    truths: Array  # (N,)


def judge(run: Run, part: str = "train") -> Classified | Estimated | None:
    """Look at the network's answers for the samples of a part; None without samples or where one is no number."""
    trace, y = traced(run, part, slice(0, MOST_SAMPLES))
    answers = trace.prediction[0].astype(float)
    if not len(y) or not np.isfinite(answers).all():
        return None
    if run.experiment.classes:
        return _classified(run, answers, y)
    samples = run.split.train if part == "train" else run.split.test
    return _estimated(run.targets.in_units(answers[:, 0]), samples.targets[:MOST_SAMPLES])


def wrong(run: Run, part: str = "train") -> Array:
    """Return for each sample of a part whether the network decides wrongly (N,). What is no number is wrong."""
    trace, y = traced(run, part, slice(0, MOST_SAMPLES))
    answers = trace.prediction[0]
    lost = ~np.isfinite(answers).all(axis=1)
    mistaken: Array = lost | (run.targets.decided(np.nan_to_num(answers)) != run.targets.decided(y))
    return mistaken


def _classified(run: Run, answers: Array, y: Array) -> Classified:
    shares, guess, truth = run.targets.shares(answers), run.targets.decided(answers), run.targets.decided(y)
    classes, rows = shares.shape[1], np.arange(len(y))
    mixed = np.bincount(truth * classes + guess, minlength=classes**2).reshape(classes, classes).astype(float)
    given, sure, right = shares[rows, truth], shares[rows, guess], guess == truth
    wrong = np.flatnonzero(~right)
    tenth = np.minimum((sure * BINS).astype(int), BINS - 1)
    filled = np.unique(tenth)
    calibration = np.array([[sure[tenth == k].mean(), right[tenth == k].mean(), (tenth == k).sum()] for k in filled])
    return Classified(
        len(y), float(right.mean()), mixed, [int(i) for i in wrong[np.argsort(given[wrong], kind="stable")][:WORST]],
        guess, truth, given, calibration,
    )


def _estimated(answers: Array, truths: Array) -> Estimated:
    error = answers - truths
    with np.errstate(over="ignore"):
        squares, around = error**2, ((truths - truths.mean()) ** 2).sum()
    return Estimated(
        len(truths), float(1 - squares.sum() / around) if around > 0 else np.nan,
        float(np.sqrt(squares.mean())), float(np.abs(error).mean()),
        [int(i) for i in np.argsort(-np.abs(error), kind="stable")[:WORST]], answers, truths,
    )
