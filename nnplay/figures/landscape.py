"""The loss over a plane as contours and as a surface, ways over it, and cuts through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.figures.theme import LOG_AXIS, Theme, layout

NOT_FINITE = "not finite"


def heights(loss: Array, log: bool) -> Array:
    """Return what is drawn for a loss: its decimal logarithm or itself, NaN where it is not finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.log10(np.maximum(loss, 1e-300)) if log else loss
    return np.where(np.isfinite(loss), drawn, np.nan)


def _scale(drawn: Array, theme: Theme, log: bool) -> dict[str, Any]:
    finite = drawn[np.isfinite(drawn)]
    low, high = (float(finite.min()), float(np.quantile(finite, 0.97))) if len(finite) else (0.0, 1.0)
    ticks = np.linspace(low, high, 6)
    words = [f"{10.0**tick if log else tick:.2g}" for tick in ticks]
    return {"colorscale": [[0.0, theme.background], [1.0, theme.positive]], "low": low, "high": max(high, low + 1e-12),
            "bar": {"title": {"text": "loss", "side": "right"}, "thickness": 10, "outlinewidth": 0,
                    "tickvals": ticks, "ticktext": words}}


def contour_figure(x: Array, y: Array, loss: Array, done: NDArray[np.bool_], *, theme: Theme, log: bool,
                   names: tuple[str, str] = ("first direction", "second direction")) -> go.Figure:
    """Draw the contours of losses (S, S), a row per y; cells that are not finite are filled with the warning colour."""
    drawn = heights(loss, log)
    scale = _scale(drawn, theme, log)
    figure = go.Figure(layout=layout(theme, height=520, hovermode="closest", showlegend=True,
                                     margin={"l": 56, "r": 8, "t": 8, "b": 44},
                                     legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0}))
    figure.add_contour(
        x=x, y=y, z=drawn.round(5), customdata=loss, zmin=scale["low"], zmax=scale["high"], colorbar=scale["bar"],
        colorscale=scale["colorscale"], line={"width": 0.6, "color": theme.muted}, showlegend=False,
        contours={"start": scale["low"], "end": scale["high"], "size": (scale["high"] - scale["low"]) / 18},
        hovertemplate="(%{x:.3g}, %{y:.3g}): loss %{customdata:.4g}<extra></extra>",
    )
    broken = done & ~np.isfinite(loss)
    if broken.any():
        figure.add_heatmap(x=x, y=y, z=np.where(broken, 1.0, np.nan), showscale=False, name=NOT_FINITE,
                           colorscale=[[0, theme.warning], [1, theme.warning]], opacity=0.45, showlegend=True,
                           hovertemplate=f"(%{{x:.3g}}, %{{y:.3g}}): {NOT_FINITE}<extra></extra>")
    figure.update_xaxes(title_text=names[0], range=[x[0], x[-1]], showgrid=False)
    figure.update_yaxes(title_text=names[1], range=[y[0], y[-1]], showgrid=False)
    return figure


def add_way(figure: go.Figure, places: Array, losses: Array, *, name: str, colour: str, halo: str) -> None:
    """Add a way over the contours: places (T, 2) with losses (T,), with a halo around it and a dot at its end."""
    figure.add_scatter(x=places[:, 0], y=places[:, 1], mode="lines", line={"color": halo, "width": 5}, opacity=0.7,
                       showlegend=False, hoverinfo="skip")
    figure.add_scatter(x=places[:, 0], y=places[:, 1], customdata=losses, mode="lines", name=name,
                       line={"color": colour, "width": 2.5},
                       hovertemplate=f"{name}: loss %{{customdata:.4g}}<extra></extra>")
    figure.add_scatter(x=places[-1:, 0], y=places[-1:, 1], mode="markers", showlegend=False, hoverinfo="skip",
                       marker={"color": colour, "size": 9})


def add_mark(figure: go.Figure, place: tuple[float, float], *, name: str, theme: Theme,
             symbol: str = "x") -> None:
    """Mark a place on the contours."""
    figure.add_scatter(x=[place[0]], y=[place[1]], mode="markers", name=name, hovertemplate=f"{name}<extra></extra>",
                       marker={"symbol": symbol, "size": 11, "color": theme.text,
                               "line": {"color": theme.background, "width": 1}})


def surface_figure(x: Array, y: Array, loss: Array, ways: Sequence[tuple[str, str, Array, Array]], *, theme: Theme,
                   log: bool, names: tuple[str, str] = ("", "")) -> go.Figure:
    """Draw losses (S, S) as a surface to turn, and ways over it: name, colour, places (T, 2) and losses (T,)."""
    drawn = heights(loss, log)
    scale = _scale(drawn, theme, log)
    axis = {"backgroundcolor": theme.panel, "gridcolor": theme.grid, "color": theme.muted, "showspikes": False}
    figure = go.Figure(layout=layout(
        theme, height=520, margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={"xaxis": axis | {"title": {"text": names[0]}}, "yaxis": axis | {"title": {"text": names[1]}},
               "zaxis": axis | {"title": {"text": "log₁₀ loss" if log else "loss"},
                                "range": [scale["low"], _ceiling(drawn, scale["high"])]},
               "aspectmode": "cube", "camera": {"eye": {"x": 1.35, "y": -1.35, "z": 1.0}}},
    ))
    figure.add_surface(x=x, y=y, z=np.minimum(drawn, _ceiling(drawn, scale["high"])).round(5), customdata=loss,
                       colorscale=scale["colorscale"], cmin=scale["low"], cmax=scale["high"], showscale=False,
                       opacity=0.95, hovertemplate="loss %{customdata:.4g}<extra></extra>")
    lift = 0.012 * (_ceiling(drawn, scale["high"]) - scale["low"])
    for name, colour, places, losses in ways:
        figure.add_scatter3d(x=places[:, 0], y=places[:, 1], z=heights(losses, log) + lift, mode="lines", name=name,
                             line={"color": colour, "width": 6}, hovertemplate=f"{name}<extra></extra>")
    return figure


def _ceiling(drawn: Array, high: float) -> float:
    finite = drawn[np.isfinite(drawn)]
    return min(float(finite.max()), high * 1.5 if high > 0 else high + 1) if len(finite) else 1.0


def curves_figure(x: Array, curves: Sequence[tuple[str, str, str, Array]], *, theme: Theme, across: str, log: bool,
                  marks: Sequence[tuple[float, str]] = ()) -> go.Figure:
    """Draw losses over x (N,): name, colour, dash and values (N,) of each; `marks` are upright lines with names.

    Curves may have an x of their own: values (N, 2) are x and loss.
    """
    figure = go.Figure(layout=layout(theme, height=300, hovermode="x unified", showlegend=True,
                                     margin={"l": 56, "r": 14, "t": 8, "b": 44},
                                     legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}))
    for name, colour, dash, values in curves:
        own = values.ndim == 2
        figure.add_scatter(x=values[:, 0] if own else x, y=values[:, 1] if own else values, name=name, mode="lines",
                           line={"color": colour, "dash": dash, "width": 2}, hovertemplate="%{y:.4g}")
    for place, name in marks:
        figure.add_vline(x=place, line={"color": theme.muted, "width": 1, "dash": "dot"},
                         annotation={"text": name, "font": {"color": theme.muted}})
    figure.update_xaxes(title_text=across)
    figure.update_yaxes(title_text="loss", exponentformat="e", **(LOG_AXIS if log else {}))
    return figure
