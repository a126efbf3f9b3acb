"""The settings of which another value may be tried. To offer one more, add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.experiment import Experiment
from nnplay.study.adjust import adjusted
from nnplay.ui.settings import read_hidden


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text[:20]!r} is not a number") from None


def _batch(text: str) -> int:
    return 0 if text.strip().lower() == "all" else int(_number(text))


@dataclass(frozen=True)
class Field:
    """A setting: its name in the experiment, its label, values to choose from, and how what was typed is read."""

    name: str
    label: str
    options: tuple[str, ...]
    read: Callable[[str], Any] = str
    free: bool = False

    def changed(self, experiment: Experiment, value: str) -> Experiment:
        """Return the experiment with this value. Raises ValueError for one that cannot be."""
        return adjusted(experiment, **{self.name: self.read(value)})[0]


FIELDS = {
    item.name: item
    for item in (
        Field("init", "Weight initialization", tuple(INITIALIZERS)),
        Field("hidden", "Hidden layers", ("1", "2", "3", "4", "8", "4, 2", "8, 8"), read_hidden, free=True),
        Field("activation", "Activation", tuple(ACTIVATIONS)),
        Field("optimizer", "Optimizer", tuple(OPTIMIZERS)),
        Field("lr", "Learning rate", ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3"), _number, free=True),
        Field("batch", "Batch size", ("1", "5", "10", "30", "100", "all"), _batch, free=True),
        Field("loss", "Loss", tuple(LOSSES)),
        Field("noise", "Noise (%)", ("0", "5", "10", "20", "50"), _number, free=True),
        Field("bias", "Biases", ("with", "without"), lambda value: value == "with"),
    )
}
