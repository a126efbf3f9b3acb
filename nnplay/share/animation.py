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
from numpy.typing import NDArray

from nnplay.engine.arrays import Array
from nnplay.run import Run
from nnplay.share.script import name

TEMPLATE = Path(__file__).with_name("animation.html")
MOST_POINTS = 600
LARGEST = 1e6  # weight that is told from a larger one


@dataclass(frozen=True)
class Moment:
    """Weights (P,) at an epoch (and a part of one), and the network's answer as the page shows it.

    The answer is bytes (side, side), 1 to 255 along the colour scale, or colours (side, side, 3).
    """

    theta: Array
    epoch: float
    answer: NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """What the answers are drawn in: a square from `low` to `high` with points (N, 3), each with its value -1..1.

    With `classes`, colours of many, the value is the number of one; with `line` the answer is a curve over one input.
    `target` says what the colours' ends are worth, where that is a number in the unit of a target.
    """

    low: float
    high: float
    points: Array
    across: str
    up: str
    classes: Sequence[str] = ()
    line: bool = False
    target: str = ""


def animation(run: Run, moments: Sequence[Moment], picture: Picture, colours: dict[str, dict[str, str]]) -> str:
    """Return the page. `colours` are those of a light and of a dark page: background, text, muted, border, zero,
    positive, negative.
    """
    experiment = run.experiment
    facts: dict[str, Any] = {
        "title": name(experiment), "sizes": experiment.net.sizes, "bias": experiment.bias, "colours": colours,
        "parameters": run.params.net.size,
        "low": picture.low, "high": picture.high, "across": picture.across, "up": picture.up,
        "classes": list(picture.classes), "line": picture.line, "target": picture.target,
        "points": picture.points[:MOST_POINTS].astype(float).round(3).tolist(),
        "epochs": [moment.epoch for moment in moments], "losses": [_losses(run, moment.epoch) for moment in moments],
        "side": moments[0].answer.shape[0], "maps": _text(np.stack([moment.answer for moment in moments])),
        "thetas": _text(np.clip(np.stack([moment.theta for moment in moments]), -LARGEST, LARGEST).astype("<f4")),
    }
    text = json.dumps(facts).replace("<", "\\u003c")  # nothing in it can end the script
    page = TEMPLATE.read_text(encoding="utf-8")
    return page.replace("TITLE", html.escape(name(experiment))).replace('"FACTS"', text)


def _losses(run: Run, epoch: float) -> list[float | None]:
    """Return the training and the test loss that were recorded last by then."""
    records = run.history_log.records
    row = max(int(np.searchsorted(records["epoch"], epoch + 1e-9, side="right")) - 1, 0)
    pair = (float(records["train_loss"][row]), float(records["test_loss"][row]))
    return [round(loss, 6) if np.isfinite(loss) else None for loss in pair]


def _text(array: NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
