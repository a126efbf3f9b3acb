"""What changes between two experiments: one table says it of every field."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

import pytest

from nnplay import Experiment
from nnplay.change import PARTS, parts_changed
from nnplay.study.adjust import adjusted
from nnplay.study.surgery import add_layer, remove_layer


def test_every_field_belongs_to_one_part_and_knobs_to_the_part_of_what_they_tune() -> None:
    named = Counter(name for names in PARTS.values() for name in names)
    assert set(named.values()) == {1}
    assert set(named) == {item.name for item in fields(Experiment)} - {"knobs"}


@pytest.mark.parametrize(("changes", "parts"), [
    ({}, set()), ({"lr": 0.5}, {"training"}), ({"frozen": (1,)}, {"training"}), ({"noise": 7}, {"data"}),
    ({"hidden": (3,)}, {"network"}), ({"inputs": ("x1",)}, {"network"}), ({"seed": 3}, {"start"}),
    ({"loss": "mse"}, {"start"}), ({"lr": 0.5, "noise": 7}, {"training", "data"}),
    ({"knobs": {"checkerboard.fields": 6}}, {"data"}), ({"knobs": {"rmsprop.alpha": 0.5}}, {"training"}),
    ({"knobs": {"leaky_relu.slope": 0.3}}, {"network"}),
])
def test_the_parts_that_differ(changes: dict[str, Any], parts: set[str]) -> None:
    start = Experiment(data="checkerboard", optimizer="rmsprop", activation="leaky_relu")
    assert parts_changed(start, start.with_(**changes)) == parts


def test_activations_and_frozen_layers_are_the_same_however_layers_come_and_go() -> None:
    start = Experiment(hidden=(4, 3), activation=("tanh", "leaky_relu"), frozen=(1, 2, 3),
                       knobs={"leaky_relu.slope": 0.3})
    for change in (start.with_(hidden=(4, 3, 3)), adjusted(start, hidden=(4, 3, 3))[0],
                   add_layer(start, 2, 3).experiment):
        assert (change.activation, change.frozen) == (("tanh", "leaky_relu", "leaky_relu"), (1, 2))
        assert change.knobs == start.knobs
    for change in (start.with_(hidden=(4,)), adjusted(start, hidden=(4,))[0], remove_layer(start, 2).experiment):
        assert (change.activation, change.frozen, change.knobs) == (("tanh",), (1,), ())
