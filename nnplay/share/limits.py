"""How large a network may be that comes from outside. The engine itself takes any."""

from __future__ import annotations

from nnplay.experiment import Experiment

MAX_HIDDEN_LAYERS, MAX_UNITS = 20, 256  # of a link
MAX_NUMBERS = 5_000_000  # weights and biases of a file's network


def check_size(experiment: Experiment) -> Experiment:
    """Return an experiment of a file. Raises ValueError for a network that is too large to be trusted."""
    if (size := experiment.net.size) > MAX_NUMBERS:
        raise ValueError(f"hidden: a network from a file has up to {MAX_NUMBERS:,} weights, got {size:,}")
    return experiment
