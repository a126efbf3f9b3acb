"""A whole run as one HTML file that plays by itself: no server, no other file, no other host.

What comes in are moments that were really computed; the page shows them one after the other and blends nothing.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.run import Run
from nnplay.share.script import name

TEMPLATE = Path(__file__).with_name("animation.html")
SIDE, MOST_POINTS = 60, 600
LARGEST = 1e6  # weight that is told from a larger one


@dataclass(frozen=True)
class Moment:
    """Weights (P,) at an epoch (and a part of one)."""

    theta: Array
    epoch: float


def animation(run: Run, moments: Sequence[Moment], colours: dict[str, dict[str, str]]) -> str:
    """Return the page. `colours` are those of a light and of a dark page: background, text, muted, border, zero,
    positive, negative.
    """
    experiment, data = run.experiment, run.experiment.source
    if not data.planar:
        raise ValueError(f"an animation shows a plane of two inputs, and {data.label} has {len(data.columns)}")
    targets = run.split.train.targets
    values = experiment.targets(targets)[:, -1]
    middle, scale = (values.max() + values.min()) / 2, max(float(np.ptp(values)) / 2, 1e-9)
    twin = experiment.start(theta=run.params.theta[0])
    grid = _grid(data.low, data.high)
    maps, losses = [], []
    for moment in moments:
        twin.params.theta[0] = moment.theta
        maps.append(_bytes((twin.predict(grid)[:, -1] - middle) / scale))
        losses.append(_losses(run, moment.epoch))
    points = np.column_stack([run.split.train.points, (values - middle) / scale])[:MOST_POINTS]
    facts: dict[str, Any] = {
        "title": name(experiment), "low": data.low, "high": data.high, "side": SIDE, "sizes": experiment.net.sizes,
        "bias": experiment.bias, "colours": colours, "epochs": [moment.epoch for moment in moments],
        "losses": losses, "points": points.round(3).tolist(), "maps": _text(np.stack(maps)),
        "thetas": _text(np.clip(np.stack([moment.theta for moment in moments]), -LARGEST, LARGEST).astype("<f4")),
        "parameters": twin.params.net.size,
    }
    text = json.dumps(facts).replace("<", "\\u003c")  # nothing in it can end the script
    page = TEMPLATE.read_text(encoding="utf-8")
    return page.replace("TITLE", html.escape(name(experiment))).replace('"FACTS"', text)


def _grid(low: float, high: float) -> Array:
    edges = np.linspace(low, high, SIDE + 1)
    across, up = np.meshgrid((edges[:-1] + edges[1:]) / 2, ((edges[:-1] + edges[1:]) / 2)[::-1])
    return np.column_stack([across.ravel(), up.ravel()])


def _bytes(values: Array) -> Array:
    return (np.clip(np.nan_to_num(values), -1, 1) * 127 + 128).round().astype(np.uint8)


def _losses(run: Run, epoch: float) -> list[float | None]:
    """Return the training and the test loss that were recorded last by then."""
    records = run.history_log.records
    row = max(int(np.searchsorted(records["epoch"], epoch + 1e-9, side="right")) - 1, 0)
    pair = (float(records["train_loss"][row]), float(records["test_loss"][row]))
    return [round(loss, 6) if np.isfinite(loss) else None for loss in pair]


def _text(array: Array) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
