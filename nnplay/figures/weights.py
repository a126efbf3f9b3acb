"""Weights as heatmaps, one per layer: a row per input and one (b) for the biases, a column per unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, diverging, layout
from nnplay.text import for_plotly


def weights_figure(
    layers: Sequence[tuple[Array, Array | None]], rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]],
    titles: Sequence[str], *, theme: Theme,
) -> go.Figure:
    """Draw each layer's W (D, H) with b (H,) as its last row; `rows` and `columns` name inputs and units.

    All layers share one colour scale with zero in the middle. Each trace says in `meta` which stretch of theta it
    shows, so that a live page can update it in place.
    """
    rows, columns = ([[for_plotly(name) for name in names] for names in each] for each in (rows, columns))
    widths = [len(names) + 1.5 for names in columns]
    figure = make_subplots(1, len(layers), column_widths=widths, horizontal_spacing=0.36 / (len(layers) + 2))
    start, largest = 0, 1e-9
    for index, (W, b) in enumerate(layers):
        block = W if b is None else np.vstack([W, b])
        largest = max(largest, float(np.abs(block).max()))
        names = list(rows[index]) + (["b"] if b is not None else [])
        figure.add_heatmap(
            z=block, x=list(range(len(columns[index]))), y=list(range(len(names))), coloraxis="coloraxis",
            xgap=1, ygap=1, row=1, col=index + 1, name="",
            customdata=[[f"{row} → {column}" for column in columns[index]] for row in names],
            hovertemplate="%{customdata}<br><b>%{z:.6f}</b>",
            meta={"live": "theta", "start": start, "rows": block.shape[0], "columns": block.shape[1]},
        )
        start += block.size
        figure.update_xaxes(
            tickvals=list(range(len(columns[index]))), ticktext=_thinned(columns[index], 8), title_text=titles[index],
            title_standoff=4, title_font_size=12, showgrid=False, ticks="", fixedrange=True, row=1, col=index + 1,
        )
        figure.update_yaxes(
            tickvals=list(range(len(names))), ticktext=_thinned(names, 12), autorange="reversed",
            showgrid=False, ticks="", fixedrange=True, row=1, col=index + 1,
        )
    figure.update_layout(layout(theme, xaxis={}, yaxis={}, height=250, margin={"l": 30, "r": 8, "t": 8, "b": 40}))
    figure.update_xaxes(zeroline=False, automargin=True)
    figure.update_yaxes(zeroline=False, automargin=True)
    figure.update_layout(coloraxis={
        "colorscale": diverging(theme), "cmin": -largest, "cmax": largest,
        "colorbar": {"thickness": 8, "outlinewidth": 0, "tickformat": ".2~f", "len": 1.0, "nticks": 5},
    })
    return figure


def _thinned(names: Sequence[str], most: int) -> list[str]:
    """Blank out names so that at most about `most` are written."""
    every = -(-len(names) // most)
    return [name if index % every == 0 else "" for index, name in enumerate(names)]
