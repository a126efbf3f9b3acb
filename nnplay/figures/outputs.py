"""How the outputs for the rows of a table move over the iterations, and how many starts are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout

FRAMES = 40


def outputs_figure(outputs: Array, names: Sequence[str], targets: Array, *, theme: Theme, play: bool = False) -> go.Figure:
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
        figure.add_scatter(x=steps, y=outputs[steps - 1, row], name=name, mode="lines", line=look, hovertemplate="%{y:.3f}")
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
    figure.update_layout(updatemenus=[{
        "type": "buttons", "x": 1, "y": 1.02, "xanchor": "right", "yanchor": "bottom", "pad": {"t": 0, "r": 0},
        "bgcolor": theme.panel, "bordercolor": theme.border, "font": {"color": theme.text},
        "buttons": [{"label": "▶ Watch it learn", "method": "animate",
                     "args": [None, {"frame": {"duration": 90, "redraw": False}, "transition": {"duration": 0}}]}],
    }])


def starts_figure(right: Array, losses: Array, picked: int, *, theme: Theme) -> go.Figure:
    """Draw one square per start, blue where it is right and orange where not; `picked` has a border."""
    columns = 15
    index = np.arange(len(right))
    figure = go.Figure(layout=layout(theme, height=230, margin={"l": 4, "r": 4, "t": 4, "b": 4}))
    figure.add_scatter(
        x=index % columns, y=-(index // columns), mode="markers+text", text=[str(start) for start in index],
        textfont={"color": theme.background, "size": 12}, customdata=losses,
        marker={"symbol": "square", "size": 34, "color": [theme.positive if each else theme.negative for each in right],
                "line": {"width": [4 if start == picked else 0 for start in index], "color": theme.text}},
        hovertemplate="start %{text}: loss %{customdata:.4f}<extra></extra>",
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )
    figure.update_xaxes(visible=False, range=[-0.6, columns - 0.4], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-((len(right) - 1) // columns) - 0.6, 0.6], fixedrange=True)
    return figure


def counts_figure(right: Sequence[tuple[str, Array]], *, theme: Theme) -> go.Figure:
    """Draw how many starts are right over the iterations, for two ways of computing the same."""
    figure = go.Figure(layout=layout(theme, height=220, showlegend=True, hovermode="x unified",
                                     margin={"l": 48, "r": 12, "t": 8, "b": 40},
                                     legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 0.02, "yanchor": "bottom"}))
    for (name, counts), colour, dash in zip(right, (theme.text, theme.accent), ("solid", "dot")):
        figure.add_scatter(x=np.arange(1, len(counts) + 1), y=counts, name=name, mode="lines",
                           line={"color": colour, "width": 1.5, "dash": dash}, hovertemplate="%{y}")
    figure.update_xaxes(title_text="iteration")
    figure.update_yaxes(title_text="right of 60", range=[0, 61])
    return figure
