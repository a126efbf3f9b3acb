"""Runs compared: their curves over one another, and what each answers over the plane of its samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import CLASSES, Theme, diverging, layout
from nnplay.text import for_plotly

MOST_POINTS = 400  # samples drawn of each run


class Side(NamedTuple):
    """One side of a picture: what it is called, and the numbers at its ends."""

    label: str
    low: float
    high: float


def overlay_figure(curves: Sequence[tuple[str, Array, Array, Array]], *, theme: Theme, log: bool,
                   label: str = "loss") -> go.Figure:
    """Draw (name, epochs (R,), train (R,), test (R,)) of each run in a colour of its own: train solid, test dashed."""
    figure = go.Figure(layout=layout(theme, height=300, margin={"l": 56, "r": 14, "t": 8, "b": 40}, showlegend=True,
                                     legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}))
    for number, (name, epochs, train, test) in enumerate(curves):
        colour = theme.classes[number % len(theme.classes)]
        for kind, values, dash in (("train", train, "solid"), ("test", test, "dash")):
            figure.add_scatter(x=epochs, y=values, name=for_plotly(name), legendgroup=str(number),
                               showlegend=kind == "train", mode="lines",
                               line={"color": colour, "dash": dash, "width": 2},
                               hovertemplate=f"{kind} %{{y:.5f}}")
    figure.update_xaxes(title_text="epoch", rangemode="tozero")
    figure.update_yaxes(title_text=label, type="log" if log else "linear", exponentformat="e")
    return figure


def boundary_figure(output: Array, points: Array, *, theme: Theme, across: Side, up: Side,
                    height: int = 310) -> go.Figure:
    """Draw an answer over a plane, and the samples (N, 3) on it: where each is, and its target.

    `output` is (side, side) of bytes, first row at the top, with 128 in the middle of the colours; its targets are
    -1 to 1. Or it is (side, side, 3), the colours of several classes mixed; its targets are their numbers.
    """
    figure = _picture(theme, across, up, height)
    side = len(output)
    x, y = (end.low + (end.high - end.low) * (np.arange(side) + 0.5) / side for end in (across, up))
    if output.ndim == 3:
        figure.add_image(z=output, x0=x[0], dx=x[1] - x[0], y0=y[-1], dy=y[0] - y[1], hoverinfo="skip")
    else:
        figure.add_heatmap(x=x, y=y[::-1], z=output, zmin=1, zmax=255, colorscale=diverging(theme), showscale=False,
                           hovertemplate=f"{for_plotly(across.label)} %{{x:.2f}}, {for_plotly(up.label)} %{{y:.2f}}"
                                         "<extra></extra>")
    _add_samples(figure, points, theme, across, up, several=output.ndim == 3)
    figure.update_yaxes(autorange=False, scaleanchor="x" if across[1:] == up[1:] else False)
    return figure


def answer_figure(answers: Array, points: Array, *, theme: Theme, across: Side, up: Side,
                  height: int = 310) -> go.Figure:
    """Draw answers (side,) to one input as a line: bytes, of which 1 and 255 are the ends of the side `up`."""
    figure = _picture(theme, across, up, height)
    side = len(answers)
    _add_samples(figure, points, theme, across, up, several=False)
    figure.add_scatter(x=across.low + (across.high - across.low) * (np.arange(side) + 0.5) / side,
                       y=up.low + (up.high - up.low) * (answers.astype(float) - 1) / 254, mode="lines",
                       line={"color": theme.text, "width": 3}, hovertemplate="%{x:.3g}: %{y:.3g}<extra></extra>")
    return figure


def _picture(theme: Theme, across: Side, up: Side, height: int) -> go.Figure:
    figure = go.Figure(layout=layout(theme, height=height, margin={"l": 28, "r": 8, "t": 6, "b": 24}))
    for axes, side in ((figure.update_xaxes, across), (figure.update_yaxes, up)):
        axes(range=[side.low, side.high], constrain="domain", showgrid=False, title_text=for_plotly(side.label),
             title_standoff=4)
    return figure


def _add_samples(figure: go.Figure, points: Array, theme: Theme, across: Side, up: Side, *, several: bool) -> None:
    chosen = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).astype(int))
    x, y, targets = points[chosen].T
    colours = {"color": [CLASSES[int(target)] for target in targets]} if several else \
        {"color": targets, "colorscale": diverging(theme), "cmin": -1, "cmax": 1}
    figure.add_scatter(x=x, y=y, mode="markers", hoverinfo="skip",
                       marker={"size": 5, "line": {"color": theme.background, "width": 1}, **colours})
