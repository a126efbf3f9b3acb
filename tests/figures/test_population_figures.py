"""Pictures of many networks: what is drawn, and what a click tells."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.landscape import contour_figure, curves_figure, heights, surface_figure
from nnplay.figures.population import MOST_CURVES, fan_figure, first_weights_figure, gallery_figure
from nnplay.figures.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_fan_has_thin_lines_of_either_colour_that_know_their_networks(theme: Theme) -> None:
    epochs = np.arange(300.0)
    losses = np.random.default_rng(0).uniform(0.1, 1, (300, 200))
    solved = np.arange(200) % 2 == 0
    figure = fan_figure(epochs, losses, (losses.min(1), np.median(losses, 1), losses.max(1)), solved, theme=theme,
                        last=500, top=1)
    wrong, right = figure.data[1:3]
    assert (wrong.line.color, right.line.color) == (theme.negative, theme.positive)
    assert not (np.unique(right.customdata) % 2).any()
    assert len(np.unique(right.customdata)) + len(np.unique(wrong.customdata)) == MOST_CURVES
    assert tuple(figure.layout.xaxis.range) == (0, 500)
    one = right.customdata == right.customdata[0]
    shown = np.asarray(right.x)[one][:-1].astype(int)
    assert np.asarray(right.y)[one][:-1] == pytest.approx(losses[shown, right.customdata[0]], abs=1e-6)


def test_a_fan_of_networks_that_have_all_diverged_can_be_drawn() -> None:
    losses = np.full((3, 4), np.nan)
    band = np.full(3, np.inf)
    for log in (False, True):
        figure = fan_figure(np.arange(3.0), losses, (band, band, band), np.zeros(4, bool), theme=LIGHT, last=3, top=1,
                            bottom=0.1, log=log)
        assert np.isnan(np.asarray(figure.data[1].y)).all()


def test_each_small_picture_tells_its_network_and_lies_where_its_map_does() -> None:
    maps = np.arange(5.0)[:, None, None] * np.ones((5, 4, 4))
    figure = gallery_figure(maps, np.array([9, 8, 7, 6, 5]), np.zeros(5), np.ones(5, bool), theme=LIGHT, low=0, high=4,
                            columns=3)
    canvas, marks = np.asarray(figure.data[0].z), figure.data[1]
    for x, y, number in zip(marks.x, marks.y, marks.customdata):
        assert canvas[int(y), int(x)] == 9 - number


def test_more_than_two_classes_have_a_colour_each() -> None:
    maps = np.zeros((1, 4, 4))
    figure = gallery_figure(maps, np.zeros(1), np.zeros(1), np.ones(1, bool), theme=LIGHT, low=-1, high=1, columns=1,
                            classes=3)
    colours = [colour for _, colour in figure.data[0].colorscale]
    assert colours == [colour for colour in LIGHT.classes[:3] for _ in range(2)]
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-0.5, 2.5)


def test_weights_are_drawn_where_they_began_and_where_they_are() -> None:
    first, now = np.random.default_rng(1).normal(size=(2, 6, 2))
    solved = np.array([True, False, True, True, False, True])
    figure = first_weights_figure(first, now, ("one", "two"), solved, theme=DARK)
    assert np.asarray(figure.data[0].x).tolist() == first[solved, 0].tolist()
    assert np.asarray(figure.data[3].y).tolist() == now[~solved, 1].tolist()


def test_cells_that_are_not_finite_are_filled_and_those_to_come_are_not() -> None:
    loss = np.array([[1.0, np.inf], [np.nan, np.nan]])
    done = np.array([[True, True], [True, False]])
    figure = contour_figure(np.arange(2.0), np.arange(2.0), loss, done, theme=LIGHT, log=True)
    assert np.isnan(np.asarray(figure.data[1].z)).tolist() == [[True, False], [False, True]]
    assert figure.data[1].name == "not finite"


def test_heights_are_logarithms_where_asked_and_nothing_where_not_finite() -> None:
    assert heights(np.array([0.01, 100.0]), True).tolist() == [-2.0, 2.0]
    assert np.isnan(heights(np.array([np.inf, np.nan]), False)).all()


@pytest.mark.parametrize("log", [False, True])
def test_a_surface_and_curves_can_be_drawn_of_nothing_finite(log: bool) -> None:
    nothing = np.full((3, 3), np.nan)
    surface_figure(np.arange(3.0), np.arange(3.0), nothing, [], theme=DARK, log=log)
    curves_figure(np.arange(3.0), [("one", "#000000", "solid", nothing[0])], theme=DARK, across="x", log=log)
