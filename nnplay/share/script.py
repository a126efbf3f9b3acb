"""An experiment as a Python script that needs NumPy alone, and as a notebook.

Functions of the registries come along as their own source, so a new entry is exported because it exists. What is
around them does the engine's operations in the engine's order: the script prints the losses of the page.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from textwrap import dedent
from typing import Any

from nnplay.data.features import FEATURES
from nnplay.data.labels import chosen_unevenly, mistaken
from nnplay.data.split import BALANCE, MISTAKES, OTHER_SPLIT, POINTS, SPLIT, pool_of
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Entry
from nnplay.engine.regularizers import decay_rate, dropout_rate, penalties
from nnplay.engine.schedules import SCHEDULES
from nnplay.experiment import Experiment
from nnplay.share import link
from nnplay.share.notebook import notebook
from nnplay.share.sources import Sources, lambda_of

GENERATORS = "nnplay.data.datasets"  # whose functions stand by themselves in a script


def script(experiment: Experiment, epochs: int, theta: Sequence[float] | None = None) -> str:
    """Return the script that trains for so many epochs and prints losses on the way.

    `theta` (P,) are first weights instead of those that the seed draws.
    """
    code = "\n\n\n".join(text for _, text in _parts(experiment, epochs, theta))
    return f"{title(experiment, 'It needs NumPy alone.')}\n\n{_imports(code)}\n\n\n{code}\n"


def script_notebook(experiment: Experiment, epochs: int, theta: Sequence[float] | None = None) -> str:
    """Return the same as a notebook that runs from top to bottom."""
    described = "\n".join(f"- {key}: {text}" for key, text in link.write(experiment).items() if key != "v")
    parts = _parts(experiment, epochs, theta)
    cells = [("markdown", f"# {name(experiment)}\n\nFrom nnplay; it needs NumPy alone.\n\n{described}"),
             ("code", _imports("\n".join(text for _, text in parts)))]
    for heading, text in parts:
        cells += [("markdown", f"## {heading}"), ("code", text)]
    return notebook(cells)


# What the script calls its own.
TAKEN = {"math", "partial", "SimpleNamespace", "np", "features", "points", "values", "order", "kept", "train", "test",
         "targets", "head", "pull_back", "update", "remembered", "schedule", "draw_weights", "first_bias", "loss_value",
         "loss_gradient", "layers", "forward", "backward", "loss_of", "size", "theta", "gradient", "weights",
         "gradients", "rng", "memory", "steps", "epoch", "lr", "x", "y", "start", "stop", "keep", "part", "W",
         "is_weight"}


def _imports(code: str) -> str:
    """Return the import lines that the code needs."""
    lines = ["import math" * ("math." in code), "from functools import partial" * ("partial(" in code),
             "from types import SimpleNamespace" * ("SimpleNamespace(" in code)]
    return "\n".join(line for line in lines if line) + "\n\nimport numpy as np"


def name(experiment: Experiment) -> str:
    sizes = "-".join(map(str, experiment.net.sizes))
    return f"{experiment.source.label} learnt by a {sizes} network"


def title(experiment: Experiment, needs: str) -> str:
    """Return how an exported module opens: what it is, what it needs, the experiment."""
    params = "&".join(f"{key}={text}" for key, text in link.write(experiment).items())
    return f'"""{name(experiment)}, from nnplay.\n\n{needs} The experiment: ?{params}\n"""'


def has_features(experiment: Experiment) -> bool:
    """Say whether code can be written for what the network reads: features of a plane, not standardized."""
    return experiment.source.planar and not experiment.standardize


def has_script(experiment: Experiment) -> bool:
    """Say whether a script can make the data and train: for the first data sets, with every layer learning."""
    return has_features(experiment) and experiment.source.make.__module__ == GENERATORS and not experiment.frozen


def features_source(experiment: Experiment) -> str:
    """Return the function that turns points into what the network reads. Raises ValueError where it cannot."""
    if not has_features(experiment):
        raise ValueError("code is written for inputs made of a plane and not standardized")
    columns = ", ".join(_body(FEATURES[name].compute) for name in experiment.inputs)
    return f"def features(p):\n    return np.column_stack([{columns}])"


def _parts(experiment: Experiment, epochs: int, theta: Sequence[float] | None) -> list[tuple[str, str]]:
    """Return headings and their code."""
    if not has_script(experiment):
        raise ValueError(f"no script is written for {experiment.source.label} or for frozen layers")
    sources = Sources(taken=TAKEN)
    data, settings = _data(experiment, sources), _settings(experiment, epochs, sources)
    training = _training(experiment, sources, theta)
    return [
        ("The functions it is made of", "\n\n\n".join(sources.definitions.values())),
        ("Data", data),
        ("Network and training", settings),
        ("Forward and backward", "\n\n\n".join([LAYERS_WITH_BIAS if experiment.bias else LAYERS_WITHOUT_BIAS,
                                               FORWARD_WITH_BIAS if experiment.bias else FORWARD_WITHOUT_BIAS,
                                               _backward(experiment)])),
        ("Train", training),
    ]


def _data(experiment: Experiment, sources: Sources) -> str:
    entry = experiment.source
    make = sources.name(entry.make)
    knobs = _keywords(knobs_of(entry, experiment.knobs))
    uneven = entry.relabelled and experiment.balance < 100
    drawn = pool_of(experiment.samples, experiment.classes) if uneven else experiment.samples
    lines = [features_source(experiment), "", "",
             f"points, values = {make}({_rng(experiment, POINTS)}, {drawn}, {experiment.noise!r}{knobs})"]
    if uneven:
        lines += [f"kept = {sources.name(chosen_unevenly)}({_rng(experiment, BALANCE)}, values, {experiment.samples}, "
                  f"{experiment.classes}, {experiment.balance!r})", "points, values = points[kept], values[kept]"]
    if entry.relabelled and experiment.wrong_labels:
        lines += [f"values = {sources.name(mistaken)}({_rng(experiment, MISTAKES)}, values, {experiment.classes}, "
                  f"{experiment.wrong_labels!r})"]
    if entry.whole:
        lines += ["train, test = np.arange(len(points)), np.arange(0)"]
    else:
        tests = len(experiment.split().test)
        stream = (*OTHER_SPLIT, experiment.split_seed) if experiment.split_seed else SPLIT
        lines += [f"order = {_rng(experiment, stream)}.permutation(len(points))",
                  f"test, train = order[:{tests}], order[{tests}:]"]
    head = HEADS[experiment.head]
    if not experiment.classes:
        targets = "values[:, np.newaxis]"
    elif experiment.classes == 2 and head.min_outputs == 1:
        targets = f"np.where(values == 1, {head.high!r}, {head.low!r})[:, np.newaxis]"
    else:
        targets = f"np.where(values[:, np.newaxis] == np.arange({experiment.classes}), {head.high!r}, {head.low!r})"
    cast = ".astype(np.float32)" if experiment.dtype == "float32" else ""
    return "\n".join([*lines, f"targets = {targets}",
                      f"x_train, y_train = features(points[train]){cast}, targets[train]{cast}",
                      f"x_test, y_test = features(points[test]){cast}, targets[test]{cast}"])


def _settings(experiment: Experiment, epochs: int, sources: Sources) -> str:
    net, head, loss = experiment.net, HEADS[experiment.head], LOSSES[experiment.loss]

    def tuned(entry: Entry, function: Callable[..., Any]) -> str:
        name, knobs = sources.name(function), _keywords(knobs_of(entry, experiment.knobs))
        return f"partial({name}{knobs})" if knobs else name

    hidden = [ACTIVATIONS[name] for name in net.activation]
    functions = [*(tuned(entry, entry.function) for entry in hidden), sources.name(head.function)]
    init = INITIALIZERS[experiment.init]
    lines = [
        f"SIZES = {net.sizes}  # from the inputs to the outputs",
        f"FUNCTIONS = [{', '.join(functions)}]",
        f"SLOPES = [{', '.join(tuned(entry, entry.slope) for entry in hidden)}]",
        f"draw_weights, first_bias = {tuned(init, init.draw)}, {init.bias!r}",
        f"loss_value, loss_gradient = {tuned(loss, loss.value)}, {tuned(loss, loss.gradient)}",
    ]
    if head.surprise and loss.by == "logits":
        decisions = "lambda outputs: outputs" if head.min_outputs == 1 else "lambda outputs: 1"
        lines += [f"head = SimpleNamespace(surprise={sources.name(head.surprise)}, decisions={decisions})"]
    else:
        lines += [f"pull_back = {sources.name(head.pull_back)}  # from dL/da to dL/dz"]
    optimizer, schedule = OPTIMIZERS[experiment.optimizer], SCHEDULES[experiment.schedule]
    lines += [f"update, remembered = {tuned(optimizer, optimizer.rule)}, {optimizer.memory!r}",
              f"schedule = {tuned(schedule, schedule.factor)}",
              f"SEED, DATA_SEED, EPOCHS = {experiment.seed}, {experiment.data_seed}, {epochs}",
              f"RATE, BATCH = {experiment.lr!r}, {experiment.batch or 'len(x_train)'}"]
    return "\n".join(lines)


def _backward(experiment: Experiment) -> str:
    by_logits = LOSSES[experiment.loss].by == "logits"
    lines = ["def backward(xs, zs, activations, y, keep=()):",
             '    """Fill `gradients` with the gradient of the loss."""', "    dz = np.empty_like(activations[-1])"]
    if by_logits:
        lines += ["    loss_gradient(zs[-1], activations[-1], y, head, dz)"]
    else:
        lines += ["    loss_gradient(zs[-1], activations[-1], y, dz)", "    pull_back(zs[-1], activations[-1], dz)"]
    lines += ["    for l in reversed(range(len(weights))):"]
    if experiment.bias:
        lines += ["        dW, db = gradients[l]", "        np.matmul(xs[l].T, dz, out=dW)",
                  "        db[:] = dz.sum(axis=0)"]
    else:
        lines += ["        np.matmul(xs[l].T, dz, out=gradients[l])"]
    weight = "weights[l][0]" if experiment.bias else "weights[l]"
    lines += ["        if l:", f"            dx = dz @ {weight}.T", "            if len(keep):",
              "                dx *= keep[l - 1]", "            dz = np.empty_like(dx)",
              "            SLOPES[l - 1](zs[l - 1], activations[l - 1], dz)", "            dz *= dx"]
    value = "loss_value(zs[-1], activations[-1], y, head)" if by_logits else "loss_value(zs[-1], activations[-1], y)"
    return "\n".join(lines) + "\n\n\n" + LOSS_OF.replace("VALUE", value)


def _training(experiment: Experiment, sources: Sources, theta: Sequence[float] | None) -> str:
    rates, clip = experiment.regularization, CLIPS[experiment.clip]
    dropped = dropout_rate(rates)
    before, step = [], []
    if dropped:
        step += ["keep = [((rng.random((stop - start, units)) >= DROPOUT) / (1 - DROPOUT)).astype(theta.dtype)",
                 "        for units in SIZES[1:-1]]",
                 "backward(*forward(x[start:stop], keep), y[start:stop], keep)"]
        before += [f"DROPOUT = {dropped!r}"]
    else:
        step += ["backward(*forward(x[start:stop]), y[start:stop])"]
    for penalty in penalties(rates):
        step += [f"gradient += {penalty.rate!r} * is_weight * {_applied(sources, penalty.slope, 'theta')}"]
    if clip.clip:
        step += [f"{sources.name(clip.clip)}(gradient{_keywords(knobs_of(clip, experiment.knobs))})"]
    if decay_rate(rates):
        step += [f"theta -= lr * ({decay_rate(rates)!r} * is_weight) * theta"]
    step += ["steps += 1", "update(theta, gradient, memory, steps, lr)"]
    weighed = any("is_weight" in line for line in step)
    return "\n".join([
        START.replace("DTYPE", f"np.{experiment.dtype}").replace(" + H * BIAS", " + H" if experiment.bias else ""),
        *([IS_WEIGHT.replace("WEIGHT", "part[0]" if experiment.bias else "part")] if weighed else []),
        *([f"theta[0] = {list(theta)!r}"] if theta is not None else
          ["for part in weights:", "    part[0][:] = draw_weights(rng, *part[0].shape)", "    part[1][:] = first_bias"]
          if experiment.bias else ["for W in weights:", "    W[:] = draw_weights(rng, *W.shape)"]),
        "memory = {name: np.zeros_like(theta) for name in remembered}", "steps = 0", *before, "",
        'print("epoch  train loss  test loss")', "for epoch in range(EPOCHS + 1):",
        "    if epoch % max(1, EPOCHS // 20) == 0 or epoch == EPOCHS:",
        "        print(epoch, loss_of(x_train, y_train), loss_of(x_test, y_test))",
        "    if epoch == EPOCHS or not np.isfinite(theta).all():", "        break",
        "    lr = RATE * schedule(epoch)", "    x, y = x_train, y_train", "    if BATCH < len(x):",
        "        order = np.random.default_rng([DATA_SEED, epoch, 0]).permutation(len(x))",
        "        x, y = x[order], y[order]",
        *(["    rng = np.random.Generator(np.random.PCG64([DATA_SEED, epoch, 1]))"] if dropped else []),
        "    for start in range(0, len(x), BATCH):", "        stop = min(start + BATCH, len(x))",
        *(f"        {line}" for line in step)])


def _applied(sources: Sources, function: Callable[..., Any], argument: str) -> str:
    name = sources.name(function)
    return argument if name == f"(lambda {argument}: {argument})" else f"{name}({argument})"


def _body(function: Callable[..., Any]) -> str:
    return ast.unparse(lambda_of(function).body)  # type: ignore[arg-type]


def _rng(experiment: Experiment, stream: tuple[int, ...]) -> str:
    return f"np.random.default_rng({[experiment.data_seed, *stream]})"


def _keywords(knobs: dict[str, float]) -> str:
    return "".join(f", {name}={value!r}" for name, value in knobs.items())


LAYERS_WITH_BIAS = dedent('''\
    def layers(theta):
        """Cut a vector of parameters into weights W (D, H) and biases b (H,) of each layer; they share memory."""
        parts, start = [], 0
        for D, H in zip(SIZES, SIZES[1:]):
            W, b = theta[0, start : start + D * H].reshape(D, H), theta[0, start + D * H : start + D * H + H]
            parts.append((W, b))
            start += D * H + H
        return parts''')

LAYERS_WITHOUT_BIAS = dedent('''\
    def layers(theta):
        """Cut a vector of parameters into weights W (D, H) of each layer; they share memory."""
        parts, start = [], 0
        for D, H in zip(SIZES, SIZES[1:]):
            parts.append(theta[0, start : start + D * H].reshape(D, H))
            start += D * H
        return parts''')

FORWARD_WITH_BIAS = dedent('''\
    def forward(x, keep=()):
        """Return what each layer read, its sums z and its activations."""
        xs, zs, activations = [x], [], []
        for l, (W, b) in enumerate(weights):
            zs.append(xs[l] @ W + b)
            activations.append(np.empty_like(zs[l]))
            FUNCTIONS[l](zs[l], activations[l])
            xs.append(activations[l] * keep[l] if l < len(keep) else activations[l])
        return xs, zs, activations''')

FORWARD_WITHOUT_BIAS = FORWARD_WITH_BIAS.replace("(W, b)", "W").replace(" @ W + b", " @ W")

LOSS_OF = dedent('''\
    def loss_of(x, y):
        if not len(x):
            return math.nan
        _, zs, activations = forward(x)
        return float(VALUE)''')

START = dedent('''\
    size = sum(D * H + H * BIAS for D, H in zip(SIZES, SIZES[1:]))
    theta = np.zeros((1, size), DTYPE)
    gradient = np.zeros_like(theta)
    weights, gradients = layers(theta), layers(gradient)
    rng = np.random.default_rng(SEED)''')

IS_WEIGHT = dedent('''\
    is_weight = np.zeros_like(theta)  # 1 where theta has a weight, 0 where it has a bias
    for part in layers(is_weight):
        WEIGHT[:] = 1''')
