"""What the training samples do to a network at one moment: in each unit, along each weight, and one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, backward, forward
from nnplay.run import Run

CURVE_POINTS, BINS = 81, 24
FLAT = 0.05  # a slope below this share of the activation's steepest counts as saturated
ALMOST_ALL = 0.95  # of the samples: a unit that is saturated for so many counts as saturated
MOST_SAMPLES = 2000  # that a probe looks at


def traced(run: Run, part: str = "train", rows: slice | None = None) -> tuple[Trace, Array]:
    """Return the pass of samples of the "train" or "test" part through the run's first network, and their targets."""
    x, y = run.examples[part]
    rows = slice(0, MOST_SAMPLES) if rows is None else rows
    x, y = x[rows], y[rows]
    params = Parameters(run.params.net, run.params.theta[:1])
    trace = Trace(params.net, len(x), 1, params.theta.dtype)
    with np.errstate(all="ignore"):
        forward(params, x[np.newaxis], trace)
    return trace, y


def gradient(run: Run) -> Array:
    """Return the gradient (P,) of the data loss over the training samples, dropout left out."""
    trace, y = traced(run)
    params = Parameters(run.params.net, run.params.theta[:1])
    grads = Parameters(params.net, np.zeros_like(params.theta))
    loss = LOSSES[run.experiment.loss]
    with np.errstate(all="ignore"):
        backward(params, trace, y[np.newaxis], loss, grads, **knobs_of(loss, run.experiment.knobs))
    slope: Array = grads.theta[0]
    return slope


@dataclass(frozen=True)
class Inspection:
    """One unit over the training samples.

    `curve` (CURVE_POINTS, 2) is its activation function over `low`..`high`; `counts` (BINS,) says how many
    pre-activations fall into each part of that range. `dead` is the share of samples for which the slope is exactly 0,
    `saturated` the share for which it is below FLAT of the steepest; both are 0 for the output, which answers in the
    unit of the target.
    """

    curve: Array
    counts: Array
    low: float
    high: float
    dead: float
    saturated: float
    mean: float
    spread: float


def inspect(run: Run, layer: int, unit: int, trace: Trace | None = None) -> Inspection:
    """Look at unit `unit` (from 0) of layer `layer` (from 1; the output layer comes last).

    Raises IndexError for a unit that the network does not have.
    """
    net = run.params.net
    if not (1 <= layer <= net.layers and 0 <= unit < net.sizes[layer]):
        raise IndexError(f"no unit {unit} in layer {layer} of a network with sizes {net.sizes}")
    trace = traced(run)[0] if trace is None else trace
    z, a = (values[layer - 1][0, :, unit] for values in (trace.z, trace.a))
    dead, saturated = (float(share[0]) for share in shares(run, layer, z[:, np.newaxis], a[:, np.newaxis]))
    finite = z[np.isfinite(z)]
    reach = max(3.0, float(np.abs(finite).max(initial=0)) * 1.05)
    low, high = -reach, reach
    across = np.linspace(low, high, CURVE_POINTS)
    a = answered(run, layer, a)
    return Inspection(
        curve=np.column_stack([across, answered(run, layer, _heights(run, layer, across))]),
        counts=np.histogram(finite, BINS, (low, high))[0].astype(float),
        low=low, high=high, dead=dead, saturated=saturated,
        mean=float(a.mean()), spread=float(a.std()),
    )


def answered(run: Run, layer: int, a: Array) -> Array:
    """Return activations of a layer (from 1) as they are shown: those of the output in the unit of the target."""
    return run.targets.in_units(a) if layer == run.params.net.layers else a


def _heights(run: Run, layer: int, across: Array) -> Array:
    """Return the activation of a layer over pre-activations; the softmax of a logit against the others at 0."""
    net = run.params.net
    outputs = net.sizes[-1] if layer == net.layers else 1
    z = np.zeros((1, len(across), outputs))
    z[0, :, 0] = across
    a = np.empty_like(z)
    with np.errstate(all="ignore"):
        net.functions[layer - 1](z, a)
    return a[0, :, 0]


def ailing(run: Run, layer: int, trace: Trace) -> tuple[list[int], list[int]]:
    """Return the units (from 0) of a layer (from 1) that are dead, and those that are saturated but not dead."""
    dead, saturated = shares(run, layer, trace.z[layer - 1][0], trace.a[layer - 1][0])
    return (np.flatnonzero(dead == 1).tolist(),
            np.flatnonzero((saturated >= ALMOST_ALL) & (dead < 1)).tolist())


def shares(run: Run, layer: int, z: Array, a: Array) -> tuple[Array, Array]:
    """Return for which share of the samples each unit (H,) of a layer is dead, and saturated, from its z and a (N, H).

    Both are 0 for the output, and for activations that have the same slope everywhere.
    """
    net = run.params.net
    if layer == net.layers or net.activation[layer - 1] in ("linear", "step"):
        return np.zeros(z.shape[1]), np.zeros(z.shape[1])
    across = np.linspace(-8, 8, 801)[:, np.newaxis]
    with np.errstate(all="ignore"):
        steepest = np.abs(_slopes(run, layer, across, _heights(run, layer, across[:, 0])[:, np.newaxis])).max()
        slope = np.abs(_slopes(run, layer, z, a))
    return (slope == 0).mean(axis=0), (slope < FLAT * steepest).mean(axis=0)


def _slopes(run: Run, layer: int, z: Array, a: Array) -> Array:
    out = np.empty((1, *z.shape))
    run.params.net.slopes[layer - 1](z[np.newaxis], a[np.newaxis], out)
    first: Array = out[0]
    return first
