"""What units and parameters are called, as on the picture of the network."""

from __future__ import annotations

from itertools import pairwise

from nnplay.data.features import features_of
from nnplay.experiment import Experiment


def unit_names(experiment: Experiment) -> list[list[str]]:
    """Name the inputs and the units of each layer, first to last."""
    known = features_of(experiment.source.columns)
    hidden = [[f"h{layer}·{unit + 1}" for unit in range(units)]
              for layer, units in enumerate(experiment.hidden, start=1)]
    outputs = experiment.net.sizes[-1]
    last = ["output"] if outputs == 1 else [f"output {unit + 1}" for unit in range(outputs)]
    return [[known[name].label for name in experiment.inputs], *hidden, last]


def parameter_names(experiment: Experiment) -> list[str]:
    """Name every parameter, in the order of theta (P,)."""
    names: list[str] = []
    layers = unit_names(experiment)
    for before, after in pairwise(layers):
        names += [f"{one} → {other}" for one in before for other in after]
        if experiment.bias:
            names += [f"bias of {unit}" for unit in after]
    return names
