"""A Plotly chart that stays mounted while its figure changes, tells of clicks, and can ask for more by itself.

`st.plotly_chart` mounts a new chart at every change, does not tell of clicks on a contour, and saves no SVG or HTML.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeGuard

import plotly.graph_objects as go
import streamlit as st

from nnplay.ui.component import static_component
from nnplay.ui.server import PLOTLY_JS

_component = static_component("nnplay_chart", "chart/chart.js")


def live_chart(figure: go.Figure, *, key: str, alt: str, turn: int = 0, pace: int = 0,
               on_ask: Callable[[], None] | None = None, on_pick: Callable[[], None] | None = None) -> None:
    """Draw the figure. With a `pace`, `on_ask` is called so many milliseconds after; `turn` tells the askings apart.

    `on_pick` is called when a point is clicked; `picked` then says which.
    """
    data = {"figure": figure.to_json(), "alt": alt, "turn": turn, "pace": pace, "plotly": f"app/static/{PLOTLY_JS}",
            "file": f"nnplay-{key.replace('_', '-')}"}
    _component(key=key, data=data, on_ask_change=on_ask or _nothing, on_pick_change=on_pick or _nothing)


def picked(key: str) -> tuple[float, float, int | None] | None:
    """Return x, y and the number of what was clicked on a chart, or None for what no click can be."""
    told: Any = getattr(st.session_state.get(key), "pick", None)
    told = told[-1] if isinstance(told, list) and told else told
    if not isinstance(told, dict):
        return None
    x, y, what = (told.get(name) for name in ("x", "y", "what"))
    if not (_finite(x) and _finite(y)):
        return None
    return float(x), float(y), int(what) if _finite(what) else None


def _finite(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _nothing() -> None:
    """Ignore unsubscribed events."""
