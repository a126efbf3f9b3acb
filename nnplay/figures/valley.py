"""Two valleys of the loss side by side: over weights of inputs as they are, and of standardized ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout
from nnplay.text import for_plotly


def valleys_figure(titles: Sequence[str], places: Sequence[tuple[Array, Array]], losses: Sequence[Array], *,
                   names: tuple[str, str], theme: Theme) -> go.Figure:
    """Draw the contours of losses (S, S), a row per y, each over its own weights x and y (S,)."""
    figure = go.Figure(layout=layout(theme, height=230, margin={"l": 44, "r": 6, "t": 26, "b": 40}))
    for number, (title, (x, y), loss) in enumerate(zip(titles, places, losses, strict=True)):
        axis, left = "" if number == 0 else str(number + 1), number * 0.56
        figure.add_contour(x=x, y=y, z=loss, xaxis=f"x{axis}", yaxis=f"y{axis}", showscale=False, ncontours=14,
                           colorscale=[[0.0, theme.background], [1.0, theme.positive]],
                           line={"width": 0.6, "color": theme.muted},
                           hovertemplate="(%{x:.3g}, %{y:.3g}): loss %{z:.4g}<extra></extra>")
        figure.update_layout({
            f"xaxis{axis}": {"domain": [left, left + 0.44], "anchor": f"y{axis}", "title": for_plotly(names[0]),
                             "nticks": 4, "showgrid": False},
            f"yaxis{axis}": {"domain": [0, 1], "anchor": f"x{axis}", "nticks": 4, "showgrid": False,
                             "title": for_plotly(names[1]) if number == 0 else ""}})
        lowest = np.unravel_index(loss.argmin(), loss.shape)
        figure.add_scatter(x=[x[lowest[1]]], y=[y[lowest[0]]], mode="markers", showlegend=False, xaxis=f"x{axis}",
                           yaxis=f"y{axis}", marker={"color": theme.text, "size": 7, "symbol": "cross"},
                           hovertemplate="lowest point<extra></extra>")
        figure.add_annotation(text=title, xref=f"x{axis} domain", yref="paper", x=0.5, y=1.0, xanchor="center",
                              yanchor="bottom", showarrow=False)
    return figure
