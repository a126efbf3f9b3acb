"""A small network drawn with its numbers: what units hold, and the weights between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout


def sketch_figure(values: Sequence[Sequence[float]], weights: Sequence[Array], *, theme: Theme,
                  names: Sequence[Sequence[str]], height: int = 300) -> go.Figure:
    """Draw layers of units with their values and the weights W (D, H) between them, positive blue, negative orange."""
    figure = go.Figure(layout=layout(theme, height=height, margin={"l": 8, "r": 8, "t": 8, "b": 8}))
    places = [
        [(layer, (len(units) - 1) / 2 - unit) for unit in range(len(units))] for layer, units in enumerate(values)
    ]
    largest = max([1e-9, *(float(np.abs(W).max()) for W in weights)])
    for layer, W in enumerate(weights):
        for (i, j), w in np.ndenumerate(W):
            (x1, y1), (x2, y2) = places[layer][i], places[layer + 1][j]
            figure.add_scatter(
                x=[x1, x2],
                y=[y1, y2],
                mode="lines",
                hoverinfo="skip",
                opacity=0.75,
                line={"width": 1 + 6 * abs(w) / largest, "color": theme.negative if w < 0 else theme.positive},
            )
            along = 0.32 if (i + j) % 2 else 0.6
            figure.add_annotation(x=x1 + along * (x2 - x1), y=y1 + along * (y2 - y1), text=f"{w:.2f}", showarrow=False,
                                  bgcolor=theme.background, font={"color": theme.text, "size": 12}, borderpad=1)
    for units, at, labels in zip(values, places, names):
        colours = [theme.negative if value < 0 else theme.positive for value in units]
        figure.add_scatter(
            x=[x for x, _ in at], y=[y for _, y in at], mode="markers+text", text=[f"{value:.3f}" for value in units],
            marker={"size": 52, "color": theme.panel, "line": {"color": colours, "width": 3}},
            textfont={"color": theme.text, "size": 13}, customdata=list(labels),
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
        for (x, y), label in zip(at, labels):
            figure.add_annotation(
                x=x, y=y, yshift=38, text=label, showarrow=False, font={"color": theme.muted, "size": 12}
            )
    most = max(len(units) for units in values)
    figure.update_xaxes(visible=False, range=[-0.35, len(values) - 0.65], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-(most - 1) / 2 - 0.6, (most - 1) / 2 + 0.75], fixedrange=True)
    return figure
