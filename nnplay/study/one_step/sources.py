"""Where a step's numbers come from: a run as it stands, or an exercise someone typed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.heads import HEADS
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.recipe import Recipe
from nnplay.engine.registry import check_number
from nnplay.run import Run
from nnplay.study.one_step.step import Moment

MOST_SAMPLES = 4
MOST_UNITS = 4
LEAST_RATE, MOST_RATE = 1e-6, 1000.0
MOST_HIDDEN_LAYERS = 3


def from_run(run: Run, first: int = 0, count: int = 1) -> Moment:
    """Return the present moment of a run, about to learn from `count` of its training samples from index `first`.

    Dropout is left out: its units are drawn at random.
    """
    experiment, trainer = run.experiment, run.trainer
    x, y = run.examples["train"]
    chosen = slice(first, first + count)
    recipe = experiment.recipe
    kept = tuple((key, rate) for key, rate in recipe.regularization if key != "dropout")
    return Moment(
        experiment.net,
        run.params.theta[0].astype(float),
        x[chosen],
        y[chosen],
        replace(recipe, regularization=kept),
        trainer.lr,
        {name: array[0].astype(float) for name, array in trainer.memory.items()},
        trainer.step - trainer.memory_from + 1,
    )


@dataclass(frozen=True)
class Exercise:
    """A network of one's own, without its numbers: what the sheet of an exercise says above the table."""

    inputs: int = 2
    hidden: tuple[int, ...] = (2,)
    outputs: int = 2
    samples: int = 1
    activation: str = "sigmoid"
    head: str = "sigmoid"
    loss: str = "sse"
    optimizer: str = "sgd"
    lr: float = 0.5
    bias: bool = True
    biases_stay: bool = False

    def __post_init__(self) -> None:
        for name, size in (
            ("inputs", self.inputs),
            ("outputs", self.outputs),
            *(("hidden", size) for size in self.hidden),
        ):
            check_number(name, size, 1, MOST_UNITS, integer=True)
        if len(self.hidden) > MOST_HIDDEN_LAYERS:
            raise ValueError(f"an exercise has up to {MOST_HIDDEN_LAYERS} hidden layers, got {len(self.hidden)}")
        check_number("samples", self.samples, 1, MOST_SAMPLES, integer=True)
        check_number("lr", self.lr, LEAST_RATE, MOST_RATE)
        if self.head not in LOSSES[self.loss].heads:
            raise ValueError(f"the loss {LOSSES[self.loss].label!r} does not go with the output "
                             f"{HEADS[self.head].label!r}; it goes with {', '.join(LOSSES[self.loss].heads)}")

    @property
    def net(self) -> MLP:
        return MLP((self.inputs, *self.hidden, self.outputs), self.activation, self.head, self.bias)

    def tables(self) -> dict[str, tuple[list[str], list[str]]]:
        """Return the tables to fill in: their names, with the names of their rows and columns."""
        tables = {"samples": ([f"sample {n + 1}" for n in range(self.samples)],
                              [f"x{i + 1}" for i in range(self.inputs)] + [f"y{k + 1}" for k in range(self.outputs)])}
        names = [f"x{i + 1}" for i in range(self.inputs)]
        for layer, units in enumerate((*self.hidden, self.outputs), 1):
            columns = [f"out{j + 1}" if layer > len(self.hidden) else f"h{j + 1}" for j in range(units)]
            tables[f"layer {layer}"] = (names + ["bias"] * self.bias, columns)
            names = columns
        return tables

    def moment(self, tables: dict[str, Array]) -> Moment:
        """Return the moment before the step, with the numbers of the tables."""
        params = Parameters.zeros(self.net)
        for layer, (W, b) in enumerate(params.layers, 1):
            table = tables[f"layer {layer}"]
            W[0] = table[: len(table) - self.bias]
            if b is not None:
                b[0] = table[-1]
        samples = tables["samples"]
        recipe = Recipe(loss=self.loss, optimizer=self.optimizer, lr=self.lr, batch=0)
        return Moment(self.net, params.theta[0], samples[:, : self.inputs], samples[:, self.inputs :], recipe, self.lr,
                      biases_stay=self.biases_stay)

    def is_worked_example(self, tables: dict[str, Array]) -> bool:
        """Say whether these are the well-known example's network and numbers."""
        return replace(self, biases_stay=False) == Exercise() and all(
            np.array_equal(tables[name], table) for name, table in MAZUR.items())

    def example(self) -> dict[str, Array]:
        """Return numbers to begin with: those of a well-known worked example where they fit, else simple ones.

        The example is Matt Mazur's "A step by step backpropagation example" (2015).
        """
        if self.net.sizes == (2, 2, 2) and self.bias and self.samples == 1:
            return {name: table.copy() for name, table in MAZUR.items()}
        rng = np.random.default_rng(0)
        tables: dict[str, Array] = {name: rng.integers(-9, 10, (len(rows), len(columns))) / 10
                  for name, (rows, columns) in self.tables().items()}
        head, targets = HEADS[self.head], tables["samples"][:, self.inputs :]
        high = np.arange(targets.size).reshape(targets.shape) % max(self.outputs, 2) == 0
        if self.outputs > 1:
            high = np.arange(self.samples)[:, np.newaxis] % self.outputs == np.arange(self.outputs)
        targets[:] = np.where(high, head.high, head.low)
        return tables


MAZUR = {
    "samples": np.array([[0.05, 0.10, 0.01, 0.99]]),
    "layer 1": np.array([[0.15, 0.25], [0.20, 0.30], [0.35, 0.35]]),
    "layer 2": np.array([[0.40, 0.50], [0.45, 0.55], [0.60, 0.60]]),
}
