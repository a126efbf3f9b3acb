"""The figures of From scratch."""

from __future__ import annotations

import numpy as np

from nnplay.figures.curve import curve_figure
from nnplay.figures.outputs import counts_figure, outputs_figure, starts_figure
from nnplay.figures.planes import planes_figure
from nnplay.figures.sketch import sketch_figure
from nnplay.figures.theme import DARK, LIGHT


def test_a_tangent_goes_through_its_point_with_its_slope() -> None:
    x = np.linspace(-3, 3, 7)
    figure = curve_figure(x, x**2, 1.0, 1.0, 2.0, theme=LIGHT, across="x", up="y")
    (x1, x2), (y1, y2) = figure.data[1].x, figure.data[1].y
    assert (y2 - y1) / (x2 - x1) == 2.0
    assert (y1 + y2) / 2 == 1.0


def test_negative_weights_are_orange_and_positive_ones_blue() -> None:
    figure = sketch_figure([[0.0, 1.0], [0.5]], [np.array([[1.0], [-2.0]])], theme=DARK, names=[["a", "b"], ["c"]])
    assert [line.line.color for line in figure.data[:2]] == [DARK.positive, DARK.negative]


def test_a_plane_shows_its_first_row_at_the_top() -> None:
    plane = np.zeros((4, 4))
    figure = planes_figure([plane], ["one"], np.zeros((1, 2)), np.zeros(1), theme=LIGHT, low=0, high=4)
    assert list(figure.data[0].y) == [3.5, 2.5, 1.5, 0.5]


def test_outputs_end_at_the_last_iteration_and_can_be_played() -> None:
    outputs = np.linspace(0, 1, 4000).reshape(1000, 4)
    figure = outputs_figure(outputs, list("abcd"), np.array([0, 1, 1, 0]), theme=LIGHT, play=True)
    assert figure.data[3].x[-1] == 1000
    assert figure.data[3].y[-1] == outputs[-1, 3]
    assert list(figure.frames[-1].data[3].y) == list(figure.data[3].y)


def test_every_start_has_a_square() -> None:
    right = np.arange(60) % 3 > 0
    figure = starts_figure(right, np.zeros(60), 7, theme=LIGHT)
    assert np.nansum(figure.data[0].z) == right.sum()
    assert figure.data[0].z.size == 60
    assert len(counts_figure([("a", np.arange(9))], theme=LIGHT).data) == 1
