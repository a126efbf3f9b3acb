"""Every colour of the product, once for light and once for dark.

Positive is blue, negative is orange, near zero fades into the background: in data, neurons, weights and gradients
alike. Train is solid, test is dashed. Text on its background has a contrast of at least 4.5 to 1 (WCAG AA).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance, each as "#rrggbb".

    `positive` and `negative` are the ends of the diverging scale and `zero` its middle; `classes` tells more than
    two classes apart (Okabe and Ito 2008, adjusted to each background, safe for the common colour blindnesses).
    """

    name: str
    background: str
    panel: str
    border: str
    text: str
    muted: str
    grid: str
    zero: str
    positive: str
    negative: str
    train: str
    test: str
    accent: str
    warning: str
    classes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


LIGHT = Theme(
    name="light", background="#ffffff", panel="#f6f8fa", border="#d5dbe1", text="#1c2530", muted="#566270",
    grid="#e3e8ed", zero="#f4f6f8", positive="#0b62b0", negative="#d9660a", train="#1c2530", test="#6b7785",
    accent="#1f63ad", warning="#a3371b",
    classes=("#d9660a", "#0b62b0", "#00805e", "#b3548c", "#8a6d00", "#3f97cf", "#7b3f00", "#5b5b5b"),
)
DARK = Theme(
    name="dark", background="#0f141a", panel="#171e26", border="#2c3743", text="#e6ebf0", muted="#9aa7b5",
    grid="#26303b", zero="#1b232c", positive="#4ea3ee", negative="#f08c2e", train="#e6ebf0", test="#93a1b0",
    accent="#6cb2f2", warning="#ff9b7d",
    classes=("#f08c2e", "#4ea3ee", "#2fbf94", "#e08bc0", "#d7b91f", "#8fd0ff", "#c98a53", "#b8b8b8"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


# More than two classes are told apart by these in both appearances, because pictures mix them: Okabe and Ito (2008),
# and after them the same hues darker and lighter.
CLASSES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f", "#004468", "#8a5f00",
           "#005f45", "#7a4964", "#346c8c", "#803800", "#908829", "#4c4c4c", "#80b8d8", "#f3cf80", "#80cfb9", "#e6bcd3")


def class_colours(classes: int) -> np.ndarray:
    """Return the colours of so many classes as (K, 3), 0..255."""
    return np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in CLASSES[:classes]], dtype=float)


# Of a logarithmic axis: labels at 1, 2 and 5 of every decade, and no others, which would lie upon each other.
LOG_AXIS: dict[str, Any] = {"type": "log", "dtick": "D2"}


def diverging(theme: Theme) -> list[list[float | str]]:
    """Return the Plotly colour scale from negative through zero to positive."""
    return [[0.0, theme.negative], [0.5, theme.zero], [1.0, theme.positive]]


def layout(theme: Theme, **more: Any) -> dict[str, Any]:
    """Return the Plotly layout that every figure starts from; `more` adds to it or overrides it."""
    axis = {
        "gridcolor": theme.grid, "linecolor": theme.border, "zerolinecolor": theme.border, "zeroline": False,
        "ticks": "outside", "tickcolor": theme.border, "ticklen": 4, "automargin": True,
    }
    base: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": theme.text, "size": 12, "family": "system-ui, sans-serif"},
        "margin": {"l": 48, "r": 12, "t": 28, "b": 36}, "uirevision": "keep", "showlegend": False,
        "hoverlabel": {"bgcolor": theme.panel, "bordercolor": theme.border, "font": {"color": theme.text}},
        "xaxis": axis, "yaxis": axis,
    }
    return base | more
