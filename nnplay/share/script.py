"""An experiment as a Python script that needs NumPy alone, and as a notebook.

Functions of the registries come along as their own source, so a new entry is exported because it exists. What is
around them does the engine's operations in the engine's order: the script prints the losses of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any
from urllib.parse import quote

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
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.share import link
from nnplay.share.code_data import data_source, keywords
from nnplay.share.notebook import notebook
from nnplay.share.sources import Sources


@dataclass(frozen=True)
class Beginning:
    """Where a run began: at a step, from weights theta (P,) instead of those that the seed draws."""

    theta: Sequence[float] | None = None
    step: int = 0


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
         "train_loss", "test_loss", "zlib", "base64"}


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
    data, settings = data_source(experiment, sources), _settings(experiment, epochs, sources)
    training = _training(experiment, sources, begun)
    return [
        ("The functions it is made of", "\n\n\n".join(sources.definitions.values())),
        ("Data", data),
        ("Network and training", settings),
        ("Forward and backward", "\n\n\n".join([LAYERS_WITH_BIAS if experiment.bias else LAYERS_WITHOUT_BIAS,
                                               FORWARD_WITH_BIAS if experiment.bias else FORWARD_WITHOUT_BIAS,
                                               _backward(experiment), *_accuracy(experiment)])),
        ("Train", training),
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


def _training(experiment: Experiment, sources: Sources, begun: Beginning) -> str:
    rates, bias = experiment.regularization, experiment.bias
    dropped, step = dropout_rate(rates), _step(experiment, sources)
    if begun.theta is not None:
        weights = [f"theta[0] = {list(begun.theta)!r}"]
    elif bias:
        weights = ["for part in weights:", "    part[0][:] = draw_weights(rng, *part[0].shape)",
                   "    part[1][:] = first_bias"]
    else:
        weights = ["for W in weights:", "    W[:] = draw_weights(rng, *W.shape)"]
    if any("is_weight" in line for line in step):
        weights.insert(0, IS_WEIGHT.replace("WEIGHT", "part[0]" if bias else "part"))
    frozen = ["frozen = np.zeros(size, bool)  # the parameters that keep their values"]
    frozen += [f"frozen[{block.start}:{block.stop}] = True"
               for block in (experiment.net.blocks[layer - 1] for layer in experiment.frozen)]
    first, first_sample, between = "0", "0", []
    if begun.step:
        first, first_sample = "FIRST", "0 if epoch > FIRST else DONE"
        weights += [f"FIRST, DONE = divmod({begun.step}, -(-len(x_train) // BATCH))  # epochs and steps made before",
                    "DONE *= BATCH"]
        between = [f"    rng.bit_generator.advance((epoch == FIRST) * DONE * {sum(experiment.hidden)})"]
    return "\n".join([
        START.replace("DTYPE", f"np.{experiment.dtype}").replace(" + H * BIAS", " + H" if bias else ""),
        *weights, *(frozen if experiment.frozen else []),
        "memory = {name: np.zeros_like(theta) for name in remembered}", "steps = 0",
        *([f"DROPOUT = {dropped!r}"] if dropped else []), *_epoch(experiment, sources, first),
        "    lr = RATE * schedule(epoch)", "    x, y = x_train, y_train", "    if BATCH < len(x):",
        "        order = np.random.default_rng([DATA_SEED, epoch, 0]).permutation(len(x))",
        "        x, y = x[order], y[order]",
        *(["    rng = np.random.Generator(np.random.PCG64([DATA_SEED, epoch, 1]))", *between] if dropped else []),
        f"    for start in range({first_sample}, len(x), BATCH):", "        stop = min(start + BATCH, len(x))",
        *(f"        {line}" for line in step)])


def _epoch(experiment: Experiment, sources: Sources, first: str) -> list[str]:
    """Return how an epoch of the loop opens: what is printed, and whether to go on."""
    heading = ["", 'print("epoch  train loss  test loss")']
    rules = {name: number for name, number in experiment.stop if name != "epoch"}
    opening = f"for epoch in range({first}, EPOCHS + 1):" if first != "0" else "for epoch in range(EPOCHS + 1):"
    if not rules:
        return [*heading, opening, "    if epoch % max(1, EPOCHS // 20) == 0 or epoch == EPOCHS:",
                "        print(epoch, loss_of(x_train, y_train), loss_of(x_test, y_test))",
                "    if epoch == EPOCHS or not np.isfinite(theta).all():", "        break"]
    tests = [f"{sources.name(STOPPING[name].met)}(columns, {number!r})" for name, number in rules.items()]
    scores = {"epoch": "epoch", "train_loss": "train_loss", "test_loss": "test_loss"}
    if "accuracy" in rules:
        scores["train_accuracy"] = "accuracy_of(x_train, y_train)"
    met = " or ".join(tests)
    if first != "0":
        met = f"not (epoch == FIRST and DONE) and ({met})"  # within an epoch no rule is looked at
    return [f"records = {{{', '.join(f'{name!r}: []' for name in scores)}}}", *heading, opening,
            "    train_loss, test_loss = loss_of(x_train, y_train), loss_of(x_test, y_test)",
            "    met = epoch == EPOCHS or not np.isfinite(theta).all()",
            "    if epoch % 2 ** (epoch // 2048).bit_length() == 0:  # ever fewer are kept of a long run",
            *(f"        records[{name!r}].append({value})" for name, value in scores.items()),
            "        columns = {name: np.array(values) for name, values in records.items()}",
            f"        met = met or {met}",
            "    if met or epoch % max(1, EPOCHS // 20) == 0:", "        print(epoch, train_loss, test_loss)",
            "    if met:", "        break"]


def _accuracy(experiment: Experiment) -> list[str]:
    """Return the function for the share of right decisions, where a stopping rule asks for it."""
    threshold = HEADS[experiment.head].threshold
    if "accuracy" not in dict(experiment.stop):
        return []
    if not experiment.classes:
        right = "np.full(len(x), math.nan)"
    elif experiment.net.sizes[-1] == 1:
        right = f"(activations[-1] > {threshold!r}) == (y > {threshold!r})"
    else:
        right = "activations[-1].argmax(axis=1) == y.argmax(axis=1)"
    return [ACCURACY_OF.replace("RIGHT", right)]


def _step(experiment: Experiment, sources: Sources) -> list[str]:
    """Return the lines of one update."""
    rates, clip = experiment.regularization, CLIPS[experiment.clip]
    step = ["backward(*forward(x[start:stop]), y[start:stop])"]
    if dropout_rate(rates):
        step = ["keep = [((rng.random((stop - start, units)) >= DROPOUT) / (1 - DROPOUT)).astype(theta.dtype)",
                "        for units in SIZES[1:-1]]",
                "backward(*forward(x[start:stop], keep), y[start:stop], keep)"]
    for penalty in penalties(rates):
        step += [f"gradient += {penalty.rate!r} * is_weight * {_applied(sources, penalty.slope, 'theta')}"]
    if experiment.frozen:
        step += ["gradient[:, frozen] = 0"]
    if clip.clip:
        step += [f"{sources.name(clip.clip)}(gradient{keywords(knobs_of(clip, experiment.knobs))})"]
    if experiment.frozen:
        step += ["held = theta[:, frozen]"]
    if decay_rate(rates):
        step += [f"theta -= lr * ({decay_rate(rates)!r} * is_weight) * theta"]
    step += ["steps += 1", "update(theta, gradient, memory, steps, lr)"]
    return [*step, "theta[:, frozen] = held"] if experiment.frozen else step


def _applied(sources: Sources, function: Callable[..., Any], argument: str) -> str:
    name = sources.name(function)
    return argument if name == f"(lambda {argument}: {argument})" else f"{name}({argument})"


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

ACCURACY_OF = dedent('''\
    def accuracy_of(x, y):
        _, _, activations = forward(x)
        return float((RIGHT).mean())''')

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
