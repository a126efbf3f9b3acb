"""What changes between two experiments, and so what a run that goes over from one to the other can keep.

Under other rules of training it goes on where it is. With other samples the network can stay; with another network the
weights of what remains can (`study.surgery`). Whatever else changes, it begins again. A new field of `Experiment`
belongs into one of `PARTS`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

from nnplay.experiment import OF_DATA, Experiment

Part = Literal["training", "data", "network", "start"]
PARTS: dict[Part, tuple[str, ...]] = {
    "training": ("optimizer", "lr", "batch", "schedule", "clip", "regularization", "stop", "frozen"),
    "data": (*OF_DATA, "standardize"),
    "network": ("inputs", "hidden", "activation"),
    "start": ("bias", "head", "loss", "init", "seed", "dtype"),  # the initial weights, and what the losses measure
}
PART_OF = {name: part for part, names in PARTS.items() for name in names}


def parts_changed(old: Experiment, new: Experiment) -> set[Part]:
    """Return the parts in which two experiments differ; none when they are the same.

    A knob belongs to the part of what it tunes.
    """
    changed = {item.name for item in fields(Experiment) if getattr(old, item.name) != getattr(new, item.name)}
    knobs = {name.partition(".")[0] for name, _ in set(old.knobs) ^ set(new.knobs)}
    return {PART_OF[name] for name in changed - {"knobs"}} | {_part_tuned(key, old, new) for key in knobs}


def _part_tuned(entry: str, *experiments: Experiment) -> Part:
    """Return the part that names an entry of a registry, as at least one of the experiments does."""
    return next(part for name, part in PART_OF.items() for experiment in experiments
                if entry == (value := getattr(experiment, name)) or (isinstance(value, tuple) and entry in value))
