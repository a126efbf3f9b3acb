"""A network as it stands, for whatever takes it elsewhere: layers, activations, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.data.features import Inputs
from nnplay.data.targets import Targets
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.engine.knobs import knobs_of
from nnplay.experiment import Experiment
from nnplay.run import Run


@dataclass(frozen=True)
class Learnt:
    """An experiment's network at an epoch: W (D, H) and b (H,), zeros in a network without biases, of each layer.

    `inputs` say how points become what it reads, `targets` how its answers become numbers in the target's unit;
    `examples` are two points that it has learnt from.
    """

    experiment: Experiment
    epoch: int
    layers: tuple[tuple[Array, Array], ...]
    inputs: Inputs
    targets: Targets
    examples: list[list[float]]

    @property
    def functions(self) -> list[tuple[str, dict[str, float]]]:
        """The name of each layer's activation, the head's last, with its knobs."""
        names = self.experiment.net.activation
        return [*((name, knobs_of(ACTIVATIONS[name], self.experiment.knobs)) for name in names),
                (self.experiment.head, {})]


def learnt(run: Run) -> Learnt:
    """Copy the network of a run with one network, in double precision."""
    layers = tuple((W.astype(np.float64), np.zeros(W.shape[1]) if b is None else b.astype(np.float64))
                   for W, b in run.weights)
    return Learnt(run.experiment, run.epoch, layers, run.inputs, run.targets,
                  run.split.train.points[:2].tolist())


def file_name(experiment: Experiment) -> str:
    """Return what files of an experiment are called, without their ending."""
    return f"nnplay-{experiment.data}-{'-'.join(map(str, experiment.net.sizes))}"


def vector(layers: Sequence[tuple[Array, Array | None]]) -> tuple[float, ...]:
    """Return the parameters one after the other, as theta has them."""
    return tuple(np.concatenate([part.ravel() for layer in layers for part in layer if part is not None]).tolist())
