"""Kept runs travel in one link, and come back the same."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.share.opening import Opening
from nnplay.share.packed import pack_text
from nnplay.ui.compare.kept import MOST, KeptRuns
from nnplay.ui.compare.link import read, write
from nnplay.ui.session import Session


@pytest.mark.parametrize("seed", range(20))
def test_what_is_read_is_what_was_written(seed: int) -> None:
    random, session, runs = np.random.default_rng(seed), Session(), KeptRuns()
    for number in range(seed % MOST + 1):
        experiment = Experiment(data=["circle", "iris", "spiral"][number % 3], hidden=tuple(random.integers(1, 6, 2)),
                                seed=number, dtype=["float64", "float32"][seed % 2])
        theta = tuple(random.normal(size=experiment.net.size)) if (seed + number) % 2 else None
        session.open(Opening(experiment, theta=theta))
        assert not runs.keep(f"<b>run</b> {number}", session)
    found, problems = read(write(runs.kept))
    assert not problems and [each.name for each in found] == [each.name for each in runs.kept]
    for each, before in zip(found, runs.kept):
        assert each.experiment == before.experiment and np.array_equal(each.theta, before.theta)
        assert each.theta.dtype == before.theta.dtype


def test_runs_that_are_too_much_for_a_link_are_refused() -> None:
    session, runs = Session(), KeptRuns()
    for number in range(6):
        random = np.random.default_rng(number)
        experiment = Experiment(hidden=(8, 8, 8, 8))
        session.open(Opening(experiment, theta=tuple(random.normal(size=experiment.net.size))))
        runs.keep(str(number), session)
    with pytest.raises(ValueError, match="a link holds"):
        write(runs.kept)


@pytest.mark.parametrize(("plain", "said"), [
    ({}, "up to 6"), ([["a", {}]] * 7, "up to 6"), ([["a"]], "must be a name"), ([[1, {}]], "must be a name"),
    ([["\u200b", {}]], "damaged"), ([["a", {"v": 1}]], "damaged"), ([["a", {"data": "sprial"}]], "a: .*spiral")])
def test_what_is_wrong_is_said(plain: object, said: str) -> None:
    problems = read(pack_text(json.dumps(plain)))[1]
    assert len(problems) == 1 and re.search(said, problems[0])


@given(st.text(max_size=40) | st.recursive(
    st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["v", "data", "weights", "hidden"]), inner, max_size=3)).map(
            lambda plain: pack_text(json.dumps(plain))))
@settings(max_examples=60, deadline=None)
def test_nothing_is_raised(text: str) -> None:
    kept, problems = read(text)
    assert kept or problems or text in ("", pack_text("[]"))
