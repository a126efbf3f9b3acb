"""Runs compared: their loss curves over one another, and the decision boundary of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, diverging, layout


def overlay_figure(curves: Sequence[tuple[str, Array, Array, Array]], *, theme: Theme, log: bool) -> go.Figure:
    """Draw (name, epochs (R,), train (R,), test (R,)) of each run in a colour of its own: train solid, test dashed."""
    figure = go.Figure(layout=layout(theme, height=300, margin={"l": 56, "r": 14, "t": 8, "b": 40}, showlegend=True,
                                     legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}))
    for number, (name, epochs, train, test) in enumerate(curves):
        colour = theme.classes[number % len(theme.classes)]
        for kind, values, dash in (("train", train, "solid"), ("test", test, "dash")):
            figure.add_scatter(x=epochs, y=values, name=name, legendgroup=str(number), showlegend=kind == "train",
                               mode="lines", line={"color": colour, "dash": dash, "width": 2},
                               hovertemplate=f"{kind} %{{y:.5f}}")
    figure.update_xaxes(title_text="epoch", rangemode="tozero")
    figure.update_yaxes(title_text="loss", type="log" if log else "linear", exponentformat="e")
    return figure


def boundary_figure(output: Array, points: Array, targets: Array, *, theme: Theme, low: float, high: float,
                    height: int = 310) -> go.Figure:
    """Draw an output (side, side) of -1 to 1, first row at the top, and samples (N, 2) by the sign of (N,) targets."""
    figure = go.Figure(layout=layout(theme, height=height, margin={"l": 28, "r": 8, "t": 6, "b": 24}))
    side = len(output)
    centres = low + (high - low) * (np.arange(side) + 0.5) / side
    figure.add_heatmap(x=centres, y=centres[::-1], z=output, zmin=-1, zmax=1, colorscale=diverging(theme),
                       showscale=False, hovertemplate="x₁ %{x:.2f}, x₂ %{y:.2f}<extra></extra>")
    colours = [theme.positive if target > 0 else theme.negative for target in targets]
    figure.add_scatter(x=points[:, 0], y=points[:, 1], mode="markers", hoverinfo="skip",
                       marker={"size": 4, "color": colours, "line": {"color": theme.background, "width": 0.5}})
    figure.update_xaxes(range=[low, high], constrain="domain", showgrid=False)
    figure.update_yaxes(range=[low, high], constrain="domain", showgrid=False, scaleanchor="x")
    return figure
