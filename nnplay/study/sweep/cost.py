"""How long training takes, estimated beforehand from the shape of the network.

A step costs so much whatever it computes, so much for each layer, and so much for each sum of products. The numbers
are those of a two-core server; the pool's `pace` learns how the machine at hand compares.
"""

from __future__ import annotations

from nnplay.data.split import test_samples
from nnplay.experiment import Experiment

PER_STEP, PER_LAYER, PER_VALUE, PER_PRODUCT = 6e-6, 4e-6, 1.3e-8, 0.6e-9  # seconds
TOGETHER = 20  # networks that usually share a step


def training_samples(experiment: Experiment) -> int:
    """Return how many samples it learns from."""
    data = experiment.source
    if data.drawn is not None:  # each point knows itself whether it is a test
        return len(experiment.split().train)
    return experiment.samples - (0 if data.whole else test_samples(experiment.samples, experiment.test_share))


def seconds(experiment: Experiment, networks: int, epochs: int) -> float:
    """Return how long one core trains so many networks of an experiment for so many epochs, scored every epoch."""
    net, samples = experiment.net, training_samples(experiment)
    steps = -(-samples // min(experiment.batch or samples, samples))
    values = sum(net.sizes[1:])
    per_sample = PER_VALUE * values + PER_PRODUCT * net.size
    overhead = (PER_STEP + PER_LAYER * net.layers) * (steps + 1) * networks / min(TOGETHER, max(networks, TOGETHER))
    scoring = per_sample * experiment.samples / 3
    return epochs * (overhead + networks * (per_sample * samples + scoring))
