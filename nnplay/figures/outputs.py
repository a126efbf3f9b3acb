"""How the outputs for the rows of a table move over the iterations, and how many starts are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout

FRAMES = 40


def outputs_figure(
    outputs: Array, names: Sequence[str], targets: Array, *, theme: Theme, play: bool = False
) -> go.Figure:
    """Draw outputs (T, rows) over iterations; rows with target 1 are blue and solid or dotted, the others orange.

    With `play`, a button plays the recorded run.
    """
    steps = np.unique(np.linspace(1, len(outputs), min(len(outputs), 600)).astype(int))
    figure = go.Figure(layout=layout(theme, height=330, hovermode="x unified", showlegend=True,
                                     margin={"l": 48, "r": 12, "t": 10, "b": 42},
                                     legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}))
    looks = [{"color": theme.positive if target > 0.5 else theme.negative, "width": 2.5,
              "dash": "solid" if index % 2 == 0 else "dot"} for index, target in enumerate(targets)]
    for row, (name, look) in enumerate(zip(names, looks)):
        figure.add_scatter(
            x=steps, y=outputs[steps - 1, row], name=name, mode="lines", line=look, hovertemplate="%{y:.3f}"
        )
    figure.add_hline(y=0.5, line={"color": theme.muted, "width": 1, "dash": "dash"})
    figure.update_xaxes(title_text="iteration", range=[0, len(outputs)])
    figure.update_yaxes(title_text="output", range=[-0.03, 1.03])
    if play:
        _add_frames(figure, steps, outputs, theme)
    return figure


def _add_frames(figure: go.Figure, steps: Array, outputs: Array, theme: Theme) -> None:
    ends = np.linspace(2, len(steps), FRAMES).astype(int)
    figure.frames = [go.Frame(data=[go.Scatter(x=steps[:end], y=outputs[steps[:end] - 1, row])
                                    for row in range(outputs.shape[1])]) for end in ends]
    figure.update_layout(height=370, margin_b=80, updatemenus=[{
        "type": "buttons", "x": 1, "y": -0.12, "xanchor": "right", "yanchor": "top", "showactive": False,
        "bgcolor": theme.panel, "bordercolor": theme.border, "font": {"color": theme.text},
        "buttons": [{"label": "▶ Watch it learn", "method": "animate",
                     "args": [None, {"frame": {"duration": 90, "redraw": False}, "transition": {"duration": 0}}]}],
    }])


def starts_figure(right: Array, losses: Array, picked: int, *, theme: Theme) -> go.Figure:
    """Draw one square per start, blue where it is right and orange where not; `picked` has a border."""
    columns = 15
    rows = -(-len(right) // columns)
    index = np.arange(rows * columns).reshape(rows, columns)
    inside = index < len(right)
    shown = np.minimum(index, len(right) - 1)
    figure = go.Figure(layout=layout(theme, height=52 * rows, margin={"l": 4, "r": 4, "t": 4, "b": 4}))
    figure.add_heatmap(
        z=np.where(inside, right[shown], np.nan), zmin=0, zmax=1, showscale=False, xgap=4, ygap=4,
        colorscale=[[0, theme.negative], [1, theme.positive]], text=np.where(inside, index.astype(str), ""),
        texttemplate="%{text}", textfont={"color": theme.background, "size": 13}, customdata=losses[shown],
        hovertemplate="start %{text}: loss %{customdata:.4f}<extra></extra>",
    )
    row, column = divmod(picked, columns)
    figure.add_shape(type="rect", x0=column - 0.48, x1=column + 0.48, y0=row - 0.46, y1=row + 0.46,
                     line={"color": theme.text, "width": 3})
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, autorange="reversed")
    return figure


def counts_figure(right: Sequence[tuple[str, Array]], *, theme: Theme) -> go.Figure:
    """Draw how many starts are right over the iterations, for two ways of computing the same."""
    figure = go.Figure(
        layout=layout(
            theme,
            height=220,
            showlegend=True,
            hovermode="x unified",
            margin={"l": 48, "r": 12, "t": 8, "b": 40},
            legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 0.02, "yanchor": "bottom"},
        )
    )
    for (name, counts), colour, dash in zip(right, (theme.text, theme.accent), ("solid", "dot")):
        figure.add_scatter(x=np.arange(1, len(counts) + 1), y=counts, name=name, mode="lines",
                           line={"color": colour, "width": 1.5, "dash": dash}, hovertemplate="%{y}")
    figure.update_xaxes(title_text="iteration")
    figure.update_yaxes(title_text="right of 60", range=[0, 61])
    return figure
