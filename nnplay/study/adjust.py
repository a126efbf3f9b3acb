"""Changing an experiment so that its parts still fit together, and saying in words what had to give."""

from __future__ import annotations

from typing import Any

from nnplay.data.datasets import DATA_SETS
from nnplay.data.entry import DataSet, entry_of
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.experiment import Experiment


def adjusted(experiment: Experiment, **changes: Any) -> tuple[Experiment, list[str]]:
    """Return the experiment with `changes`, and whatever must change with them, and a sentence for each of those.

    Raises ValueError for a change that cannot be made.
    """
    remarks = []
    if "data" in changes or changes.get("table"):
        remarks += _other_data(experiment, changes)
    if "hidden" in changes:
        changes = {**experiment.layers(changes["hidden"]), **changes}
    head = changes.get("head", experiment.head)
    task = _source(experiment, changes).task
    head = ("tanh" if task == "classification" else "identity") if head is None else HEADS[head].key
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


def _source(experiment: Experiment, changes: dict[str, Any]) -> DataSet:
    """Return the data set that the changed experiment has."""
    if changes.get("table"):
        return entry_of(changes["table"])
    return DATA_SETS[changes["data"]] if "data" in changes else experiment.source


def _other_data(experiment: Experiment, changes: dict[str, Any]) -> list[str]:
    """Let samples, output and loss suit other data: one probability for each of more than two classes."""
    old, new = experiment.source, _source(experiment, changes)
    changes.setdefault("samples", None)
    many = new.classes > 2
    if many and (experiment.classes <= 2 or experiment.head != "softmax") and not {"head", "loss"} & changes.keys():
        changes |= {"head": "softmax", "loss": "cross_entropy"}
        return [f"{new.label} has {new.classes} classes: the output is softmax now, the loss cross-entropy."]
    if new.task != old.task or (experiment.classes > 2 and not many):
        changes.setdefault("head", None)
        if experiment.classes > 2:
            changes.setdefault("loss", "half_mse")
    return []


def used_knobs(experiment: Experiment, changes: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the knobs that still belong to something the changed experiment uses."""
    names = {changes.get(name, getattr(experiment, name))
             for name in ("data", "loss", "init", "optimizer", "schedule", "clip")}
    activation = changes.get("activation", experiment.activation)
    names |= {activation} if isinstance(activation, str) else set(activation)
    return tuple(pair for pair in experiment.knobs if pair[0].partition(".")[0] in names)
