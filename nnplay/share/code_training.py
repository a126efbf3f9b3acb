"""The training of exported code: the loop over epochs and steps, with every rule that the experiment trains by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.regularizers import decay_rate, dropout_rate, penalties
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.share.code_data import keywords
from nnplay.share.sources import Sources


@dataclass(frozen=True)
class Beginning:
    """Where a run began: at a step, from weights theta (P,) instead of those that the seed draws."""

    theta: Sequence[float] | None = None
    step: int = 0


def training_source(experiment: Experiment, sources: Sources, begun: Beginning) -> str:
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


def accuracy_source(experiment: Experiment) -> list[str]:
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
