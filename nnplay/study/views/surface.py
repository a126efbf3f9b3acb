"""The answer of any unit as a surface over the plane that pictures show."""

from __future__ import annotations

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import Trace, forward
from nnplay.run import Run
from nnplay.study.inspect import answered
from nnplay.study.plane import Plane

SIDE = 41


def surface(run: Run, plane: Plane, layer: int, unit: int) -> Array:
    """Return the answers (SIDE, SIDE) of a unit (from 0) of a layer (from 1; the output comes last), the top row first.

    Those of the output are in the unit of the target.

    Raises IndexError for a unit that the network does not have.
    """
    net = run.params.net
    if not (1 <= layer <= net.layers and 0 <= unit < net.sizes[layer]):
        raise IndexError(f"no unit {unit} in layer {layer} of a network with sizes {net.sizes}")
    x = run.inputs(plane.grid(SIDE))
    params = Parameters(net, run.params.theta[:1])
    trace = Trace(net, len(x), 1, params.theta.dtype)
    with np.errstate(all="ignore"):
        forward(params, x[np.newaxis], trace)
    return answered(run, layer, trace.a[layer - 1][0, :, unit]).reshape(SIDE, SIDE)
