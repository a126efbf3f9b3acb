"""The views below the picture: what the browser may ask to see of the present moment, and what it then gets.

To add one, add an entry to `VIEWS` and draw it in `static/views/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nnplay.data.table import MAX_INPUTS
from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study.inspect import gradient
from nnplay.study.new_rows import MOST_TEXT, Asked, answered
from nnplay.study.plane import Plane
from nnplay.study.views.activity import activities
from nnplay.study.views.folding import folds
from nnplay.study.views.judgement import Classified, judge
from nnplay.study.views.surface import surface
from nnplay.study.views.updates import USUAL, changes
from nnplay.ui.frames import single
from nnplay.ui.wishes import number, whole

Told = tuple[dict[str, Any], dict[str, Array]]
PARTS = ("train", "test")
MOST_LETTERS = 200  # of a cell
MOST_DOTS = 500  # of estimates that are drawn


class Look(NamedTuple):
    """What is to be seen: a view, and of what, where the view lets one choose."""

    view: str
    part: str = "train"
    layer: int = 0  # 0 stands for the output layer
    unit: int = 0
    axes: tuple[int, int] | None = None
    asked: Asked = Asked()

    @classmethod
    def read(cls, asked: Any) -> Look | None:
        """Read what a browser sent; None when it asks for no view that there is."""
        if not isinstance(asked, Mapping) or asked.get("view") not in VIEWS:
            return None
        part, axes = asked.get("part"), asked.get("axes")
        pair = (whole(axes[0], -1), whole(axes[1], -1)) if isinstance(axes, list) and len(axes) == 2 else None
        return cls(str(asked["view"]), part if part in PARTS else "train",
                   whole(asked.get("layer")), whole(asked.get("unit")), pair, read_asked(asked))


@dataclass(frozen=True)
class View:
    """One view; `note` says how to read it. `look` returns plain values and arrays for `static/views/`.

    `suits` says of which experiments there is one.
    """

    key: str
    label: str
    note: str
    look: Callable[[Run, Plane, Look], Told]
    suits: Callable[[Experiment], bool] = lambda experiment: True
    knobs: tuple[Knob, ...] = ()


def read_asked(asked: Mapping[str, Any]) -> Asked:
    """Read which new rows a browser asks about; what is no cell counts as missing."""
    row, text = asked.get("row"), asked.get("text")
    row = row[:MAX_INPUTS] if isinstance(row, list) else []
    cells = tuple(value[:MOST_LETTERS] if isinstance(value, str) else number(value) for value in row)
    return Asked(cells, text[: MOST_TEXT + 1] if isinstance(text, str) else "")


def views_of(experiment: Experiment) -> list[View]:
    """Return the views that there are of an experiment."""
    return [view for view in VIEWS.values() if view.suits(experiment)]


def has_columns(experiment: Experiment) -> bool:
    """Say whether the samples are rows of a table, rather than points or pictures: there are new rows to ask about."""
    source = experiment.source
    return source.fixed and source.drawn is None and source.image is None and not source.whole


def seen(run: Run, plane: Plane, look: Look) -> Told:
    """Return what a view shows of the present moment, under the name `seen` and in arrays whose names begin with it."""
    if not VIEWS[look.view].suits(run.experiment):
        return {}, {}
    told, arrays = VIEWS[look.view].look(run, plane, look)
    header = {"seen": {"view": look.view, "epoch": run.epoch, "step": run.step, **told}}
    return header, {f"seen_{name}": array for name, array in arrays.items()}


def _weights(run: Run, plane: Plane, look: Look) -> Told:
    told = [{"weights": plain(change.weights), "update": plain(change.update), "ratio": plain(change.ratio)}
            for change in changes(run)]
    return {"layers": told, "usual": USUAL}, {"gradient": single(gradient(run))}


def _activations(run: Run, plane: Plane, look: Look) -> Told:
    found = activities(run)
    told = [{"low": each.low, "high": each.high, "mean": plain(each.mean), "spread": plain(each.spread),
             "dead": each.dead, "saturated": each.saturated} for each in found]
    return {"layers": told}, {"counts": single(np.stack([each.counts for each in found]))}


def _hidden(run: Run, plane: Plane, look: Look) -> Told:
    found = folds(run, plane, look.axes)
    told = [{"axes": each.axes, "low": each.low, "high": each.high, "explained": plain(each.explained)}
            for each in found]
    return {"layers": told}, {"sheets": single(np.stack([each.sheet for each in found])),
                              "samples": single(np.stack([each.samples for each in found]))}


def _predictions(run: Run, plane: Plane, look: Look) -> Told:
    judged = judge(run, look.part)
    if judged is None:
        return {"part": look.part, "samples": len(run.examples[look.part][0]), "kind": "nothing"}, {}
    told: dict[str, Any] = {"part": look.part, "samples": judged.samples}
    if isinstance(judged, Classified):
        worst = [{"index": i, "truth": int(judged.truths[i]), "answer": int(judged.answers[i]),
                  "given": float(judged.given[i])} for i in judged.worst]
        told |= {"kind": "classes", "accuracy": judged.accuracy, "worst": worst}
        return told, {"mixed": single(judged.mixed), "calibration": single(judged.calibration)}
    worst = [{"index": i, "truth": float(judged.truths[i]), "answer": float(judged.answers[i])} for i in judged.worst]
    sizes = {"r2": plain(judged.r2), "rmse": plain(judged.rmse), "mae": plain(judged.mae)}
    told |= {"kind": "numbers", "worst": worst, **sizes}
    dots = np.linspace(0, judged.samples - 1, min(judged.samples, MOST_DOTS)).astype(int)
    return told, {"truths": single(judged.truths[dots]), "answers": single(judged.answers[dots]),
                  "dots": dots.astype(np.float64)}


def _surface(run: Run, plane: Plane, look: Look) -> Told:
    net = run.params.net
    layer = look.layer if 1 <= look.layer <= net.layers else net.layers
    unit = look.unit if 0 <= look.unit < net.sizes[layer] else 0
    return {"layer": layer, "unit": unit}, {"heights": single(surface(run, plane, layer, unit))}


def _use(run: Run, plane: Plane, look: Look) -> Told:
    return answered(run, look.asked), {}


def plain(value: float) -> float | None:
    """Return a number, or None for what is not one and cannot travel."""
    return value if np.isfinite(value) else None


VIEWS: Registry[View] = Registry(
    "view",
    View("weights", "Weights and gradients",
         "Blue is positive, orange negative, and all layers share one scale: large gradients show where the network "
         "is changing, and a layer whose gradients are pale next to the others' hardly learns.", _weights),
    View("activations", "Activations",
         "How often each layer gives each answer over the training samples: bars piled up at the ends of tanh or "
         "sigmoid mean saturated units, bars piled up at 0 of a ReLU mean silent ones.", _activations),
    View("hidden", "Hidden space",
         "The input plane as a sheet, folded by one layer after another: the network has solved it when a straight "
         "line separates the colours in the last one.", _hidden),
    View("predictions", "Predictions",
         "How right the network is, sample by sample: click one to follow it through the network.", _predictions),
    View("surface", "Function in 3D",
         "The answer as a height over the plane: drag it to look from another side.", _surface),
    View("use", "Use it",
         "What does the network say of a row it has never seen? Fill one in; the answer follows the training.", _use,
         has_columns),
)
