"""Pictures of a sweep: what a click finds, and what is marked."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.figures.sweep import lines_figure
from nnplay.figures.theme import THEMES

AXES = [("Hidden layers", ["none", "2", "3"]), ("Activation", ["tanh", "relu"])]
POSITIONS = np.array([[0, 0], [1, 0], [2, 1], [0, 1]])
NUMBERS = np.array([0, 2, 5, 1])
VALUES = np.array([0.5, 0.9, np.nan, 0.7])


@pytest.mark.parametrize("best", ["low", "high"])
def test_every_point_of_a_line_tells_its_combination(best: str) -> None:
    figure = lines_figure(POSITIONS, VALUES, AXES, theme=THEMES["light"], label="Test loss", best=best, numbers=NUMBERS)
    found = {}
    for trace in figure.data:
        x, y, told = (np.asarray(each) for each in (trace.x, trace.y, trace.customdata))
        assert len(x) == len(y) == len(told) == len(trace.text)
        for number in np.unique(told):
            mine = (told == number) & np.isfinite(x)
            found[int(number)] = (float(y[mine][0]), float(y[mine][-1]), set(np.asarray(trace.text)[mine]))
    assert found.keys() == {0, 2, 1}  # the one without a score has no line
    assert found[0][1] == 0 and found[2][1] == 1 and found[1][1] == pytest.approx(0.5)
    assert found[2][0] == pytest.approx(0.5, abs=0.04)
    assert found[1][2] == {"Test loss 0.7"}


def test_the_chosen_line_is_drawn_on_top_of_all_others() -> None:
    options = {"theme": THEMES["dark"], "label": "Test accuracy", "best": "high", "numbers": NUMBERS}
    plain, marked = (lines_figure(POSITIONS, VALUES, AXES, **options, chosen=each) for each in (None, 1))
    assert len(marked.data) == len(plain.data) + 1
    assert marked.data[-1].y[-2] == pytest.approx(0.5)
    assert marked.data[-1].line.width > max(trace.line.width for trace in plain.data)


def test_nothing_done_yet_is_a_picture_of_axes_alone() -> None:
    none = np.empty((0, 2), int)
    figure = lines_figure(none, np.empty(0), AXES, theme=THEMES["light"], label="Test loss", best="low",
                          numbers=np.empty(0, int))
    assert all(not len(trace.x) for trace in figure.data)
