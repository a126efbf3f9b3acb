"""Experiments are compared setting by setting."""

from __future__ import annotations

import pytest

from nnplay import Experiment
from nnplay.study.compare import described, differences


def test_only_what_differs_is_listed_with_both_values() -> None:
    one = Experiment(lr=0.1, hidden=(8, 8))
    assert differences(one, one) == {}
    assert differences(one, one.with_(lr=0.3)) == {"lr": (0.1, 0.3)}
    assert set(differences(one, one.with_(data="xor", hidden=(3,)))) == {"data", "hidden", "activation"}


@pytest.mark.parametrize(("value", "words"), [
    (0.1, "0.1"), (1e-5, "1e-05"), (7, "7"), ((4, 2), "4, 2"), ((), "none"), ("adam", "adam"),
    ((("l2", 0.001), ("dropout", 0.2)), "l2 0.001, dropout 0.2"),
])
def test_values_are_written_as_a_person_would(value: object, words: str) -> None:
    assert described(value) == words
