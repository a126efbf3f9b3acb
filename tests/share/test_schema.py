"""The published JSON schema describes the files that are written."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from nnplay import Experiment
from nnplay.share import document
from nnplay.share.schema import PATH, schema
from tests.share.strategies import experiments


def test_the_published_copy_is_what_experiments_say_of_themselves() -> None:
    assert json.loads(PATH.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(schema())


@given(experiments())
@settings(max_examples=60)
def test_every_written_file_is_valid(experiment: Experiment) -> None:
    jsonschema.validate(json.loads(document.write(experiment)), schema())


def test_weights_are_valid_too() -> None:
    for bias in (True, False):
        run = Experiment(bias=bias).start()
        jsonschema.validate(json.loads(document.write(run.experiment, 0, run.weights)), schema())


@pytest.mark.parametrize("changed", [{"noise": 51}, {"data": "spirl"}, {"hiden": [4]}, {"stop": {"epoch": 0}},
                                     {"hidden": [0]}, {"inputs": []}])
def test_what_is_not_read_is_not_valid(changed: dict[str, Any]) -> None:
    text = json.dumps({"format": "nnplay", "version": 1, "experiment": changed})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(text), schema())
    with pytest.raises(ValueError):
        document.read(text)
