"""Each rule speaks on a run that triggers it, with its numbers, and is silent on one that does not."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.run import Run
from nnplay.study.inspect import traced
from nnplay.study.messages import EARLIEST, RULES, message


def trained(epochs: int, **settings: object) -> Run:
    run = Experiment(**settings).start()  # type: ignore[arg-type]
    run.advance(epochs=epochs)
    return run


def dying() -> Run:
    experiment = Experiment(samples=60, hidden=(2,), activation="relu", lr=1e-6)
    theta = experiment.start().params.theta[0].copy()
    theta[[0, 2, 4]] = [0.1, 0.1, -50]  # the first unit's sum is never positive
    run = experiment.start(theta=theta)
    run.advance(epochs=EARLIEST)
    return run


def driven() -> Run:
    experiment = Experiment(samples=60, hidden=(2,), lr=1e-6, inputs=("x1_squared",))
    run = experiment.start(theta=[5, 5, 10, 10, 1, 1, 0])
    run.advance(epochs=EARLIEST)
    return run


TRIGGERS = {
    "dead": (dying, "h1·1 is dead"),
    "vanishing": (lambda: trained(30, hidden=(4,) * 6, activation="sigmoid", samples=100), "gradient vanishes"),
    "plateau": (lambda: trained(300, hidden=(), samples=200, lr=0.01), "plateau"),
    "overfitting": (lambda: trained(600, data="xor", noise=50, samples=40, hidden=(8, 8), lr=0.1), "better than test"),
    "saturated": (driven, "h1·1, h1·2 are saturated"),
    "solved": (lambda: trained(100, data="gauss", samples=200), "Solved: all 100 training samples"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_speaks_where_it_should_and_nowhere_else(rule: object) -> None:
    make, words = TRIGGERS[rule.key]  # type: ignore[attr-defined]
    run = make()
    said = rule.look(run, traced(run)[0])  # type: ignore[attr-defined]
    assert said is not None and words in said
    assert any(character.isdigit() for character in said)
    calm = trained(EARLIEST, data="gauss", noise=50, samples=400, hidden=(4,))
    assert rule.look(calm, traced(calm)[0]) is None  # type: ignore[attr-defined]
    assert rule.why.count(". ") >= 1  # type: ignore[attr-defined]


def test_nothing_is_said_early_or_of_a_calm_run() -> None:
    assert message(trained(EARLIEST - 1)) is None
    assert message(trained(EARLIEST, data="gauss", noise=50, samples=400, hidden=(4,))) is None


def test_one_thing_is_said_at_a_time_and_looking_changes_nothing() -> None:
    run = trained(100, data="gauss", samples=200)
    before = run.params.theta.copy()
    said = message(run)
    assert said is not None and said.key == "solved"
    np.testing.assert_array_equal(run.params.theta, before)
