"""Many networks at once: their losses as a fan, their decision boundaries side by side, their initial weights."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from nnplay.engine.arrays import Array
from nnplay.figures.theme import LOG_AXIS, Theme, diverging, layout
from nnplay.text import for_plotly

MOST_CURVES, MOST_POINTS = 60, 90
GAP = 2  # cells between two small pictures


def fan_figure(epochs: Array, losses: Array, band: tuple[Array, Array, Array], solved: NDArray[np.bool_], *,
               theme: Theme, last: float, top: float, bottom: float = 0.0,
               label: str = "training loss", log: bool = False) -> go.Figure:
    """Draw losses (R, M) over epochs (R,): thin lines blue where solved (M,), orange where not, and low, median, high.

    No more than `MOST_CURVES` lines are drawn, evenly chosen. The axes reach to epoch `last` and loss `top`, so that
    they stand still while the curves grow; a logarithmic one begins at `bottom`. A click on a line tells the number
    of its network.
    """
    rows = np.unique(np.linspace(0, len(epochs) - 1, min(len(epochs), MOST_POINTS)).astype(int))
    figure = go.Figure(layout=layout(theme, height=300, hovermode="closest", hoverdistance=12,
                                     margin={"l": 56, "r": 14, "t": 8, "b": 40}))
    low, median, high = (np.minimum(edge[rows], top * 1e3) for edge in band)
    across = epochs[rows]
    figure.add_scatter(x=np.concatenate([across, across[::-1]]), y=np.concatenate([high, low[::-1]]), fill="toself",
                       mode="lines", line={"width": 0}, fillcolor=theme.muted, opacity=0.22, hoverinfo="skip")
    shown = np.unique(np.linspace(0, losses.shape[1] - 1, min(losses.shape[1], MOST_CURVES)).astype(int))
    for colour, chosen in ((theme.negative, shown[~solved[shown]]), (theme.positive, shown[solved[shown]])):
        x, y, number = _one_line(across, losses[rows][:, chosen], chosen)
        figure.add_scatter(x=x, y=y, customdata=number, mode="lines", line={"color": colour, "width": 1}, opacity=0.5,
                           hovertemplate="start %{customdata}: loss %{y:.4g} at epoch %{x:,}<extra></extra>")
    figure.add_scatter(x=across, y=median, mode="lines", line={"color": theme.text, "width": 2.5}, hoverinfo="skip")
    figure.update_xaxes(title_text="epoch", title_standoff=6, range=[0, last])
    figure.update_yaxes(title_text=label, exponentformat="e")
    if log:
        figure.update_yaxes(**LOG_AXIS, range=[np.log10(max(bottom, 1e-300)), np.log10(top)])
    else:
        figure.update_yaxes(range=[0, top])
    return figure


def _one_line(across: Array, losses: Array, numbers: Array) -> tuple[Array, Array, Array]:
    """Join curves (R, C) to one line with gaps between them, and the number of its network at every point."""
    rows, curves = losses.shape
    y = np.full((curves, rows + 1), np.nan)
    y[:, :-1] = np.where(np.isfinite(losses), losses, np.nan).T.round(6)
    x = np.tile(np.append(across, np.nan), curves)
    return x, y.ravel(), np.repeat(numbers, rows + 1)


def gallery_figure(maps: Array, numbers: Array, losses: Array, solved: NDArray[np.bool_], *, theme: Theme,
                   low: float, high: float, columns: int, classes: int = 2) -> go.Figure:
    """Draw maps (C, side, side), each with its first row at the top, side by side in rows of `columns`.

    `low` and `high` are the ends of the colour scale; the middle is the decision boundary. With more than two
    `classes` a map holds the number of the class decided for. The frame of a map is blue
    where its network is solved. A click on a map tells its network's number.
    """
    side = maps.shape[1]
    step = side + GAP
    lines = -(-len(maps) // columns)
    canvas = np.full((lines * step, columns * step), np.nan)
    for index, one in enumerate(maps):
        row, column = divmod(index, columns)
        canvas[row * step : row * step + side, column * step : column * step + side] = one
    figure = go.Figure(layout=layout(theme, height=int(lines * 560 / columns), hovermode="closest",
                                     margin={"l": 0, "r": 0, "t": 0, "b": 0}, meta={"aspect": lines / columns}))
    if classes > 2:
        low, high, colours = -0.5, classes - 0.5, _steps(theme, classes)
    else:
        colours = diverging(theme)
    figure.add_heatmap(z=canvas.astype(np.float32), zmin=low, zmax=high, colorscale=colours, showscale=False,
                       hoverinfo="skip")
    rows_of, columns_of = np.divmod(np.arange(len(maps)), columns)
    x, y = (place * step + (side - 1) / 2 for place in (columns_of, rows_of))
    figure.add_scatter(
        x=x, y=y, mode="markers", customdata=numbers, text=[f"{loss:.4g}" for loss in losses],
        marker={"symbol": "square-open", "size": max(8, 500 // columns), "opacity": 0.0},
        hovertemplate="start %{customdata}: loss %{text}<extra></extra>",
    )
    for colour, chosen in ((theme.positive, solved), (theme.negative, ~solved)):
        outline = [_frame(at_x, at_y, side) for at_x, at_y in zip(x[chosen], y[chosen])]
        if outline:
            points = np.concatenate(outline)
            figure.add_scatter(x=points[:, 0], y=points[:, 1], mode="lines", hoverinfo="skip",
                               line={"color": colour, "width": 2})
    figure.update_xaxes(visible=False, fixedrange=True, range=[-1.5, columns * step - 1.5])
    figure.update_yaxes(visible=False, fixedrange=True, range=[lines * step - 1.5, -1.5], scaleanchor="x")
    return figure


def _steps(theme: Theme, classes: int) -> list[list[float | str]]:
    """Return a colour scale with one flat step per class."""
    return [[edge / classes, theme.classes[index % len(theme.classes)]]
            for index in range(classes) for edge in (index, index + 1)]


def _frame(x: float, y: float, side: int) -> Array:
    half = side / 2
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half], [-half, -half], [np.nan, np.nan]])
    placed: Array = corners + np.array([x, y])
    return placed


def first_weights_figure(first: Array, now: Array, names: tuple[str, str], solved: NDArray[np.bool_], *,
                         theme: Theme) -> go.Figure:
    """Draw two weights of each network side by side: where they began (M, 2), and where they are now (M, 2).

    Blue where solved (M,), orange where not. A click on a point tells the number of its network.
    """
    figure = make_subplots(1, 2, subplot_titles=("where they began", "where they are now"), horizontal_spacing=0.09)
    for column, places in enumerate((first, now), 1):
        for name, colour, chosen in (("solved", theme.positive, solved), ("not solved", theme.negative, ~solved)):
            numbers = np.flatnonzero(chosen)
            figure.add_scatter(
                x=places[numbers, 0], y=places[numbers, 1], mode="markers", customdata=numbers, name=name, row=1,
                col=column, showlegend=column == 1, legendgroup=name,
                marker={"color": colour, "size": 7, "opacity": 0.8, "line": {"color": theme.background, "width": 1}},
                hovertemplate="start %{customdata}: (%{x:.3f}, %{y:.3f})<extra></extra>",
            )
    plain = layout(theme)
    figure.update_layout(plain | {"height": 360, "hovermode": "closest", "showlegend": True,
                                  "margin": {"l": 56, "r": 14, "t": 28, "b": 70},
                                  "legend": {"orientation": "h", "x": 0, "y": -0.28}, "xaxis": {}, "yaxis": {}})
    figure.update_xaxes(plain["xaxis"], title_text=for_plotly(names[0]))
    figure.update_yaxes(plain["yaxis"], title_text=for_plotly(names[1]))
    figure.update_annotations(font={"color": theme.text, "size": 12})
    return figure
