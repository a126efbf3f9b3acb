"""What the live stage is told: the scene once for each run, and a chunk of frames at every answer.

Both are plain values and arrays; `wire.pack` turns them into bytes, `static/stage/` draws them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from nnplay.data.features import features_of
from nnplay.data.targets import Targets
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.experiment import Experiment
from nnplay.figures.loss import loss_figure
from nnplay.figures.theme import CLASSES, THEMES, layout
from nnplay.figures.weights import weights_figure
from nnplay.history import History, spread
from nnplay.run import Run
from nnplay.share.learnt import file_name
from nnplay.share.past_runs import ROWS
from nnplay.share.script import name as called
from nnplay.study import messages
from nnplay.study.compare import described, differences
from nnplay.study.maps import input_maps
from nnplay.study.new_rows import form
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.drawing import MAX_PLACES, MOST_CLASSES, drawable, paper_of
from nnplay.ui.frames import MAP_SIDE, SCORES, Frame, quantize, single
from nnplay.ui.pace import SPEEDS
from nnplay.ui.player import Player
from nnplay.ui.server import PLOTLY_JS
from nnplay.ui.views import has_columns, views_of

Arrays = dict[str, Array]
TARGETS = (-1, -0.5, 0, 0.5, 1)  # of the reach, that numbers to predict are drawn with
CURVE_POINTS = 400  # of the loss curve that travel with each chunk; the chart is not much wider


def scene(player: Player) -> tuple[dict[str, Any], Arrays]:
    """Return what stays the same for a whole run: the network's shape, the data, the figures, the colours."""
    run = player.run
    experiment, data, plane = run.experiment, run.experiment.source, player.sight.camera.plane
    known = features_of(data.columns)
    inputs = [known[name].label for name in experiment.inputs]
    header = {
        "id": player.sight.scene,
        "file": file_name(experiment),
        "title": called(experiment),
        "inputs": inputs,
        "hidden": [
            {"units": units, "activation": name, "label": ACTIVATIONS[name].label}
            for units, name in zip(experiment.hidden, experiment.activation, strict=True)
        ],
        "head": HEADS[experiment.head].label,
        "building": building(experiment),
        "outputs": experiment.net.sizes[-1],
        "sizes": experiment.net.sizes,
        "bias": experiment.bias,
        "image": image(experiment),
        "classification": bool(experiment.classes),
        "classes": experiment.class_names if player.sight.camera.mixed else [],
        "class_names": experiment.class_names,
        "class_colours": CLASSES,
        "axes": [axis.__dict__ for axis in plane.axes],
        "drawing": drawing(player),
        "named_axes": not data.planar,
        "line": plane.line,
        "low": plane.low,
        "high": plane.high,
        "targets": targets_legend(player),
        "target": run.targets.name,
        "scaling": scaling(run.targets),
        "scores": SCORES,
        "speeds": ["max" if np.isinf(speed) else speed for speed in SPEEDS],
        "has_test": len(run.split.test) > 0,
        "map_side": MAP_SIDE,
        "views": [{"key": view.key, "label": view.label, "note": view.note} for view in views_of(experiment)],
        "form": form(run) if has_columns(experiment) else None,
        "plotly": f"app/static/{PLOTLY_JS}",
        "themes": {
            name: {**theme.to_dict(), "layout": layout(theme), "figures": figures(shape_of(run), name)}
            for name, theme in THEMES.items()
        },
    }
    maps = input_maps(run.inputs(plane.grid(MAP_SIDE)), MAP_SIDE)
    scales = np.abs(maps).reshape(len(maps), -1).max(axis=1)[:, np.newaxis, np.newaxis]
    arrays = {
        **points(player),
        "input_maps": quantize(maps, np.maximum(scales, 1e-9)),
    }
    return header, arrays


def points(player: Player) -> Arrays:
    """Return the samples as they are drawn; none while the person has taken all away."""
    split, shown = player.run.split, slice(0, 0) if player.blank else slice(None)
    return {f"{name}_points": player.sight.camera.points(part.points[shown], part.targets[shown])
            for name, part in (("train", split.train), ("test", split.test))}


def chunk(player: Player, frames: list[Frame]) -> tuple[dict[str, Any], Arrays]:
    """Return what an answer carries: the state of the player and its next frames, each complete in itself."""
    run = player.run
    header = {
        "generation": player.generation,
        "scene": player.sight.scene,
        "playing": player.playing,
        "rate": player.pace.rate,
        "speed": player.pace.speed,
        "steps_per_epoch": run.trainer.steps_per_epoch,
        "batch": run.trainer.batch,
        "seed": run.experiment.seed,
        "end": player.timeline.end,
        "marks": len(player.timeline),
        "edits": len(player.edits),
        "points": player.sight.points,
        "strokes": player.strokes.count(player),
        "blank": player.blank is not None,
        "frozen": run.experiment.frozen,
        "word": player.said(),
        "ghosts": player.ghosts.version,
        "message": message(player),
        "remark": remark(run),
    }
    arrays = {
        "number": np.array([frame.number for frame in frames], np.float64),
        "score": np.array([_scores(frame, player) for frame in frames], np.float64),
        "theta": np.stack([frame.theta for frame in frames]),
        "maps": np.stack([frame.maps for frame in frames]),
        "scales": np.stack([frame.scales for frame in frames]),
        "output": np.stack([frame.output for frame in frames]),
        "curve": curve(run.history_log),
    }
    return header, arrays


def _scores(frame: Frame, player: Player) -> list[float]:
    """Return the scores of a frame; without points there are no losses."""
    scored = {"train_loss", "test_loss", "train_accuracy", "test_accuracy"} if player.blank else set()
    return [np.nan if name in scored else score for name, score in zip(SCORES, frame.scores, strict=True)]


def ghosts(player: Player) -> tuple[list[str], Arrays]:
    """Return the earlier runs: what differed in each from the present one, and their curves."""
    labels = [ghost_label(ghost.experiment, player.experiment) for ghost in player.ghosts]
    return labels, {f"ghost_{index}": curve(ghost.history, ROWS) for index, ghost in enumerate(player.ghosts)}


def ghost_label(earlier: Experiment, present: Experiment) -> str:
    settings = [f"{name.replace('_', ' ')} {described(value)}"
                for name, (value, _) in differences(earlier, present).items()]
    return "; ".join(settings) or "the same settings"


def curve(log: History, most: int = CURVE_POINTS) -> Array:
    """Return (R, 3) f4: epoch, training and test loss, at most so many rows, evenly and in log time."""
    return single(log.rows(spread(len(log), most), "epoch", "train_loss", "test_loss"))


def image(experiment: Experiment) -> dict[str, float] | None:
    """Return the picture whose pixels the network reads, if that is what it reads: all of them and nothing else."""
    picture = experiment.source.image
    return picture._asdict() if picture and experiment.inputs == tuple(features_of(experiment.source.columns)) else None


def building(experiment: Experiment) -> dict[str, Any]:
    """Return what there is to build with on the picture: inputs, activations and limits."""
    return {
        "inputs": [{"key": key, "label": entry.label, "note": entry.note}
                   for key, entry in features_of(experiment.source.columns).items()],
        "chosen": experiment.inputs,
        "activations": [{"key": key, "label": entry.label} for key, entry in ACTIVATIONS.items()],
        "most_layers": MAX_LAYERS,
        "most_units": MAX_UNITS,
    }


def drawing(player: Player) -> dict[str, Any] | None:
    """Return what can be drawn on the picture: a place's limits and what a point may be; None where nothing can."""
    if not drawable(player.experiment):
        return None
    paper, camera = paper_of(player), player.sight.camera
    values: list[dict[str, Any]]
    if paper.classes:
        two = len(paper.classes) == 2
        values = [{"value": number, "label": name, "shown": 2 * number - 1 if two else number}
                  for number, name in enumerate(paper.classes)]
    else:
        values = [{"value": share * paper.reach, "label": f"{share * paper.reach:+.2g}" if share else "0",
                   "shown": (share * paper.reach - camera.threshold) / camera.scale} for share in TARGETS]
    return {"values": values, "another": 2 <= len(paper.classes) < MOST_CLASSES,
            "most_places": MAX_PLACES}


def targets_legend(player: Player) -> dict[str, float]:
    """Return the predictions, in units, at the two ends and the middle of the boundary's colour scale."""
    camera = player.sight.camera
    return {name: camera.targets.in_units(camera.threshold + share * camera.scale)
            for name, share in (("low", -1), ("middle", 0), ("high", 1))}


def scaling(targets: Targets) -> dict[str, Any] | None:
    """Return how answers become numbers in the unit of the target; None where they are that already."""
    return {"name": targets.name, "mean": targets.mean, "spread": targets.spread} if targets.standardized else None


@lru_cache(maxsize=256)
def figures(shape: Shape, theme: str) -> dict[str, Any]:
    """Return the Plotly figures of the stage as plain values. They come empty: the browser fills them from frames."""
    nothing = np.zeros(1)
    loss = loss_figure(nothing, nothing, nothing if shape.has_test else None, theme=THEMES[theme], label=shape.loss)
    layers = [(np.zeros((len(rows), len(columns))), np.zeros(len(columns)) if shape.bias else None)
              for rows, columns in zip(shape.rows, shape.columns, strict=True)]
    weights = weights_figure(layers, shape.rows, shape.columns, shape.titles, theme=THEMES[theme])
    return {"loss": json.loads(loss.to_json()), "weights": json.loads(weights.to_json())}


class Shape(NamedTuple):
    """What the figures of a stage depend on: the names of what each layer reads and of its units, and what is drawn."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    bias: bool
    loss: str
    has_test: bool


def shape_of(run: Run) -> Shape:
    experiment = run.experiment
    outputs = experiment.net.sizes[-1]
    known = features_of(experiment.source.columns)
    names = [tuple(known[name].label for name in experiment.inputs)]
    names += [tuple(str(unit + 1) for unit in range(units)) for units in experiment.hidden]
    names.append(("out",) if outputs == 1 else tuple(f"out {k + 1}" for k in range(outputs)))
    titles = (*(f"hidden {layer + 1}" for layer in range(len(experiment.hidden))), "output")
    return Shape(tuple(names[:-1]), tuple(names[1:]), titles, experiment.bias, loss_name(run), len(run.split.test) > 0)


def loss_name(run: Run) -> str:
    """Return what the loss is called, and of what it is where that is not the target as it came."""
    of = "<br>of the scaled target" if run.targets.standardized else ""
    return LOSSES[run.experiment.loss].label.lower() + of


def remark(run: Run) -> dict[str, str] | None:
    """Return what is worth saying about the run as it now is, in words."""
    said = messages.message(run)
    return asdict(said) if said else None


def message(player: Player) -> dict[str, Any] | None:
    """Return what the person must know before going on, and the ways on that are offered."""
    divergence, stopped = player.run.divergence, player.run.stopped
    if player.playing:  # what led there is shown first
        return None
    if divergence is None:
        if stopped is None:
            return None
        best = [] if stopped.best is None else [_way_to_best(player.run, stopped.best)]
        return {"kind": "note", "title": f"{str(stopped).capitalize()}.", "text": "",
                "ways": [*best, {"action": "go_on", "label": "Go on"}]}
    return {
        "kind": "warning",
        "title": f"Training diverged at step {divergence.step:,} (epoch {divergence.epoch:,}).",
        "text": f"The {divergence.quantity} is no longer a finite number: with a learning rate of "
                f"{player.experiment.lr:g} each step overshot further than the one before.",
        "ways": [{"action": "recover", "label": f"Go back and use {player.slower_rate:g}"}],
    }


def _way_to_best(run: Run, epoch: int) -> dict[str, Any]:
    records = run.history_log.records
    step = int(records["step"][np.searchsorted(records["epoch"], epoch)])
    return {"action": "visit", "label": f"Go to epoch {epoch:,}, the lowest test loss", "details": {"step": step}}
