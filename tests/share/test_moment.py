"""A moment kept as text is the moment: what follows is what would have followed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.run import Run
from nnplay.share import moment

SOURCES = ["circle", "spiral", "iris", "diabetes", "line"]


def kept(run: Run, straight: bool = True) -> tuple[str, str]:
    return moment.write_document(run.experiment), moment.write(run, (0, None), straight)


def some(seed: int) -> Run:
    """Return a run of some experiment, somewhere on its way."""
    random = np.random.default_rng(seed)
    optimizer = list(OPTIMIZERS)[seed % len(OPTIMIZERS)]
    batch = 0 if OPTIMIZERS[optimizer].full_batch else int(random.integers(1, 40))
    experiment = Experiment(
        data=SOURCES[seed % len(SOURCES)], hidden=tuple(random.integers(1, 6, size=seed % 3).tolist()), seed=seed,
        optimizer=optimizer, lr=0.01, regularization={"dropout": 0.1} if seed % 3 == 2 else {},
        dtype=["float64", "float32"][seed % 2], batch=batch)
    run = experiment.start()
    run.advance(steps=int(random.integers(1, 200)))
    return run


@pytest.mark.parametrize("seed", range(20))
def test_what_follows_is_what_would_have_followed(seed: int) -> None:
    run = some(seed)
    found = moment.read(*kept(run))
    other = found.begin()
    found.go_on(other)
    assert other.experiment == run.experiment and other.history.equals(run.history)
    assert (other.epoch, other.step, other.progress) == (run.epoch, run.step, run.progress)
    for each in (run, other):
        each.advance(epochs=3)
    assert np.array_equal(other.params.theta, run.params.theta) and other.history.equals(run.history)


def test_a_run_with_weights_of_its_own_begins_with_them() -> None:
    run = Experiment(hidden=(1,)).start(theta=[0.5] * 5, step=7)
    run.advance(steps=3)
    found = moment.read(moment.write_document(run.experiment), moment.write(run, (7, (0.5,) * 5), True))
    assert found.begin().step == 7 and found.begin().params.theta.tolist() == [[0.5] * 5]


@pytest.mark.parametrize(("changes", "said"), [
    ({"version": 2}, "another version"), ({"theta": ""}, "damaged"), ({"theta": "AAAA"}, "damaged"),
    ({"at": [1]}, "where it"),
    ({"at": [10**12, 0, 0, 0]}, "at must be"), ({"memory": []}, "remembers"), ({"memory": {"mean": 3}}, "damaged"),
    ({"history": None}, "damaged"), ({"at": [0, 0, 0, 0]}, "goes on behind"), ({"start": -1}, "start must be"),
    ({"memory": {str(k): "" for k in range(9)}}, "remembers")])
def test_what_is_damaged_is_refused(changes: dict[str, object], said: str) -> None:
    run = Experiment().start()
    run.advance(epochs=3)
    document, text = kept(run)
    with pytest.raises(ValueError, match=said):
        moment.read(document, json.dumps(json.loads(text) | changes))


def test_numbers_that_are_none_and_bombs_are_refused() -> None:
    run = Experiment().start()
    document, text = kept(run)
    wrong = {"theta": moment._pack(np.full(run.params.net.size, np.nan))}
    with pytest.raises(ValueError, match="finite"):
        moment.read(document, json.dumps(json.loads(text) | wrong))
    bomb = {"theta": moment._pack(np.zeros(10_000_000))}
    with pytest.raises(ValueError, match="damaged or too long"):
        moment.read(document, json.dumps(json.loads(text) | bomb))
    with pytest.raises(ValueError, match="remembers is not among it"):
        found = moment.read(moment.write_document(Experiment(optimizer="adam")), text)
        found.go_on(found.begin())
    with pytest.raises(ValueError, match="damaged or too long"):
        moment.read(moment.write_document(Experiment(hidden=(3,))), text)


SCALARS = st.none() | st.integers() | st.floats() | st.text(max_size=30)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4), max_leaves=5),
    st.sampled_from(["version", "at", "theta", "memory", "history", "start", "first", "straight"]))
@settings(max_examples=60, deadline=None)
def test_nothing_else_is_raised(value: object, name: str) -> None:
    document, text = kept(Experiment(hidden=()).start())
    for candidate in (json.dumps(json.loads(text) | {name: value}), str(value)):
        for first in (document, candidate):
            try:
                found = moment.read(first, candidate)
                found.go_on(found.begin())
            except ValueError as problem:
                assert str(problem)
