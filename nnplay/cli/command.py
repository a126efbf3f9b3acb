"""`python -m nnplay`: train an experiment without a browser, and print what there is to choose from.

Exit codes: 0 done, 1 the run diverged, 2 something given cannot be used, 3 a fault of this program.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnplay import __version__
from nnplay.cli import brought
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import FEATURES
from nnplay.data.quantity import quantity
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING
from nnplay.engine.threads import single_thread
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.share import arrays_file, document, pasted
from nnplay.share.history_file import history_csv
from nnplay.share.learnt import learnt, vector
from nnplay.share.opening import Opening
from nnplay.study.trial import first_experiment
from nnplay.study.views.judgement import Estimated, judge

DONE, DIVERGED, REFUSED, FAULT, STOPPED = 0, 1, 2, 3, 130
REGISTRIES = (DATA_SETS, FEATURES, ACTIVATIONS, HEADS, LOSSES, INITIALIZERS, OPTIMIZERS, SCHEDULES, CLIPS, REGULARIZERS,
              STOPPING)
MAX_BYTES = 4 * document.MAX_CHARACTERS  # in UTF-8
BAR, REDRAW = 30, 0.1  # characters, seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.do(options))
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (ValueError, OSError) as error:
        if options.debug:
            raise
        print(f"nnplay: {error}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return STOPPED
    except Exception as error:
        if options.debug:
            raise
        print(f"nnplay: this should not have happened ({type(error).__name__}: {error}). --debug shows where",
              file=sys.stderr)
        return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nnplay", description="Train networks without a browser.")
    parser.add_argument("--version", action="version", version=f"nnplay {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(required=True, metavar="train | table | show")
    train = commands.add_parser("train", help="train an experiment; write its history and weights",
                                epilog="Exit codes: 0 done, 1 the run diverged, 2 something given cannot be used, "
                                       "3 a fault of this program.")
    train.add_argument("experiment", nargs="?", type=Path, help="a JSON file; the usual experiment if left out")
    train.add_argument("--table", type=Path, metavar="FILE", help="train on a table of one's own: CSV, Excel, ...")
    train.add_argument("--target", metavar="NAME", help="the table's column to predict, instead of the one proposed")
    train.add_argument("--link", metavar="URL", help="a link of nnplay or TensorFlow Playground instead of a file")
    train.add_argument("--strict", action="store_true", help="take any remark about the link as an error")
    train.add_argument("--seed", type=int, help="the seed of the initial weights, instead of the experiment's own")
    train.add_argument("--epochs", type=int,
                       help="up to which (100, or as its stopping rules say, or to the link's moment)")
    train.add_argument("--out", type=Path, default=Path("."), metavar="FOLDER",
                       help="where history.csv and weights.json go (here)")
    train.add_argument("--weights", type=Path, metavar="FILE",
                       help="begin with the weights of a JSON or npz file; its experiment, too, if none is given")
    train.add_argument("--npz", action="store_true", help="write weights.npz as well")
    train.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")
    train.set_defaults(do=_train)
    table = commands.add_parser("table", help="say how a table is read and what would be learnt from it")
    table.add_argument("file", type=Path, help="CSV, TSV, Excel (.xlsx), Markdown or ARFF")
    table.add_argument("--target", metavar="NAME", help="the column to predict, instead of the one proposed")
    table.add_argument("--json", action="store_true", help="print it as JSON")
    table.set_defaults(do=_table)
    show = commands.add_parser("show", help="print all names, formulas and knobs")
    show.add_argument("--json", action="store_true", help="print them as JSON")
    show.set_defaults(do=_show)
    return parser


def _train(options: argparse.Namespace) -> int:
    single_thread()
    opening = _opening(options)
    experiment = opening.experiment
    if options.epochs is not None and options.epochs < 0:
        raise ValueError(f"--epochs must be 0 or more, got {options.epochs}")
    options.out.mkdir(parents=True, exist_ok=True)
    if opening.theta is None:
        run = experiment.start()
    else:
        run = experiment.start(theta=opening.theta, step=opening.step)
    if options.epochs is None and opening.step:  # the link is about a moment
        run.advance(steps=opening.step - run.step)
    else:
        usual = max(run.epoch, int(dict(experiment.stop).get("epoch", run.epoch + 100)))
        _advance(run, usual if options.epochs is None else options.epochs, quiet=options.json)
    files = {"history": options.out / "history.csv", "weights": options.out / "weights.json"}
    files["history"].write_text(history_csv(run), encoding="utf-8")
    files["weights"].write_text(document.write(experiment, run.epoch, run.weights), encoding="utf-8")
    if options.npz:
        files["npz"] = options.out / "weights.npz"
        files["npz"].write_bytes(arrays_file.write(learnt(run)))
    errors = _errors(run)
    if options.json:
        result: dict[str, Any] = {"epoch": run.epoch, "step": run.step,
                                  "train_loss": run.loss.train, "test_loss": run.loss.test,
                  "train_accuracy": run.accuracy.train, "test_accuracy": run.accuracy.test,
                  "stopped": run.stopped and str(run.stopped), "diverged": run.divergence and str(run.divergence),
                  **({f"{part}_rmse": error for part, error in errors.items()} if errors else {}),
                  **({"target": run.targets.name} if errors else {}),
                  **{name: str(path) for name, path in files.items()}}
        print(json.dumps({key: _finite(value) for key, value in result.items()}, allow_nan=False))
    else:
        print(f"epoch {run.epoch:,}: train loss {run.loss.train:.6g}, test loss {run.loss.test:.6g}"
              + (" (of the scaled target)" if errors else ""))
        for part, error in errors.items():
            print(f"{part} root mean square error of {run.targets.name}: {quantity(error, 6)}")
        for reason in filter(None, (run.stopped, run.divergence)):
            print(reason)
        print(f"wrote {', '.join(map(str, files.values()))}")
    return DIVERGED if run.divergence else DONE


def _finite(value: Any) -> Any:
    """Return a value as JSON can hold it: None for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _errors(run: Run) -> dict[str, float]:
    """Return the root mean square errors in the unit of a target that is scaled for training; nothing for others."""
    if not run.targets.standardized:
        return {}
    judged = {part: judge(run, part) for part in ("train", "test")}
    return {part: found.rmse for part, found in judged.items() if isinstance(found, Estimated)}


def _opening(options: argparse.Namespace) -> Opening:
    """Return the experiment that the options name and, where they bring any, its initial weights."""
    if options.link and options.experiment:
        raise ValueError("give a file or --link, not both")
    if options.target is not None and options.table is None:
        raise ValueError("--target names a column of --table, which is not given")
    opening = Opening(Experiment())
    if options.table:
        if options.link or options.experiment:
            raise ValueError("give --table, --link or a file, only one of them")
        opening = Opening(first_experiment(brought.table_of(options.table, options.target)))
    elif options.link:
        opening, remarks = pasted.read(options.link)
        if options.strict and remarks:
            raise ValueError(" ".join(remarks))
        for remark in remarks:
            print(f"nnplay: {remark}", file=sys.stderr)
    elif options.experiment:
        opening = Opening(document.read(_content(options.experiment).decode("utf-8-sig")).experiment)
    if options.weights:
        opening = _with_weights(opening, options)
    if options.seed is None:
        return opening
    return replace(opening, experiment=opening.experiment.with_(seed=options.seed))


def _content(path: Path) -> bytes:
    """Return what a file holds. Raises ValueError for more than any file of ours has."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(f"{path} has more than {MAX_BYTES:,} bytes")
    return content


def _with_weights(opening: Opening, options: argparse.Namespace) -> Opening:
    """Return the opening with the weights of a file, which must be those of such a network."""
    content = _content(options.weights)
    packed = options.weights.suffix == ".npz"
    found = arrays_file.read(content) if packed else document.read(content.decode("utf-8-sig"))
    if found.weights is None:
        raise ValueError(f"{options.weights} holds no weights")
    if found.remark:
        print(f"nnplay: {found.remark}", file=sys.stderr)
    given = options.link or options.experiment or options.table
    experiment = opening.experiment if given else found.experiment
    if found.experiment.net.shapes != experiment.net.shapes or found.experiment.bias != experiment.bias:
        raise ValueError(f"{options.weights} holds weights of a network {found.experiment.net.sizes}, the experiment "
                         f"has {experiment.net.sizes}")
    return Opening(experiment, 0, vector(found.weights))


def _advance(run: Run, epochs: int, *, quiet: bool) -> None:
    """Train, with a bar on standard error where somebody watches."""
    watched = not quiet and sys.stderr.isatty()
    while run.epoch < epochs and not run.stopped and not run.divergence:
        begun = time.monotonic()
        while run.epoch < epochs and time.monotonic() - begun < REDRAW and not run.stopped and not run.divergence:
            run.advance(epochs=1)
        if watched:
            done = round(BAR * run.epoch / epochs)
            print(f"\r[{'#' * done}{' ' * (BAR - done)}] epoch {run.epoch:,}/{epochs:,} loss {run.loss.train:.6f} ",
                  end="", file=sys.stderr, flush=True)
    if watched:
        print(file=sys.stderr)


def _table(options: argparse.Namespace) -> int:
    said = brought.said_of(options.file, options.target)
    print(json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False) if options.json else brought.in_words(said))
    return DONE if said["learnable"] else REFUSED


def _show(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps({registry.kind: [
            {"key": entry.key, "label": entry.label, "formula": getattr(entry, "formula", ""), "note": entry.note,
             "knobs": [{"name": knob.name, "default": knob.default, "low": knob.low, "high": knob.high}
                       for knob in entry.knobs]}
            for entry in registry.values()] for registry in REGISTRIES}, indent=1))
        return DONE
    for registry in REGISTRIES:
        print(f"\n{registry.kind}")
        for entry in registry.values():
            print(f"  {entry.key:16} {entry.note}")
            formula = getattr(entry, "formula", "")
            if formula:
                print(f"  {'':16} {formula}")
            for knob in entry.knobs:
                print(f"  {'':16} {entry.key}.{knob.name} = {knob.default:g}, from {knob.low:g} to {knob.high:g}")
    return DONE
