"""The loss curve: training and test loss over epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout

LINE = 18  # px of a further line of the label


def loss_figure(epochs: Array, train: Array, test: Array | None, *, theme: Theme, label: str = "loss") -> go.Figure:
    """Draw losses (R,) over epochs (R,): training solid, test dashed, with a dot at the last of each.

    Each trace says in `meta` what it shows, so that a live page can update it in place; the "ghost" one is empty, a
    pattern for the lines of earlier runs.
    """
    curves = [("train", train, theme.train, "solid")]
    if test is not None:
        curves.append(("test", test, theme.test, "dash"))
    figure = go.Figure(layout=layout(
        theme, height=250, hovermode="x unified",
        margin={"l": 56 + LINE * label.count("<br>"), "r": 14, "t": 8, "b": 40},
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"},
        showlegend=True,
    ))
    for name, values, colour, dash in curves:
        figure.add_scatter(
            x=epochs, y=values, name=name, mode="lines", line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="%{y:.5f}", meta={"live": "curve", "column": name},
        )
    figure.add_scatter(
        x=[], y=[], mode="lines", line={"color": theme.muted, "width": 1}, opacity=0.55, showlegend=False,
        hovertemplate="%{y:.5f}", meta={"live": "ghost", "column": "train"},
    )
    for name, values, colour, _ in curves:
        figure.add_scatter(
            x=epochs[-1:], y=values[-1:], mode="markers", marker={"color": colour, "size": 7}, showlegend=False,
            hoverinfo="skip", meta={"live": "now", "column": name},
        )
    figure.update_xaxes(title_text="epoch", title_standoff=6, rangemode="tozero", hoverformat=",.6~f")
    figure.update_yaxes(title_text=label, rangemode="tozero", exponentformat="e")
    return figure
