"""The valley of standardizing against the formula of its bowl."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.figures.theme import LIGHT
from nnplay.figures.valley import valleys_figure
from nnplay.study.valley import valleys


def test_standardizing_widens_the_valley_of_wine() -> None:
    found = valleys(Experiment(data="wine", head="softmax", loss="cross_entropy"))
    assert found is not None
    names, without, with_ = found
    assert names[0] == "proline" and without.ratio > 1e6 and with_.ratio < 5
    for valley in (without, with_):  # the lowest point is in the middle, and the bowl is quadratic around it
        assert np.unravel_index(valley.loss.argmin(), valley.loss.shape) == (15, 15)
        across = np.diff(valley.loss, 2, axis=1)
        np.testing.assert_allclose(across, across.mean(), rtol=1e-6)
    curvature = np.diff(with_.loss, 2, axis=1).mean() / (with_.x[1] - with_.x[0]) ** 2
    assert curvature == pytest.approx(1)  # the variance of a standardized input
    figure = valleys_figure(["as they are", "standardized"], [(each.x, each.y) for each in found[1:]],
                            [each.loss for each in found[1:]], names=names, theme=LIGHT)
    assert [trace.type for trace in figure.data] == ["contour", "scatter"] * 2


def test_inputs_that_are_alike_already_gain_little() -> None:
    found = valleys(Experiment(data="plane"))
    assert found is not None and found[1].ratio < 1.5 and found[2].ratio < 1.5


def test_one_input_has_no_valley() -> None:
    assert valleys(Experiment(data="line")) is None
