"""Stopping rules: when a run has trained long enough.

A rule looks at what was recorded so far and at nothing else, so a run that was taken back and goes on stops at the same
epoch again. To add one, write a function of the records and one number and add an entry to `STOPPING`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.engine.knobs import NamedNumbers
from nnplay.engine.registry import Knob, Registry, plain

IMPROVEMENT = 1e-3  # what counts as getting better: one part in a thousand

Records = Mapping[str, Array]


@dataclass(frozen=True)
class StoppingRule:
    """A number (the one knob) and the test that is met by the records.

    `met(records, number)` reads columns by name, (R,) or, for what differs between networks, (R, M): epoch,
    train_loss, test_loss, train_accuracy, test_accuracy. Many networks stop when all that are still finite meet it.
    `reason` says why, with {number}. `best` is the column whose lowest value is the moment to go back to, if any.
    """

    key: str
    label: str
    formula: str
    met: Callable[[Records, float], bool]
    reason: str
    note: str
    reference: str
    knobs: tuple[Knob]
    best: str = ""


@dataclass(frozen=True)
class Stop:
    """Where a run stopped, by which rule, and why.

    `best` is the recorded epoch of the lowest loss, for a rule that looks for it in one network.
    """

    rule: str
    epoch: int
    reason: str
    best: int | None = None

    def __str__(self) -> str:
        lowest = "" if self.best is None else f"; it was lowest at epoch {self.best:,}"
        return f"stopped at epoch {self.epoch:,}: {self.reason}{lowest}"


def first_met(rules: NamedNumbers, records: Records) -> Stop | None:
    """Return how the first of the rules (name, number) that is met stops the run, or None."""
    for name, number in dict(rules).items():
        rule = STOPPING[name]
        if rule.met(records, number):
            return Stop(name, int(records["epoch"][-1]), rule.reason.format(number=plain(number)),
                        _lowest(records, rule.best))
    return None


def _lowest(records: Records, column: str) -> int | None:
    """Return the first epoch of a column's lowest value; None without a column, or with many networks."""
    if not column or records[column].ndim > 1:
        return None
    return int(records["epoch"][np.argmin(records[column])])


def _at_epoch(records: Records, number: float) -> bool:
    return bool(records["epoch"][-1] >= number)


def _all_finite(values: Array, test: Callable[[Array], NDArray[np.bool_]]) -> bool:
    """Say whether the values that are finite pass a test, and there are some."""
    finite = values[np.isfinite(values)]
    return bool(finite.size and test(finite).all())


def _loss_below(records: Records, number: float) -> bool:
    return _all_finite(np.atleast_1d(records["train_loss"][-1]), lambda loss: loss < number)


def _accuracy_from(records: Records, number: float) -> bool:
    return _all_finite(np.atleast_1d(records["train_accuracy"][-1]), lambda share: share >= number)


def _no_better(records: Records, column: str, patience: float) -> bool:
    """Say whether the best loss of the last `patience` epochs hardly undercuts the best from before."""
    epochs, losses = records["epoch"], records[column]
    before = int(np.searchsorted(epochs, epochs[-1] - patience, side="right"))
    if not before:
        return False
    best, recent = (np.atleast_1d(part.min(axis=0)) for part in (losses[:before], losses[before:]))
    return _all_finite(recent - (1 - IMPROVEMENT) * best, lambda excess: excess >= 0)  # 0 cannot be undercut


def _plateau(records: Records, number: float) -> bool:
    return _no_better(records, "train_loss", number)


def _early(records: Records, number: float) -> bool:
    return _no_better(records, "test_loss", number)


STOPPING: Registry[StoppingRule] = Registry(
    "stopping rule",
    StoppingRule(
        "epoch", "At an epoch", r"e \ge E", _at_epoch, "it reached epoch {number}",
        knobs=(Knob("epochs", "Epoch", 1000, 1, 10_000_000, "integer"),),
        note="Trains for so many epochs and no more.",
        reference="Bengio, Practical Recommendations for Gradient-Based Training (2012), section 3.1",
    ),
    StoppingRule(
        "loss", "Below a loss", r"L_{\text{train}} < c", _loss_below, "the training loss fell below {number}",
        knobs=(Knob("loss", "Training loss", 0.01, 1e-12, 1000, "log"),),
        note="Trains until the training loss is small enough.",
        reference="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)",
    ),
    StoppingRule(
        "accuracy", "Target accuracy", r"\text{accuracy} \ge c", _accuracy_from,
        "the training accuracy reached {number}",
        knobs=(Knob("accuracy", "Training accuracy", 0.99, 0, 1, help="The share of right decisions, 0 to 1."),),
        note="Trains until enough training samples are decided rightly; it never ends a regression.",
        reference="Rosenblatt, The Perceptron (1958)",
    ),
    StoppingRule(
        "plateau", "On a plateau", r"\min_{e - k < i \le e} L_i \ge 0.999 \min_{i \le e - k} L_i", _plateau,
        "the training loss hardly fell for {number} epochs",
        knobs=(Knob("epochs", "Epochs without progress", 100, 1, 100_000, "integer"),),
        note="Stops when the training loss has not fallen by a thousandth for so many epochs.",
        reference="Prechelt, Early Stopping - But When? (1998), section 2.2",
    ),
    StoppingRule(
        "early", "Early stopping", r"\min_{e - k < i \le e} L^{\text{test}}_i \ge 0.999 \min_{i \le e - k} "
        r"L^{\text{test}}_i", _early, "the test loss has not fallen for {number} epochs", best="test_loss",
        knobs=(Knob("epochs", "Patience (epochs)", 50, 1, 100_000, "integer"),),
        note="Stops when new samples are no longer answered better: what is learnt after that is the noise.",
        reference="Prechelt, Early Stopping - But When? (1998), section 2.1",
    ),
)
