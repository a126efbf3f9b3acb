"""What the browser asks to know about the moment on the screen, besides the frame: looked up once for each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.run import Run
from nnplay.study.inspect import answered, gradient, inspect, traced
from nnplay.study.plane import Plane
from nnplay.study.views.judgement import wrong
from nnplay.ui.frames import single
from nnplay.ui.views import PARTS, Look, plain, seen
from nnplay.ui.wishes import number, whole

MAX_PINS = 4
MAX_PIXELS = 1024


@dataclass(frozen=True)
class Watch:
    """What is asked: units to inspect as (layer, unit), one sample as (part, index), the gradient, which
    samples are wrong, what the network makes of a picture's pixels, and one view.
    """

    pins: tuple[tuple[int, int], ...] = ()
    sample: tuple[str, int] | None = None
    gradient: bool = False
    mistakes: bool = False
    pixels: tuple[float, ...] | None = None
    look: Look | None = None
    keep: str | None = None  # the moment itself is to be kept, beside the experiment and the earlier runs of this name

    @classmethod
    def read(cls, asked: Any) -> Watch:
        """Read what a browser sent; what is not understood is left out."""
        if not isinstance(asked, Mapping):
            return cls()
        pins, sample = asked.get("pins"), asked.get("sample")
        pairs = [pin for pin in pins if isinstance(pin, list) and len(pin) == 2] if isinstance(pins, list) else []
        part, index = sample if isinstance(sample, list) and len(sample) == 2 else ("", -1)
        return cls(
            pins=tuple((whole(layer, -1), whole(unit, -1)) for layer, unit in pairs[:MAX_PINS]),
            sample=(part, whole(index, -1)) if part in PARTS else None,
            gradient=asked.get("gradient") is True,
            pixels=_pixels(asked.get("pixels")),
            mistakes=asked.get("mistakes") is True,
            look=Look.read(asked.get("look")),
            keep=asked["keep"][:40] if isinstance(asked.get("keep"), str) else None,
        )


def probes(run: Run, plane: Plane, watch: Watch) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what is asked of the run's present moment; what the network or the data do not have is left out."""
    header: dict[str, Any] = {}
    arrays: dict[str, Array] = {}
    if watch.gradient:
        arrays["gradient"] = single(gradient(run))
    if watch.pins:
        header["pins"] = _inspected(run, watch.pins, arrays)
    if watch.sample and 0 <= watch.sample[1] < len(run.examples[watch.sample[0]][0]):
        header["sample"] = _followed(run, *watch.sample, arrays)
    picture = run.experiment.source.image
    if picture and watch.pixels and len(watch.pixels) == picture.side**2 and max(watch.pixels) <= picture.high:
        header["opinion"] = {"opinion": _opinion(run, np.array([watch.pixels]))}
    elif picture and watch.sample and "sample" in header:
        part, index = watch.sample
        point = (run.split.train if part == "train" else run.split.test).points[index]
        header["opinion"] = {"image": point.tolist(), "opinion": _opinion(run, point[np.newaxis])}
    if watch.mistakes and run.experiment.classes:
        arrays |= {f"wrong_{part}": wrong(run, part).astype(np.uint8) for part in PARTS}
    if watch.look:
        for told, into in zip(seen(run, plane, watch.look), (header, arrays), strict=True):
            into |= told
    return header, arrays


def _pixels(asked: Any) -> tuple[float, ...] | None:
    """Read the values of a picture's pixels, none below 0."""
    if not isinstance(asked, list) or not 0 < len(asked) <= MAX_PIXELS:
        return None
    read = [number(value) for value in asked]
    values = tuple(value for value in read if value is not None and value >= 0)
    return values if len(values) == len(asked) else None


def _opinion(run: Run, points: Array) -> list[float] | None:
    """Return how sure the network is of each class for one point (1, D)."""
    answer = run.predict(points)
    return [float(share) for share in run.targets.shares(answer)[0]] if np.isfinite(answer).all() else None


def _inspected(run: Run, pins: tuple[tuple[int, int], ...], arrays: dict[str, Array]) -> list[dict[str, Any]]:
    trace, net = traced(run)[0], run.params.net
    told: list[dict[str, Any]] = []
    for layer, unit in pins:
        if not (1 <= layer <= net.layers and 0 <= unit < net.sizes[layer]):
            continue
        seen = inspect(run, layer, unit, trace)
        arrays[f"pin_curve_{len(told)}"] = single(seen.curve)
        arrays[f"pin_counts_{len(told)}"] = single(seen.counts)
        told.append({"layer": layer, "unit": unit, "low": seen.low, "high": seen.high, "dead": seen.dead,
                     "saturated": seen.saturated, "mean": plain(seen.mean), "spread": plain(seen.spread)})
    return told


def _followed(run: Run, part: str, index: int, arrays: dict[str, Array]) -> dict[str, Any]:
    """Tell the path of one sample: what each unit makes of it, the network's answer and the target."""
    trace, y = traced(run, part, slice(index, index + 1))
    values = [trace.x[0][0, 0], *(answered(run, layer, a[0, 0]) for layer, a in enumerate(trace.a, 1))]
    arrays["sample_values"] = single(np.concatenate(values))
    return {"part": part, "index": index, "target": [float(value) for value in run.targets.in_units(y[0])]}
