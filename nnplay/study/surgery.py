"""Changes to a network under way that keep the weights of what remains.

An operation takes an experiment and returns the changed one with the origin of its units: for each column of the new
network, from inputs to outputs, the column and the units of the old one that its units were (-1: they are new).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.experiment import Experiment
from nnplay.study.adjust import adjusted

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


def reshaped(experiment: Experiment, changed: Experiment) -> Surgery:
    """Go over to an experiment with other inputs, layers, units or activations.

    Inputs are the same by name, layers from the first on, units by number: new ones come last, the last ones go first.
    """
    inputs = {name: index for index, name in enumerate(experiment.inputs)}
    columns = [Column(0, tuple(inputs.get(name, NEW) for name in changed.inputs))]
    for layer, units in enumerate(changed.hidden, start=1):
        there = experiment.hidden[layer - 1] if layer <= len(experiment.hidden) else 0
        columns.append(Column(layer if there else NEW, tuple(unit if unit < there else NEW for unit in range(units))))
    return Surgery(changed, (*columns, _as_they_are(experiment)[-1]))


def set_units(experiment: Experiment, layer: int, units: int) -> Surgery:
    """Give hidden layer `layer` (from 1) so many units."""
    hidden = list(experiment.hidden)
    hidden[layer - 1] = units
    return reshaped(experiment, adjusted(experiment, hidden=tuple(hidden))[0])


def set_inputs(experiment: Experiment, inputs: tuple[str, ...]) -> Surgery:
    """Give the network other inputs."""
    return reshaped(experiment, adjusted(experiment, inputs=inputs)[0])


def set_activation(experiment: Experiment, layer: int, activation: str) -> Surgery:
    """Give hidden layer `layer` (from 1) another activation."""
    names = list(experiment.activation)
    names[layer - 1] = activation
    return reshaped(experiment, adjusted(experiment, activation=tuple(names))[0])


def add_layer(experiment: Experiment, layer: int, units: int) -> Surgery:
    """Put a hidden layer behind column `layer` (0: the inputs)."""
    hidden, columns = list(experiment.hidden), _as_they_are(experiment)
    hidden.insert(layer, units)
    columns.insert(layer + 1, Column(NEW, (NEW,) * units))
    return _with_layers(experiment, hidden, columns)


def remove_layer(experiment: Experiment, layer: int) -> Surgery:
    """Take hidden layer `layer` (from 1) out."""
    hidden, columns = list(experiment.hidden), _as_they_are(experiment)
    del hidden[layer - 1], columns[layer]
    return _with_layers(experiment, hidden, columns)


def remove_unit(experiment: Experiment, layer: int, unit: int) -> Surgery:
    """Take one unit (from 0) out of hidden layer `layer` (from 1)."""
    hidden, columns = list(experiment.hidden), _as_they_are(experiment)
    left = tuple(each for each in range(hidden[layer - 1]) if each != unit)
    hidden[layer - 1], columns[layer] = len(left), Column(layer, left)
    return _with_layers(experiment, hidden, columns)


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
    theta: Array = new.theta[0]
    return theta


def _with_layers(experiment: Experiment, hidden: list[int], columns: list[Column]) -> Surgery:
    """Give a network the hidden layers that came from these columns, the inputs and outputs among them."""
    origin = tuple(None if column.column == NEW else column.column for column in columns[1:-1])
    changed, _ = adjusted(experiment, **experiment.layers(tuple(hidden), origin))
    return Surgery(changed, tuple(columns))


def _as_they_are(experiment: Experiment) -> list[Column]:
    return [Column(column, tuple(range(units))) for column, units in enumerate(experiment.net.sizes)]
