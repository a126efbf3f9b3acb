"""What standardizing does to the loss: the valley of one linear unit, with its inputs as they are and standardized.

Its loss is a quadratic bowl over the two weights, so how narrow the valley is, the ratio of its largest to its smallest
curvature, says how many steps gradient descent needs (LeCun et al., Efficient BackProp, 1998, section 5.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnplay.data.features import Inputs, features_of
from nnplay.data.table import Table
from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment
from nnplay.study.landscape import Surface, weights_plane

CELLS = 31
REACH = 1.0  # of the weights, each way from the lowest point
MOST_SAMPLES = 300


@dataclass(frozen=True, eq=False)
class Valley:
    """Losses (S, S), a row per y, over two weights `x` and `y` (S,), and how much steeper one way is than another."""

    x: Array
    y: Array
    loss: Array
    ratio: float


@lru_cache(maxsize=16)
def valleys(experiment: Experiment) -> tuple[tuple[str, str], Valley, Valley] | None:
    """Return the labels of two inputs, of the largest and the smallest spread, and the valley without and with.

    None where there are no two inputs that vary.
    """
    split = experiment.split()
    train = split.train
    features = features_of(experiment.source.columns)
    plain = Inputs.fitted(experiment.inputs, experiment.source.columns, False, train.points)
    values = plain(train.points)[:MOST_SAMPLES]
    spreads = values.std(axis=0)
    varied = np.flatnonzero(spreads > 0)
    if len(varied) < 2:
        return None
    pair = varied[np.argsort(spreads[varied], kind="stable")[[-1, 0]]]
    chosen, targets = values[:, pair], experiment.targets_of(split)(train.targets[:MOST_SAMPLES])[:, 0]
    targets = (targets - targets.mean()) / (targets.std() or 1.0)  # as the targets of tables are learnt
    names = (features[experiment.inputs[pair[0]]].label, features[experiment.inputs[pair[1]]].label)
    return names, _valley(chosen, targets), _valley((chosen - chosen.mean(axis=0)) / chosen.std(axis=0), targets)


def _valley(inputs: Array, targets: Array) -> Valley:
    """Return the valley of a linear unit around its lowest point, of half the mean squared error."""
    with_bias = np.column_stack([inputs, np.ones(len(inputs))])
    lowest = np.linalg.lstsq(with_bias, targets, rcond=None)[0]
    run = Experiment(table=Table(("a", "b"), inputs, targets), hidden=(), head="identity", test_share=0,
                     standardize=False).start(theta=lowest)
    ends = [(float(weight) - REACH, float(weight) + REACH) for weight in lowest[:2]]
    plane = weights_plane(lowest, 0, 1, ("first weight", "second weight"))
    surface = Surface(run, plane, ends[0], ends[1], CELLS)
    surface.advance(np.inf)
    curvature = np.linalg.eigvalsh(inputs.T @ inputs)
    return Valley(surface.x, surface.y, surface.loss, float(curvature[1] / max(curvature[0], curvature[1] * 1e-12)))
