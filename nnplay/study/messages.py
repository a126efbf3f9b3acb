"""What happened, in words: rules that look at a run's present moment and say one line, with the numbers that made it.

To add one, add an entry to `RULES`; the first that has something to say is heard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.passes import Trace
from nnplay.run import Run
from nnplay.study.inspect import ALMOST_ALL, FLAT, ailing, gradient, traced

EARLIEST = 20  # epochs before anything is said
VANISHED = 1e-3  # of the last layer's mean gradient


@dataclass(frozen=True)
class Message:
    """One line, why it is so, and what to try."""

    key: str
    line: str
    why: str


@dataclass(frozen=True)
class Rule:
    """`look(run, trace)` returns the numbers in words, or nothing when there is nothing to say."""

    key: str
    look: Callable[[Run, Trace], str | None]
    why: str


def message(run: Run, only: str = "") -> Message | None:
    """Return the most important thing to say of a run with one network now, or None. Early on nothing is said.

    `only` names the one rule that is to be heard; every rule is, where none is named.
    """
    if run.epoch < EARLIEST or run.divergence or not np.isfinite(run.loss.train):
        return None
    trace = traced(run)[0]
    for rule in (rule for rule in RULES if only in ("", rule.key)):
        line = rule.look(run, trace)
        if line:
            return Message(rule.key, line, rule.why)
    return None


def _told(run: Run, trace: Trace, kind: int, what: str) -> str | None:
    """Say which hidden units are dead (`kind` 0) or saturated (1), or nothing when none is."""
    names = [f"h{layer}·{unit + 1}" for layer in range(1, run.params.net.layers)
             for unit in ailing(run, layer, trace)[kind]]
    if not names:
        return None
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{', '.join(names[:4])}{more} {'is' if len(names) == 1 else 'are'} {what}"


def dead(run: Run, trace: Trace) -> str | None:
    return _told(run, trace, 0, "dead: slope 0 for every training sample.")


def vanishing(run: Run, trace: Trace) -> str | None:
    if len(run.experiment.hidden) < 2:
        return None
    slopes, blocks = np.abs(gradient(run)), run.params.net.blocks
    first, last = float(slopes[blocks[0]].mean()), float(slopes[blocks[-1]].mean())
    if last < 1e-9 or first >= VANISHED * last:
        return None
    return (f"The gradient vanishes: {first:.1e} on average in the first layer, {last:.1e} in the last.")


def plateau(run: Run, trace: Trace) -> str | None:
    losses: Array = np.asarray(run.history_log.records["train_loss"], dtype=float).reshape(-1)
    epochs = np.asarray(run.history_log.records["epoch"], dtype=float)
    if run.epoch < 100 or len(losses) < 8:
        return None
    before, now = float(losses[np.searchsorted(epochs, run.epoch / 2)]), float(run.loss.train)
    if now < 0.3 * float(losses[0]) or abs(before - now) >= 0.01 * before:
        return None
    return (f"Stuck on a plateau: the training loss went from {before:.4g} to {now:.4g} in the last "
            f"{run.epoch - int(run.epoch / 2):,} epochs.")


def overfitting(run: Run, trace: Trace) -> str | None:
    train, test = run.loss.train, run.loss.test
    if not (np.isfinite(test) and test > 2 * train and test - train > 0.05):
        return None
    return f"Training is better than test by {test - train:.3f}: loss {train:.3f} against {test:.3f}."


def saturated(run: Run, trace: Trace) -> str | None:
    return _told(run, trace, 1, f"saturated: slope below {FLAT:.0%} of the steepest for over {ALMOST_ALL:.0%} of the "
                 "samples.")


def solved(run: Run, trace: Trace) -> str | None:
    records = run.history_log.records
    right = np.asarray(records["train_accuracy"], dtype=float).reshape(-1)
    if not (len(right) and run.accuracy.train == 1 and right[-1] == 1):
        return None
    wrong = np.flatnonzero(right < 1)
    epoch = int(np.asarray(records["epoch"])[wrong[-1] + 1 if len(wrong) else 0])
    return f"Solved: all {len(run.split.train):,} training samples are right since epoch {epoch:,}."


RULES = (
    Rule("vanishing", vanishing, "Each layer passes on only a part of the gradient, and many small parts make almost "
         "nothing. The first layers hardly learn. Try ReLU or tanh, Glorot or He weights, or fewer layers."),
    Rule("dead", dead, "A unit whose slope is 0 everywhere gets no gradient and cannot come back. Large steps push "
         "ReLU units there. Try a lower learning rate, leaky ReLU, or New weights."),
    Rule("plateau", plateau, "The loss is almost flat around these weights, or the steps are too small to cross it. "
         "Try a higher learning rate, momentum or Adam, another start, or a larger network."),
    Rule("overfitting", overfitting, "The network learns the noise of its training samples, which the test samples do "
         "not share. Try more samples, L2 or dropout, a smaller network, or stop early."),
    Rule("saturated", saturated, "At the flat ends of its activation a unit hardly changes with its inputs and hardly "
         "learns. Try smaller initial weights, a lower learning rate, or L2."),
    Rule("solved", solved, "Every training sample lies on its side of the boundary. The loss can still fall: the "
         "answers become surer. Look at the test accuracy, or try a smaller network."),
)
