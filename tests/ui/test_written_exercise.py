"""An exercise of one's own travels in its link and its file, and keeps what was typed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.study.one_step.sources import Exercise
from nnplay.ui.one_step.exercise import carried
from nnplay.ui.one_step.written import MAX_BYTES, read_file, read_link, write_file, write_link

MAZUR = Exercise().example()


def some(seed: int) -> tuple[Exercise, dict[str, np.ndarray]]:
    random = np.random.default_rng(seed)
    loss = list(LOSSES)[seed % len(LOSSES)]
    exercise = Exercise(
        int(random.integers(1, 5)), tuple(random.integers(1, 5, seed % 4).tolist()), int(random.integers(2, 5)),
        int(random.integers(1, 5)), list(ACTIVATIONS)[seed % len(ACTIVATIONS)], LOSSES[loss].heads[0], loss,
        list(OPTIMIZERS)[seed % len(OPTIMIZERS)], float(random.uniform(0.001, 10)), seed % 3 > 0, seed % 2 > 0)
    return exercise, {name: random.normal(size=table.shape) for name, table in exercise.example().items()}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_read_is_what_was_written(seed: int) -> None:
    exercise, tables = some(seed)
    for found, numbers in (read_link(write_link(exercise, tables)),
                           read_file(write_file(exercise, tables).encode())):
        assert found == exercise and numbers.keys() == tables.keys()
        assert all(np.array_equal(numbers[name], tables[name]) for name in tables)


@pytest.mark.parametrize(("changes", "said"), [
    ({"format": "nnplay"}, "must say"), ({"version": 2}, "must say"), ({"network": {}}, "must have activation"),
    ({"tables": {}}, "must be samples, layer 1, layer 2"), ({"tables": MAZUR.keys().__len__()}, "must be samples")])
def test_what_is_wrong_is_named(changes: dict[str, object], said: str) -> None:
    plain = json.loads(write_file(Exercise(), MAZUR)) | changes
    with pytest.raises(ValueError, match=said):
        read_file(json.dumps(plain).encode())


@pytest.mark.parametrize(("name", "value", "said"), [
    ("inputs", 5, "inputs must be"), ("inputs", True, "inputs of its network cannot be"),
    ("hidden", 2, "hidden of its"),
    ("hidden", [2, 2, 2, 2], "up to 3 hidden layers"), ("activation", "sinh", "unknown activation"),
    ("loss", [], "loss of its network"), ("lr", 1e9, "lr must be"),
    ("bias", 1, "bias of its"), ("head", "tanh?", "unknown head"),
    ("hidden", [10**400], "hidden must be")])
def test_settings_are_checked(name: str, value: object, said: str) -> None:
    plain = json.loads(write_file(Exercise(), MAZUR))
    plain["network"][name] = value
    with pytest.raises(ValueError, match=said):
        read_file(json.dumps(plain).encode())


@pytest.mark.parametrize(("cells", "said"), [
    ([[1, 2, 3]], "1 rows of 4"), ([[1, 2, 3, "x"]], "is not a number"), ([[1, 2, 3, 1e9]], "out of range"),
    ([[1, 2, 3, None]], "empty"), ("abc", "1 rows of 4"), ([{}], "1 rows of 4")])
def test_cells_are_checked(cells: object, said: str) -> None:
    plain = json.loads(write_file(Exercise(), MAZUR))
    plain["tables"]["samples"] = cells
    with pytest.raises(ValueError, match=said):
        read_file(json.dumps(plain).encode())


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["format", "version", "network", "tables", "hidden"]), inner)).map(json.dumps).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_nothing_else_is_raised(content: bytes) -> None:
    for read, given_ in ((read_file, content), (read_link, content.decode("latin-1"))):
        with pytest.raises(ValueError):
            read(given_)  # type: ignore[operator]


def test_a_file_has_an_end() -> None:
    with pytest.raises(ValueError, match="at most 100,000"):
        read_file(b" " * (MAX_BYTES + 1))


def test_a_sample_more_keeps_those_that_were_typed() -> None:
    numbers = {name: table + 0.5 for name, table in MAZUR.items()}
    more = carried(Exercise(), numbers, replace(Exercise(), samples=3))
    assert np.array_equal(more["samples"][:1], numbers["samples"])
    assert np.array_equal(more["layer 1"], numbers["layer 1"])
    wider = carried(Exercise(), numbers, replace(Exercise(), inputs=3))
    assert np.array_equal(wider["layer 1"][[0, 1, 3]], numbers["layer 1"])  # the row of the bias is still the bias's
    assert np.array_equal(wider["samples"][:, [0, 1, 3, 4]], numbers["samples"])
    deeper = carried(Exercise(), numbers, replace(Exercise(), hidden=(2, 2)))
    assert np.array_equal(deeper["layer 1"], numbers["layer 1"])
