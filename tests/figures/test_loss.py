"""The loss curve shows the numbers it is given."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.loss import loss_figure
from nnplay.figures.theme import DARK, LIGHT, THEMES, Theme

EPOCHS = np.array([0.0, 1.0, 2.0, 4.0])
TRAIN = np.array([0.5, 0.25, 0.125, 0.0625])
TEST = np.array([0.6, 0.3, 0.35, 0.4])


def test_the_curves_are_the_arrays_given_train_solid_and_test_dashed() -> None:
    figure = loss_figure(EPOCHS, TRAIN, TEST, theme=LIGHT)
    train, test = (trace for trace in figure.data if trace.meta["live"] == "curve")
    assert (train.name, test.name) == ("train", "test")
    assert (train.line.dash, test.line.dash) == ("solid", "dash")
    for trace, values in ((train, TRAIN), (test, TEST)):
        assert np.array_equal(trace.x, EPOCHS)
        assert np.array_equal(trace.y, values)
    assert "%{y" in train.hovertemplate


def test_a_dot_marks_the_last_value_of_each_curve() -> None:
    dots = [trace for trace in loss_figure(EPOCHS, TRAIN, TEST, theme=LIGHT).data if trace.mode == "markers"]
    assert [(list(dot.x), list(dot.y)) for dot in dots] == [([4.0], [0.0625]), ([4.0], [0.4])]
    assert not any(dot.showlegend for dot in dots)


def test_without_a_test_set_there_is_one_curve() -> None:
    assert {trace.meta["column"] for trace in loss_figure(EPOCHS, TRAIN, None, theme=LIGHT).data} == {"train"}


def test_each_trace_says_what_it_shows() -> None:
    meta = [(trace.meta["live"], trace.meta["column"]) for trace in loss_figure(EPOCHS, TRAIN, TEST, theme=LIGHT).data]
    curves = [("curve", "test"), ("curve", "train"), ("ghost", "train")]
    assert sorted(meta) == [*curves, ("now", "test"), ("now", "train")]


def test_the_pattern_of_earlier_runs_is_thin_and_empty() -> None:
    ghost, = (trace for trace in loss_figure(EPOCHS, TRAIN, TEST, theme=LIGHT).data if trace.meta["live"] == "ghost")
    assert len(ghost.x) == 0
    assert ghost.line.width == 1
    assert ghost.line.color == LIGHT.muted
    assert not ghost.showlegend


def test_axes_are_named_and_zoom_survives_an_update() -> None:
    figure = loss_figure(EPOCHS, TRAIN, TEST, theme=LIGHT, label="half squared error")
    assert figure.layout.xaxis.title.text == "epoch"
    assert figure.layout.yaxis.title.text == "half squared error"
    assert figure.layout.uirevision is not None
    assert figure.layout.showlegend


def test_the_arrays_given_stay_as_they_were() -> None:
    arrays = [EPOCHS.copy(), TRAIN.copy(), TEST.copy()]
    for array in arrays:
        array.flags.writeable = False
    figure = loss_figure(*arrays, theme=DARK)
    figure.data[0].y = [1, 2]
    assert np.array_equal(arrays[1], TRAIN)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_colours_come_from_the_theme(theme: Theme) -> None:
    figure = loss_figure(EPOCHS, TRAIN, TEST, theme=theme)
    assert {trace.line.color for trace in figure.data if trace.meta["live"] == "curve"} == {theme.train, theme.test}
    assert {trace.marker.color for trace in figure.data if trace.mode == "markers"} == {theme.train, theme.test}
    assert figure.layout.font.color == theme.text


def test_a_loss_that_is_not_finite_is_drawn_without_complaint() -> None:
    values = np.array([0.5, np.inf, np.nan])
    figure = loss_figure(EPOCHS[:3], values, None, theme=LIGHT)
    assert figure.to_json()
    assert np.array_equal(figure.data[0].y, values, equal_nan=True)
