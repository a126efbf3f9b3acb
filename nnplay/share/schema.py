"""The JSON schema of experiment files, made from what an experiment says of itself; `schema.json` is its copy.

`python -m nnplay.share.schema` writes the copy again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from nnplay.data.features import FEATURES
from nnplay.data.formula import MAX_LENGTH, USUAL_FORMULA
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import DTYPES
from nnplay.engine.heads import HEADS
from nnplay.engine.registry import Registry
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.share.document import FORMAT, PARTS, VERSION

PATH = Path(__file__).with_name("schema.json")

NUMBER, NUMBERS = {"type": "number"}, {"type": "array", "items": {"type": "number"}}


def schema() -> dict[str, Any]:
    """Return the schema, JSON Schema 2020-12."""
    layer = {"type": "object", "required": ["W"], "additionalProperties": False,
             "properties": {"W": {"type": "array", "items": NUMBERS, "description": "(D, H)"},
                            "b": {"type": ["array", "null"], "items": NUMBER, "description": "(H,)"}}}
    parts = {
        "format": {"const": FORMAT}, "version": {"const": VERSION},
        "experiment": {"type": "object", "additionalProperties": False,
                       "properties": {item.name: _field(item.name, item.metadata, item.default)
                                      for item in fields(Experiment)}},
        "epoch": {"type": "integer", "minimum": 0},
        "target": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2,
                   "description": "mean and spread: answer times spread plus mean is in the target's unit"},
        "weights": {"type": "array", "items": layer, "description": "one for each layer, from the inputs"},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "An nnplay experiment",
            "type": "object", "required": ["format", "version", "experiment"], "additionalProperties": False,
            "properties": {name: parts[name] for name in PARTS}}


def _field(name: str, about: Mapping[str, Any], default: Any) -> dict[str, Any]:
    if name in SPECIAL:
        return SPECIAL[name]
    if "registry" in about:
        return {"enum": list(about["registry"]), "default": default}
    if "low" in about:
        kind = "integer" if about["integer"] else "number"
        return {"type": kind, "minimum": about["low"], "maximum": about["high"], "default": default}
    if isinstance(default, bool):
        return {"type": "boolean", "default": default}
    return {}


def _list(registry: Registry[Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": list(registry)}}


def _rates(registry: Registry[Any]) -> dict[str, Any]:
    """Describe named numbers, each within the range of its entry's knob."""
    ranges = {key: {"type": "number", "minimum": entry.knobs[0].low, "maximum": entry.knobs[0].high}
              for key, entry in registry.items()}
    return {"type": "object", "properties": ranges, "additionalProperties": False}


INPUT = f"^({'|'.join(FEATURES)}|c[1-9][0-9]{{0,2}})$"  # of a plane, or a column by its number
DRAWN = {"type": "object", "required": ["low", "high", "reach", "share", "seed", "test"], "additionalProperties": False,
         "description": "on a square that points were drawn in; test says of each whether it is one",
         "properties": {"low": NUMBER, "high": NUMBER, "reach": NUMBER, "share": NUMBER, "seed": {"type": "integer"},
                        "test": {"type": "array", "items": {"enum": [0, 1]}}}}
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}


def _column(kind: str, **parts: dict[str, Any]) -> dict[str, Any]:
    """Describe a column that a table's inputs were made of."""
    parts = {"kind": {"const": kind}, "name": TEXT, "flagged": FLAG, **parts}
    return {"type": "object", "required": list(parts), "additionalProperties": False, "properties": parts}


NUMBER_FIELD = _column("number", low=NUMBER, high=NUMBER, fill=NUMBER, decimal={"enum": [".", ","]}, whole=FLAG)
CATEGORY_FIELD = _column("category", categories={"type": "array", "items": TEXT, "minItems": 2}, fill=TEXT)
TEXTS = {"type": "array", "items": {"type": "string"}}

SPECIAL: dict[str, dict[str, Any]] = {
    "formula": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "default": USUAL_FORMULA},
    "samples": {"type": ["integer", "null"], "minimum": 4, "maximum": 5000},
    "inputs": {"type": "array", "items": {"type": "string", "pattern": INPUT}, "minItems": 1},
    "standardize": {"type": "boolean"},
    "table": {"type": "object", "required": ["columns", "inputs", "targets"], "additionalProperties": False,
              "properties": {
        "columns": TEXTS, "inputs": {"type": "array", "items": {"type": "array", "items": NUMBER}},
        "targets": {"type": "array", "items": NUMBER}, "classes": TEXTS, "target": {"type": "string"}, "drawn": DRAWN,
        "form": {"type": "array", "items": {"oneOf": [NUMBER_FIELD, CATEGORY_FIELD]}}}},
    "hidden": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    "activation": {"anyOf": [{"enum": list(ACTIVATIONS)}, _list(ACTIVATIONS)]},
    "head": {"enum": [*HEADS, None]},
    "regularization": _rates(REGULARIZERS), "stop": _rates(STOPPING),
    "dtype": {"enum": list(DTYPES)}, "knobs": {"type": "object", "additionalProperties": NUMBER},
}

if __name__ == "__main__":
    PATH.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
