"""A curve with a point on it and the tangent there: an activation, or the loss along one weight."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout


def curve_figure(x: Array, y: Array, at: float, value: float, slope: float, *, theme: Theme, across: str, up: str,
                 height: int = 260) -> go.Figure:
    """Draw y over x with a dot at (at, value) and a dashed tangent of the given slope."""
    figure = go.Figure(layout=layout(theme, height=height, margin={"l": 52, "r": 12, "t": 10, "b": 42}))
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": theme.text, "width": 2}, hovertemplate="%{x:.3f}: %{y:.4f}", name=""
    )
    reach = (x.max() - x.min()) / 6
    ends = np.array([at - reach, at + reach])
    figure.add_scatter(x=ends, y=value + slope * (ends - at), mode="lines", hoverinfo="skip",
                       line={"color": theme.accent, "dash": "dash", "width": 2})
    figure.add_scatter(x=[at], y=[value], mode="markers", marker={"color": theme.accent, "size": 11},
                       hovertemplate=f"{value:.4f}, slope {slope:.4f}", name="")
    span = y.max() - y.min()
    figure.update_xaxes(title_text=across, range=[x.min(), x.max()])
    figure.update_yaxes(title_text=up, range=[y.min() - 0.08 * span, y.max() + 0.08 * span])
    return figure
