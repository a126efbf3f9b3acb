"""An experiment as a Python script that needs NumPy alone, and as a notebook.

Functions of the registries come along as their own source, so a new entry is exported because it exists. What is
around them does the engine's operations in the engine's order: the script prints the losses of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any
from urllib.parse import quote

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Entry
from nnplay.engine.schedules import SCHEDULES
from nnplay.experiment import Experiment
from nnplay.share import link
from nnplay.share.code_data import answers_source, data_source, keywords
from nnplay.share.code_training import Beginning, accuracy_source, training_source
from nnplay.share.notebook import notebook
from nnplay.share.sources import Sources

DRAWN = Beginning()


def script(experiment: Experiment, epochs: int, begun: Beginning = DRAWN) -> str:
    """Return the script that trains to an epoch, or to where a stopping rule is met, and prints losses on the way.

    Raises ValueError for a table that is too large to come along; `code_data.why_not` says so before.
    """
    code = "\n\n\n".join(text for _, text in _parts(experiment, epochs, begun))
    return f"{title(experiment, 'It needs NumPy alone.')}\n\n{_imports(code)}\n\n\n{code}\n"


def script_notebook(experiment: Experiment, epochs: int, begun: Beginning = DRAWN) -> str:
    """Return the same as a notebook that runs from top to bottom."""
    described = "\n".join(f"- {key}: `{text}`" for key, text in _plain_link(experiment).items() if key != "v")
    parts = _parts(experiment, epochs, begun)
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
         "is_weight", "unpacked", "mean", "spread", "chosen", "frozen", "held", "records", "columns", "accuracy_of",
         "train_loss", "test_loss", "zlib", "base64", "target_mean", "target_spread", "predict", "name", "rows",
         "errors"}


NAMES = (("functools", "partial"), ("types", "SimpleNamespace"))


def _imports(code: str) -> str:
    """Return the import lines that the code needs."""
    lines = [f"import {module}" for module in ("base64", "math", "zlib") if f"{module}." in code]
    lines += [f"from {module} import {name}" for module, name in NAMES if f"{name}(" in code]
    return "\n".join([*lines, "", "import numpy as np"])


def name(experiment: Experiment) -> str:
    sizes = "-".join(map(str, experiment.net.sizes))
    return f"{experiment.source.label} learnt by a {sizes} network"


def title(experiment: Experiment, needs: str) -> str:
    """Return how an exported module opens: what it is, what it needs, the experiment."""
    params = "&".join(f"{key}={text}" for key, text in _plain_link(experiment).items())
    return f'"""{name(experiment)}, from nnplay.\n\n{needs} The experiment: ?{params}\n"""'


def _plain_link(experiment: Experiment) -> dict[str, str]:
    """Return the experiment's link, quoted so that nothing in it can end a text."""
    return {quote(key, safe=""): quote(text, safe="") for key, text in link.write(experiment).items()}


def _parts(experiment: Experiment, epochs: int, begun: Beginning) -> list[tuple[str, str]]:
    """Return headings and their code."""
    sources = Sources(taken=TAKEN)
    size = len(experiment.split().train)
    begins = -(-begun.step // -(-size // (experiment.batch or size)))  # the first epoch that it can stop at
    epochs = max(begins, min(epochs, int(dict(experiment.stop).get("epoch", epochs))))
    answers = answers_source(experiment)
    data, settings = data_source(experiment, sources), _settings(experiment, epochs, sources)
    training = training_source(experiment, sources, begun)
    return [
        ("The functions it is made of", "\n\n\n".join(sources.definitions.values())),
        ("Data", data),
        ("Network and training", settings),
        ("Forward and backward", "\n\n\n".join([LAYERS_WITH_BIAS if experiment.bias else LAYERS_WITHOUT_BIAS,
                                               FORWARD_WITH_BIAS if experiment.bias else FORWARD_WITHOUT_BIAS,
                                               _backward(experiment), *accuracy_source(experiment)])),
        ("Train", training),
        *([("Answers in the unit of the target", answers)] if answers else []),
    ]


def _settings(experiment: Experiment, epochs: int, sources: Sources) -> str:
    net, head, loss = experiment.net, HEADS[experiment.head], LOSSES[experiment.loss]

    def tuned(entry: Entry, function: Callable[..., Any]) -> str:
        name, knobs = sources.name(function), keywords(knobs_of(entry, experiment.knobs))
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
