"""An experiment, and the weights it has learnt, as JSON: fields by name, checked one by one when they come back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from nnplay.data.outside import FINITE, checked_numbers
from nnplay.engine.arrays import Array
from nnplay.engine.registry import UnknownName, check_number
from nnplay.experiment import Experiment
from nnplay.share import scale, tables
from nnplay.share.limits import check_size

FORMAT, VERSION = "nnplay", 1
MAX_CHARACTERS, MAX_EPOCH = 20_000_000, 1_000_000_000
MOST_PARTS = 1000  # of a setting that is a list, like the hidden layers
FIELDS = tuple(item.name for item in fields(Experiment))
RATES = ("regularization", "stop", "knobs")
PARTS = ("format", "version", "experiment", "epoch", "weights", "target")


class Document(NamedTuple):
    """What a file holds: weights are W (D, H) and b (H,) or None for each layer, where there are any.

    `remark` says what became of weights that were learnt for another scale of the target.
    """

    experiment: Experiment
    epoch: int | None = None
    weights: list[tuple[Array, Array | None]] | None = None
    remark: str = ""


def write(experiment: Experiment, epoch: int | None = None,
          weights: Sequence[tuple[Array, Array | None]] | None = None) -> str:
    """Return the document of an experiment; with the weights of one network at an epoch, if given."""
    settings = {name: dict(getattr(experiment, name)) if name in RATES else getattr(experiment, name)
                for name in FIELDS if name != "table"}
    if experiment.table is not None:
        settings["table"] = tables.to_plain(experiment.table)
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "experiment": settings}
    if weights is not None:
        layers = [{"W": W.tolist(), "b": None if b is None else b.tolist()} for W, b in weights]
        document |= {"epoch": epoch, "weights": layers}
        if learnt := scale.scale_of(experiment):
            document["target"] = list(learnt)
    return json.dumps(document, indent=1) + "\n"


def read(text: str) -> Document:
    """Return what a document holds. Raises ValueError that says what is wrong with it."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the file has {len(text):,} characters, and at most {MAX_CHARACTERS:,} are read")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the file is not JSON: {error}") from None
    _only(document, "the file", PARTS)
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise ValueError(f'the file must say "format": "{FORMAT}", "version": {VERSION}; it says '
                         f"{str(document.get('format'))[:20]!r}, {str(document.get('version'))[:20]!r}")
    settings = document.get("experiment")
    _only(settings, "experiment", FIELDS)
    experiment = check_size(_experiment(settings))
    if document.get("weights") is None:
        return Document(experiment)
    epoch = check_number("epoch", document.get("epoch"), 0, MAX_EPOCH, integer=True)
    weights = _weights(experiment, document["weights"])
    learnt = None if document.get("target") is None else scale.checked(document["target"])
    return Document(experiment, epoch, weights, scale.in_scale(experiment, *weights[-1], learnt))


def _only(value: Any, name: str, known: tuple[str, ...]) -> None:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be an object with names and values, got {str(value)[:20]!r}")
    for key in value:
        if key not in known:
            raise UnknownName(f"part of {name}", key[:40], known)


def _experiment(settings: dict[str, Any]) -> Experiment:
    """Return the experiment of its settings. Raises ValueError that names every field that is wrong by itself."""
    try:
        if settings.get("table") is not None:
            settings["table"] = tables.from_plain(settings["table"])
    except ValueError as error:
        raise ValueError(f"table: {error}") from None
    for name, value in settings.items():
        if isinstance(value, list | dict) and len(value) > MOST_PARTS:  # each would be checked
            raise ValueError(f"{name} has {len(value):,} parts, and at most {MOST_PARTS:,} are read")
    try:
        return Experiment(**settings)
    except (ValueError, TypeError, AttributeError) as error:
        own: dict[str, Any] = {name: settings[name] for name in ("data", "table")
                               if name in settings and not _wrong(settings, name)}
        found = [wrong for name in settings if (wrong := _wrong({**own, name: settings[name]}, name, own))]
        raise ValueError("\n".join(found) or str(error)) from None


def _wrong(settings: dict[str, Any], name: str, beside: Collection[str] = ()) -> str:
    """Say what is wrong with one field, read beside others that are right, or nothing."""
    value = settings[name]
    try:
        Experiment(**{key: settings[key] for key in (*beside, name)})
    except ValueError as error:
        return str(error) if str(error).startswith(name) else f"{name}: {error}"
    except (TypeError, AttributeError):
        return f"{name} is of the wrong kind: {str(value)[:40]!r}"
    return ""


def _weights(experiment: Experiment, layers: Any) -> list[tuple[Array, Array | None]]:
    shapes = experiment.net.shapes
    if not isinstance(layers, list) or len(layers) != len(shapes):
        raise ValueError(f"weights must be a list of {len(shapes)} layers")
    read = []
    for number, (layer, (D, H)) in enumerate(zip(layers, shapes), start=1):
        _only(layer, f"layer {number}", ("W", "b"))
        W = _array(layer.get("W"), f"W of layer {number}", (D, H))
        b = _array(layer.get("b"), f"b of layer {number}", (H,)) if experiment.bias else None
        read.append((W, b))
    return read


def _array(values: Any, name: str, shape: tuple[int, ...]) -> Array:
    array = checked_numbers(name, values, FINITE)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return array
