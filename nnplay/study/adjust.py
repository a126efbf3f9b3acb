"""Changing an experiment so that its parts still fit together, and saying in words what had to give."""

from __future__ import annotations

from typing import Any

from nnplay.data.datasets import DATA_SETS
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.experiment import Experiment


def adjusted(experiment: Experiment, **changes: Any) -> tuple[Experiment, list[str]]:
    """Return the experiment with `changes`, and whatever must change with them, and a sentence for each of those.

    Raises ValueError for a change that cannot be made.
    """
    remarks = []
    if "data" in changes:
        old, new = DATA_SETS[experiment.data], DATA_SETS[changes["data"]]
        changes.setdefault("samples", None)
        if new.task != old.task:
            changes.setdefault("head", None)
    if "hidden" in changes and "activation" not in changes:
        changes["activation"] = _stretched(experiment.activation, len(changes["hidden"]))
        changes.setdefault("frozen", ())
    head = changes.get("head", experiment.head)
    head = Experiment(data=changes.get("data", experiment.data)).head if head is None else HEADS[head].key
    if head not in LOSSES[changes.get("loss", experiment.loss)].heads:
        if "loss" in changes:
            changes["head"] = LOSSES[changes["loss"]].heads[0]
            remarks.append(f"{LOSSES[changes['loss']].label} needs another output: "
                           f"it is {HEADS[changes['head']].label} now.")
        else:
            changes["loss"] = next(key for key, loss in LOSSES.items() if head in loss.heads)
            remarks.append(f"A {HEADS[head].label} output needs another loss: "
                           f"it is {LOSSES[changes['loss']].label} now.")
    if "optimizer" in changes:
        optimizer = OPTIMIZERS[changes["optimizer"]]
        if "lr" not in changes and optimizer.lr != experiment.lr:
            changes["lr"] = optimizer.lr
            remarks.append(f"The learning rate is {optimizer.lr:g} now, which suits {optimizer.label}.")
        if optimizer.full_batch and experiment.batch:
            changes["batch"] = 0
            remarks.append(f"{optimizer.label} needs every sample in each step: the batch is whole now.")
    elif changes.get("batch") and OPTIMIZERS[experiment.optimizer].full_batch:
        changes["batch"] = 0
        remarks.append(f"{OPTIMIZERS[experiment.optimizer].label} needs every sample in each step: "
                       "the batch stays whole.")
    used = used_knobs(experiment, changes)
    return experiment.with_(**{"knobs": used, **changes}), remarks


def _stretched(activation: tuple[str, ...], layers: int) -> tuple[str, ...]:
    """Return activations for so many layers: those that were, and the last of them for new layers."""
    return (activation + (activation[-1:] or ("tanh",)) * layers)[:layers]


def used_knobs(experiment: Experiment, changes: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the knobs that still belong to something the changed experiment uses."""
    names = {changes.get(name, getattr(experiment, name))
             for name in ("data", "loss", "init", "optimizer", "schedule", "clip")}
    activation = changes.get("activation", experiment.activation)
    names |= {activation} if isinstance(activation, str) else set(activation)
    return tuple(pair for pair in experiment.knobs if pair[0].partition(".")[0] in names)
