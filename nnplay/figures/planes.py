"""What units make of the input plane: maps side by side, with the rows of a table as points."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, diverging, layout


def planes_figure(maps: Sequence[Array], titles: Sequence[str], points: Array, targets: Array, *, theme: Theme,
                  low: float, high: float, height: int = 270) -> go.Figure:
    """Draw maps (side, side), first row at the top, of values 0..1 with 0.5 in the middle of the scale."""
    figure = make_subplots(1, len(maps), subplot_titles=titles, horizontal_spacing=0.06)
    axis = [low + (high - low) * (cell + 0.5) / len(maps[0]) for cell in range(len(maps[0]))]
    for column, plane in enumerate(maps, 1):
        figure.add_heatmap(x=axis, y=axis[::-1], z=plane, zmin=0, zmax=1, colorscale=diverging(theme), showscale=False,
                           hovertemplate="x₁ %{x:.2f}, x₂ %{y:.2f}: %{z:.3f}<extra></extra>", row=1, col=column)
        figure.add_scatter(
            x=points[:, 0], y=points[:, 1], mode="markers", row=1, col=column, hoverinfo="skip",
            marker={"size": 13, "color": [theme.positive if target > 0.5 else theme.negative for target in targets],
                    "line": {"color": theme.text, "width": 2}},
        )
    figure.update_layout(layout(theme, xaxis={}, yaxis={}, height=height, margin={"l": 30, "r": 8, "t": 30, "b": 30}))
    figure.update_xaxes(range=[low, high], constrain="domain", showgrid=False, zeroline=False)
    figure.update_yaxes(range=[low, high], showgrid=False, zeroline=False, constrain="domain")
    for column in range(1, len(maps) + 1):
        figure.update_yaxes(scaleanchor="x" if column == 1 else f"x{column}", row=1, col=column)
    figure.update_annotations(font={"color": theme.text, "size": 12})
    return figure
