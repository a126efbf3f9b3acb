"""Answers over a plane, of two classes, of many, and along a line."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.compare import MOST_POINTS, Side, answer_figure, boundary_figure
from nnplay.figures.theme import CLASSES, THEMES

ACROSS, UP = Side("length", 0.0, 10.0), Side("width", -1.0, 1.0)
LOOK = {"theme": THEMES["light"], "across": ACROSS, "up": UP}


def test_cells_lie_between_the_ends_with_the_first_row_at_the_top() -> None:
    output = np.arange(16, dtype=np.uint8).reshape(4, 4)
    figure = boundary_figure(output, np.array([[5.0, 0.0, 1.0]]), **LOOK)
    picture = figure.data[0]
    assert list(picture.x) == [1.25, 3.75, 6.25, 8.75]
    assert list(picture.y) == [0.75, 0.25, -0.25, -0.75]
    assert np.array_equal(picture.z, output)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("length", "width")


def test_mixed_colours_are_a_picture_and_samples_have_the_colours_of_their_classes() -> None:
    output = np.zeros((4, 4, 3), np.uint8)
    figure = boundary_figure(output, np.array([[1.0, 0.0, 2.0], [2.0, 0.5, 0.0]]), **LOOK)
    picture, samples = figure.data
    assert (picture.x0, picture.dx, picture.y0, picture.dy) == (1.25, 2.5, 0.75, -0.5)
    assert list(samples.marker.color) == [CLASSES[2], CLASSES[0]]


def test_answers_to_one_input_reach_from_end_to_end() -> None:
    figure = answer_figure(np.array([1, 128, 255], np.uint8), np.array([[5.0, 0.0, 0.0]]), **LOOK)
    assert figure.data[-1].y == pytest.approx([-1.0, 0.0, 1.0])
    assert list(figure.data[-1].x) == pytest.approx([10 / 6, 5.0, 50 / 6])


def test_of_many_samples_some_are_drawn() -> None:
    figure = boundary_figure(np.zeros((4, 4), np.uint8), np.zeros((20_000, 3)), **LOOK)
    assert len(figure.data[1].x) == MOST_POINTS
