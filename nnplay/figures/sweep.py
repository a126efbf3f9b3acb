"""Pictures of a sweep: a heatmap over two settings, and every combination as a line over all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnplay.engine.arrays import Array
from nnplay.figures.theme import Theme, layout
from nnplay.text import for_plotly

LEVELS = 7  # of strength at which lines are drawn
MOST_BETWEEN, MOST_POINTS = 12, 12_000  # points of a line between two axes, and of all lines
FEW = 4  # columns of a heatmap with room for three digits on a phone


def _scale(theme: Theme) -> list[list[float | str]]:
    return [[0.0, theme.zero], [1.0, theme.positive]]


def grid_figure(values: Array, across: Sequence[str], up: Sequence[str], *, theme: Theme, titles: tuple[str, str],
                label: str, best: str) -> go.Figure:
    """Draw values (R, C), first row at the top, darkest where they are `best`: "low" or "high". Cells can be chosen."""
    figure = go.Figure(layout=layout(theme, height=90 + 44 * len(up), margin={"l": 60, "r": 12, "t": 8, "b": 48},
                                     hovermode="closest", hoverdistance=-1))  # the whole cell is its middle's
    columns, rows = np.meshgrid(np.arange(len(across)), np.arange(len(up)))
    across, up = ([for_plotly(name) for name in names] for names in (across, up))
    known = np.isfinite(values)
    figure.add_heatmap(z=values, x=np.arange(len(across)), y=np.arange(len(up)), colorscale=_scale(theme),
                       reversescale=best == "low", hoverinfo="skip", xgap=2, ygap=2,
                       showscale=False)
    low, high = (values[known].min(), values[known].max()) if known.any() else (0.0, 1.0)
    strength = (values - low) / (high - low or 1.0)
    strong = (strength < 0.3 if best == "low" else strength > 0.7) & known
    exact = [f"{value:.4g}" if is_known else "none" for value, is_known in zip(values.ravel(), known.ravel())]
    digits = 3 if len(across) <= FEW else 2
    text = [f"{value:.{digits}g}" if is_known else "–" for value, is_known in zip(values.ravel(), known.ravel())]
    figure.add_scatter(
        x=columns.ravel(), y=rows.ravel(), mode="markers+text", text=text,
        marker={"size": 34, "symbol": "square", "color": "rgba(0,0,0,0)"},
        textfont={"color": [theme.background if each else theme.text for each in strong.ravel()]},
        hovertext=[f"{titles[0]} {across[c]}<br>{titles[1]} {up[r]}<br>{label} {each}"
                   for c, r, each in zip(columns.ravel().tolist(), rows.ravel().tolist(), exact)], hoverinfo="text",
        unselected={"marker": {"opacity": 1}}, selected={"marker": {"opacity": 1}},
    )
    figure.update_xaxes(title_text=titles[0], tickvals=np.arange(len(across)), ticktext=across, showgrid=False)
    figure.update_yaxes(title_text=titles[1], title_standoff=8, tickvals=np.arange(len(up)), ticktext=up,
                        showgrid=False, autorange="reversed")
    return figure


def lines_figure(positions: Array, values: Array, axes: Sequence[tuple[str, Sequence[str]]], *, theme: Theme,
                 label: str, best: str, numbers: Array, chosen: int | None = None) -> go.Figure:
    """Draw combinations as lines over all settings (parallel coordinates), coloured by a measure at the far right.

    `positions` (C, A) are the numbers of each combination's values on the axes, `values` (C,) the measure. A click on
    a line tells its combination, one of `numbers` (C,); the line of the `chosen` one is marked.
    """
    figure = go.Figure(layout=layout(theme, height=420, margin={"l": 50, "r": 50, "t": 24, "b": 12},
                                     hovermode="closest", hoverdistance=12))
    known = np.isfinite(values)
    positions, values, numbers = positions[known], values[known], numbers[known]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    share = (values - low) / (high - low or 1.0)
    counts = np.array([max(len(names) - 1, 1) for _, names in axes])
    shifts = np.linspace(-0.03, 0.03, len(values)) if len(values) > 1 else np.zeros(len(values))
    heights = np.column_stack([positions / counts + shifts[:, np.newaxis], share])  # (C, A + 1)
    levels = np.minimum((share * LEVELS).astype(int), LEVELS - 1)
    order = range(LEVELS) if best == "high" else range(LEVELS - 1, -1, -1)  # the best are drawn last, on top
    between = max(1, min(MOST_BETWEEN, MOST_POINTS // max(1, heights.size)))
    for rank, level in enumerate(order):
        one = levels == level
        x, y = _one_line(heights[one], between)
        figure.add_scatter(x=x, y=y, mode="lines", customdata=np.repeat(numbers[one], len(x) // max(1, one.sum())),
                           text=np.repeat([f"{label} {value:.4g}" for value in values[one]],
                                          len(x) // max(1, one.sum())),
                           hovertemplate="%{text}<extra></extra>", opacity=0.25 + 0.75 * rank / (LEVELS - 1),
                           line={"color": theme.positive if rank >= LEVELS // 2 else theme.muted,
                                 "width": 1 + rank / 4})
    if chosen in numbers:
        x, y = _one_line(heights[numbers == chosen], 1)
        figure.add_scatter(x=x, y=y, mode="lines", hoverinfo="skip", line={"color": theme.text, "width": 4})
    for place, (title, names) in enumerate(axes):
        _axis(figure, place, title, names, np.arange(len(names)) / max(len(names) - 1, 1), theme)
    _axis(figure, len(axes), label, [f"{low + (high - low) * step:.3g}" for step in (0, 0.5, 1)], [0, 0.5, 1], theme)
    figure.update_xaxes(visible=False, fixedrange=True, range=[-0.35, len(axes) + 0.45])
    figure.update_yaxes(visible=False, fixedrange=True, range=[-0.06, 1.2])
    return figure


def _one_line(heights: Array, between: int) -> tuple[Array, Array]:
    """Join lines (C, A) to one with gaps, with so many points for each stretch, so that a click anywhere finds it."""
    columns = heights.shape[1]
    x = np.linspace(0, columns - 1, (columns - 1) * between + 1)
    left = np.minimum(x.astype(int), columns - 2)
    y = heights[:, left] + (heights[:, left + 1] - heights[:, left]) * (x - left)
    gaps = np.column_stack([y, np.full(len(y), np.nan)])
    return np.tile(np.append(x, np.nan), len(heights)), gaps.ravel()


def _axis(figure: go.Figure, place: int, title: str, names: Sequence[str], heights: Sequence[float] | Array,
          theme: Theme) -> None:
    figure.add_shape(type="line", x0=place, x1=place, y0=0, y1=1, line={"color": theme.border, "width": 1})
    figure.add_annotation(x=place, y=1.05 + 0.07 * (place % 2), text=f"<b>{title}</b>", showarrow=False,
                          yanchor="bottom")
    for name, height in zip(names, heights):
        figure.add_annotation(x=place, y=height, text=for_plotly(name), showarrow=False, xanchor="left", xshift=5,
                              bgcolor=theme.background, opacity=0.85, font={"size": 11})
