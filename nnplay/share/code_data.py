"""The data of exported code: how it is made where that is a function of ours, its numbers where it is not.

So there is code for every data set there is: points from a generator are drawn again, tables come along.
"""

from __future__ import annotations

import ast
import base64
import zlib
from collections.abc import Callable, Sequence
from textwrap import dedent, wrap
from typing import Any

import numpy as np

from nnplay.data.entry import DataSet
from nnplay.data.features import features_of
from nnplay.data.labels import chosen_unevenly, mistaken
from nnplay.data.split import BALANCE, MISTAKES, OTHER_SPLIT, POINTS, SPLIT, pool_of
from nnplay.data.table import PLANE
from nnplay.engine.arrays import Array
from nnplay.engine.heads import HEADS
from nnplay.engine.knobs import knobs_of
from nnplay.experiment import Experiment
from nnplay.share.sources import Sources, lambda_of

MOST_NUMBERS = 300_000  # that come along in code
READABLE = 6000  # characters of numbers that are written out; more are packed
WIDTH = 110  # of packed lines

UNPACKED = dedent('''\
    def unpacked(text, *shape):
        """Return the numbers that were packed into a text, bit for bit."""
        return np.frombuffer(zlib.decompress(base64.b64decode(text)), "<f8").reshape(shape)''')


ANSWERS = dedent('''\
    def predict(points):
        """Return predictions (N, 1) in the unit of the target; the losses above are of the scaled target."""
        return forward(READ)[2][-1] * target_spread + target_mean


    for name, rows in (("training", train), ("test", test)):
        if len(rows):
            errors = predict(points[rows])[:, 0] - values[rows]
            print("root mean square error of", NAME, "on", name, "samples:", float(np.sqrt((errors**2).mean())))''')


def why_not(experiment: Experiment) -> str:
    """Say why no code can make the data, or nothing."""
    source = experiment.source
    numbers = source.samples * (len(source.columns) + 1)
    if numbers <= MOST_NUMBERS or _made(source):
        return ""
    return f"A script would hold the {numbers:,} numbers of the table, and at most {MOST_NUMBERS:,} are written."


def data_source(experiment: Experiment, sources: Sources) -> str:
    """Return code for points, values, and x_train, y_train, x_test, y_test as the network gets them."""
    if reason := why_not(experiment):
        raise ValueError(reason)
    entry, head = experiment.source, HEADS[experiment.head]
    lines = [features_source(experiment), "", "",
             *(_drawn(experiment, sources) if _made(entry) else _brought(experiment, sources))]
    if not experiment.classes:
        targets = "values[:, np.newaxis]"
        if entry.standardize_target:
            lines += ["# The network learns the target in deviations from its mean, both of the training samples.",
                      "target_mean, target_spread = values[train].mean(), values[train].std() or 1.0"]
            targets = "((values - target_mean) / target_spread)[:, np.newaxis]"
    elif experiment.classes == 2 and head.min_outputs == 1:
        targets = f"np.where(values == 1, {head.high!r}, {head.low!r})[:, np.newaxis]"
    else:
        targets = f"np.where(values[:, np.newaxis] == np.arange({experiment.classes}), {head.high!r}, {head.low!r})"
    lines += [f"targets = {targets}"]
    reads = reads_source(experiment, "points[{}]")
    if experiment.standardize:
        lines += ["mean, spread = features(points[train]).mean(axis=0), features(points[train]).std(axis=0)",
                  "spread = np.where(spread > 0, spread, 1.0)"]
    cast = ".astype(np.float32)" if experiment.dtype == "float32" else ""
    lines += [f"x_{part}, y_{part} = {reads.format(part)}, targets[{part}]{cast}" for part in ("train", "test")]
    return "\n".join(lines)


def reads_source(experiment: Experiment, points: str) -> str:
    """Return the expression for what the network reads of points."""
    x = f"(features({points}) - mean) / spread" if experiment.standardize else f"features({points})"
    return f"({x}).astype(np.float32)" if experiment.dtype == "float32" else x


def answers_source(experiment: Experiment) -> str:
    """Return the function that answers in the unit of the target, and prints its errors; "" where losses say that."""
    if not experiment.source.standardize_target:
        return ""
    return ANSWERS.replace("READ", reads_source(experiment, "points")).replace("NAME", ascii(experiment.source.target))


def features_source(experiment: Experiment, mean: Array | float = 0.0, spread: Array | float = 1.0) -> str:
    """Return the function that turns points into what the network reads, standardized by given numbers if any."""
    columns, lines = experiment.source.columns, []
    known = features_of(columns)
    if columns in (PLANE, PLANE[:1]):
        made = ", ".join(_body(known[name].compute) for name in experiment.inputs)
    else:
        places = list(known)
        chosen = [(places.index(name), known[name].label) for name in experiment.inputs]
        lines += ["# Columns of the table and what they are called.", f"INPUTS = {_listed(chosen)}"]
        made = "p[:, column] for column, _ in INPUTS"
    answer = f"np.column_stack([{made}])"
    if isinstance(mean, np.ndarray):
        lines += ["# Of the training samples.", f"MEAN = {_listed(mean.tolist())}",
                  f"SPREAD = {_listed(np.asarray(spread).tolist())}"]
        answer = f"({answer} - MEAN) / SPREAD"
    if lines:
        lines += ["", ""]
    return "\n".join([*lines, f"def features(p):\n    return {answer}"])


def _made(entry: DataSet) -> bool:
    """Say whether its generator can come along as source."""
    if entry.drawn is not None or entry.fixed:
        return False
    try:
        Sources().name(entry.make)
    except (ValueError, OSError):
        return False
    return True


def _drawn(experiment: Experiment, sources: Sources) -> list[str]:
    """Return lines that draw points, values, and the indices train and test."""
    entry = experiment.source
    make = sources.name(entry.make)
    uneven = entry.relabelled and experiment.balance < 100
    count = pool_of(experiment.samples, experiment.classes) if uneven else experiment.samples
    lines = [f"points, values = {make}({_rng(experiment, POINTS)}, {count}, {experiment.noise!r}"
             f"{keywords(knobs_of(entry, experiment.knobs))})"]
    if uneven:
        lines += [f"chosen = {sources.name(chosen_unevenly)}({_rng(experiment, BALANCE)}, values, "
                  f"{experiment.samples}, {experiment.classes}, {experiment.balance!r})",
                  "points, values = points[chosen], values[chosen]"]
    if entry.relabelled and experiment.wrong_labels:
        lines += [f"values = {sources.name(mistaken)}({_rng(experiment, MISTAKES)}, values, {experiment.classes}, "
                  f"{experiment.wrong_labels!r})"]
    if entry.whole:
        return [*lines, "train, test = np.arange(len(points)), np.arange(0)"]
    tests = len(experiment.split().test)
    stream = (*OTHER_SPLIT, experiment.split_seed) if experiment.split_seed else SPLIT
    return [*lines, f"order = {_rng(experiment, stream)}.permutation(len(points))",
            f"test, train = order[:{tests}], order[{tests}:]"]


def _brought(experiment: Experiment, sources: Sources) -> list[str]:
    """Return lines that hold points and values themselves, those for training first."""
    train, test = experiment.split().train, experiment.split().test
    points = np.concatenate([train.points, test.points])
    values = np.concatenate([train.targets, test.targets])
    if packed := len(str(points.tolist())) > READABLE:
        sources.definitions["unpacked"] = UNPACKED
    return [f"points = {_packed(points) if packed else _written(points)}",
            f"values = {_packed(values) if packed else _written(values)}",
            f"train, test = np.arange({len(train)}), np.arange({len(train)}, {len(points)})"]


def _written(values: Array) -> str:
    return f"np.array({_listed(values.tolist())})"


def _packed(values: Array) -> str:
    text = base64.b64encode(zlib.compress(np.ascontiguousarray(values, "<f8").tobytes(), 9)).decode("ascii")
    return 'unpacked("""\n' + "\n".join(wrap(text, WIDTH)) + f'\n""", {", ".join(map(str, values.shape))})'


def _listed(values: Sequence[Any]) -> str:
    """Return a list of plain values, in lines where it is long."""
    rows = [""]
    for text in map(repr, values):
        if len(rows[-1]) + len(text) > WIDTH:
            rows.append("")
        rows[-1] += f"{text}, "
    if len(rows) < 2:
        return repr(list(values))
    return "[\n" + "\n".join(f"    {row.rstrip()}" for row in rows) + "\n]"


def _rng(experiment: Experiment, stream: tuple[int, ...]) -> str:
    return f"np.random.default_rng({[experiment.data_seed, *stream]})"


def _body(function: Callable[..., Any]) -> str:
    return ast.unparse(lambda_of(function).body)  # type: ignore[arg-type]


def keywords(knobs: dict[str, float]) -> str:
    """Return knobs as further arguments of a call."""
    return "".join(f", {name}={value!r}" for name, value in knobs.items())
