"""Building on the picture: what a person may do to the network itself, as the browser names it.

To add an operation, add it to `OPERATIONS`; the browser sends its key with the layer (inputs are 0) and a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nnplay.experiment import Experiment
from nnplay.study import surgery
from nnplay.study.surgery import Surgery
from nnplay.ui.player import Player
from nnplay.ui.wishes import whole

MAX_LAYERS, MAX_UNITS = 8, 16  # more would not be seen; the engine itself takes more
NEW_UNITS = 4  # of a layer added to a network that has none


def _units(experiment: Experiment, layer: int, value: Any) -> Surgery:
    _check_layer(experiment, layer)
    units = whole(value)
    if not 1 <= units <= MAX_UNITS:
        raise ValueError(f"a hidden layer has 1 to {MAX_UNITS} units, got {units}")
    return surgery.set_units(experiment, layer, units)


def _remove_unit(experiment: Experiment, layer: int, value: Any) -> Surgery:
    _check_layer(experiment, layer)
    units = experiment.hidden[layer - 1]
    if units == 1:
        raise ValueError("the last unit of a layer cannot be removed: remove the layer")
    if not 0 <= whole(value, -1) < units:
        raise ValueError(f"hidden layer {layer} has no unit {value}")
    return surgery.remove_unit(experiment, layer, whole(value))


def _add_layer(experiment: Experiment, layer: int, value: Any) -> Surgery:
    if len(experiment.hidden) >= MAX_LAYERS:
        raise ValueError(f"the Playground shows up to {MAX_LAYERS} hidden layers")
    if not 0 <= layer <= len(experiment.hidden):
        raise ValueError(f"no layer can be added behind layer {layer}")
    near = experiment.hidden[max(0, layer - 1)] if experiment.hidden else NEW_UNITS
    return surgery.add_layer(experiment, layer, near)


def _remove_layer(experiment: Experiment, layer: int, value: Any) -> Surgery:
    _check_layer(experiment, layer)
    return surgery.remove_layer(experiment, layer)


def _activation(experiment: Experiment, layer: int, value: Any) -> Surgery:
    _check_layer(experiment, layer)
    return surgery.set_activation(experiment, layer, str(value)[:40])


def _inputs(experiment: Experiment, layer: int, value: Any) -> Surgery:
    names = tuple(str(name)[:40] for name in value[:300]) if isinstance(value, list) else ()
    return surgery.set_inputs(experiment, names)


OPERATIONS: Mapping[str, Callable[[Experiment, int, Any], Surgery]] = {
    "units": _units,
    "remove_unit": _remove_unit,
    "add_layer": _add_layer,
    "remove_layer": _remove_layer,
    "activation": _activation,
    "inputs": _inputs,
}


def rebuild(player: Player, intent: Mapping[str, Any]) -> None:
    """Do what an intent asks of the network; what cannot be done changes nothing."""
    layer, value = whole(intent.get("layer"), -1), intent.get("value")
    try:
        if intent.get("do") == "frozen":
            player.change(frozen(player.experiment, layer, bool(value)))
        elif operation := OPERATIONS.get(str(intent.get("do"))):
            player.operate(lambda experiment: operation(experiment, layer, value))
    except ValueError as problem:
        player.word = str(problem)


def frozen(experiment: Experiment, layer: int, on: bool) -> Experiment:
    """Freeze or thaw one layer, counted from 1 with the output layer last."""
    return experiment.with_(frozen=(set(experiment.frozen) - {layer}) | ({layer} if on else set()))


def _check_layer(experiment: Experiment, layer: int) -> None:
    if not 1 <= layer <= len(experiment.hidden):
        raise ValueError(f"there is no hidden layer {layer}")
