"""Changes to a network under way that keep the weights of what remains.

An operation takes an experiment and returns the changed one with the origin of its units: for each column of the new
network, from inputs to outputs, the column and the units of the old one that its units were (-1: they are new).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.experiment import Experiment

NEW = -1


@dataclass(frozen=True)
class Column:
    """Where the units of one column come from: the old column and, for each unit, the old unit."""

    column: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class Surgery:
    """What is done to a network: the experiment afterwards and the origin of each of its columns."""

    experiment: Experiment
    origin: tuple[Column, ...]


def set_units(experiment: Experiment, layer: int, units: int) -> Surgery:
    """Give hidden layer `layer` (from 1) so many units: new ones come last, the last ones go first."""
    hidden = list(experiment.hidden)
    hidden[layer - 1] = units
    columns = _as_they_are(experiment)
    columns[layer] = Column(layer, tuple(unit if unit < experiment.hidden[layer - 1] else NEW for unit in range(units)))
    return Surgery(_with(experiment, hidden=tuple(hidden), activation=experiment.activation), tuple(columns))


def add_layer(experiment: Experiment, layer: int, units: int) -> Surgery:
    """Put a hidden layer behind column `layer` (0: the inputs)."""
    hidden, activation = list(experiment.hidden), list(experiment.activation)
    hidden.insert(layer, units)
    activation.insert(layer, activation[min(layer, len(activation) - 1)] if activation else "tanh")
    columns = _as_they_are(experiment)
    columns.insert(layer + 1, Column(NEW, (NEW,) * units))
    frozen = tuple(each if each <= layer else each + 1 for each in experiment.frozen if each != layer + 1)
    return Surgery(_with(experiment, hidden=tuple(hidden), activation=tuple(activation), frozen=frozen), tuple(columns))


def remove_layer(experiment: Experiment, layer: int) -> Surgery:
    """Take hidden layer `layer` (from 1) out."""
    hidden, activation = list(experiment.hidden), list(experiment.activation)
    del hidden[layer - 1], activation[layer - 1]
    columns = _as_they_are(experiment)
    del columns[layer]
    frozen = tuple(each if each < layer else each - 1 for each in experiment.frozen if each not in (layer, layer + 1))
    return Surgery(_with(experiment, hidden=tuple(hidden), activation=tuple(activation), frozen=frozen), tuple(columns))


def remove_unit(experiment: Experiment, layer: int, unit: int) -> Surgery:
    """Take one unit (from 0) out of hidden layer `layer` (from 1)."""
    left = tuple(each for each in range(experiment.hidden[layer - 1]) if each != unit)
    hidden = list(experiment.hidden)
    hidden[layer - 1] = len(left)
    columns = _as_they_are(experiment)
    columns[layer] = Column(layer, left)
    return Surgery(_with(experiment, hidden=tuple(hidden), activation=experiment.activation), tuple(columns))


def set_inputs(experiment: Experiment, inputs: tuple[str, ...]) -> Surgery:
    """Give the network other inputs."""
    changed = experiment.with_(inputs=inputs)
    old = {name: index for index, name in enumerate(experiment.inputs)}
    columns = _as_they_are(experiment)
    columns[0] = Column(0, tuple(old.get(name, NEW) for name in changed.inputs))
    return Surgery(changed, tuple(columns))


def set_activation(experiment: Experiment, layer: int, activation: str) -> Surgery:
    """Give hidden layer `layer` (from 1) another activation."""
    names = list(experiment.activation)
    names[layer - 1] = activation
    return Surgery(_with(experiment, activation=tuple(names)), tuple(_as_they_are(experiment)))


def set_outputs(experiment: Experiment, changed: Experiment) -> Surgery:
    """Go over to an experiment that differs in its data and its outputs: those of the same head stay, new ones last."""
    columns = _as_they_are(experiment)
    old, new = experiment.net.sizes[-1], changed.net.sizes[-1]
    same = old if changed.head == experiment.head else 0
    columns[-1] = Column(len(columns) - 1, tuple(unit if unit < same else NEW for unit in range(new)))
    return Surgery(changed, tuple(columns))


def transplanted(surgery: Surgery, params: Parameters) -> Array:
    """Return the parameters (P,) of the changed network: kept where both ends were neighbours, drawn where new."""
    experiment, origin = surgery.experiment, surgery.origin
    new = Parameters.draw(experiment.net, experiment.init, [experiment.seed], experiment.dtype)
    for layer, (source, target) in enumerate(pairwise(origin)):
        if target.column == NEW:
            continue
        old = params.layers[target.column - 1]
        to = [unit for unit, was in enumerate(target.units) if was != NEW]
        was_to = [target.units[unit] for unit in to]
        b, old_b = new.layers[layer].b, old.b
        if b is not None and old_b is not None:
            b[0, 0, to] = old_b[0, 0, was_to]
        if source.column != NEW and target.column == source.column + 1:
            start = [unit for unit, was in enumerate(source.units) if was != NEW]
            was_start = [source.units[unit] for unit in start]
            new.layers[layer].W[0][np.ix_(start, to)] = old.W[0][np.ix_(was_start, was_to)]
    return new.theta[0]


def _with(experiment: Experiment, **changes: Any) -> Experiment:
    """Change an experiment; knobs of activations that no layer has any longer go."""
    gone = set(experiment.activation) - set(changes["activation"])
    knobs = tuple(pair for pair in experiment.knobs if pair[0].split(".")[0] not in gone)
    return experiment.with_(knobs=knobs, **changes)


def _as_they_are(experiment: Experiment) -> list[Column]:
    return [Column(column, tuple(range(units))) for column, units in enumerate(experiment.net.sizes)]
