"""The classic mistakes of hand-made backpropagation, planted in the engine's own backward pass.

To add one, add an entry: it may change the loss whose gradient is taken, or the network that backward goes through.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.heads import Head
from nnplay.engine.losses import Loss
from nnplay.engine.mlp import MLP, Layer, Parameters
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Mistake:
    """A way to get the gradient wrong. `loss` and `parameters` return what backward is given instead.

    `fits(net)` says whether the mistake can be made in this network without NumPy refusing it.
    """

    key: str
    label: str
    note: str
    loss: Callable[[Loss], Loss] = lambda loss: loss
    parameters: Callable[[Parameters], Parameters] = lambda params: params
    fits: Callable[[MLP], bool] = lambda net: True
    refusal: str = ""
    knobs: tuple[Knob, ...] = ()


class _Scaled(Loss):
    """A loss whose gradient is multiplied by a factor it should not have."""

    factor: float

    def logit_gradient(self, head: Head, z: Array, a: Array, y: Array, out: Array, **knobs: float) -> None:
        super().logit_gradient(head, z, a, y, out, **knobs)
        np.multiply(out, self.factor, out=out)


def _scaled(factor: float) -> Callable[[Loss], Loss]:
    def wrong(loss: Loss) -> Loss:
        scaled = _Scaled(**vars(loss))
        object.__setattr__(scaled, "factor", factor)
        return scaled

    return wrong


def _ones(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def _without_slopes(params: Parameters) -> Parameters:
    net = copy(params.net)
    net.__dict__["slopes"] = (_ones,) * (net.layers - 1)
    return Parameters(net, params.theta)


def _transposed(params: Parameters) -> Parameters:
    wrong = Parameters(params.net, params.theta)
    wrong.layers = [Layer(W.mT, b) if l and W.shape[-1] == W.shape[-2] else Layer(W, b)
                    for l, (W, b) in enumerate(params.layers)]
    return wrong


MISTAKES: Registry[Mistake] = Registry(
    "mistake",
    Mistake(
        "sign", "Wrong sign", loss=_scaled(-1.0),
        note="(y − ŷ) where (ŷ − y) belongs: every derivative has the wrong sign, and the step climbs the loss.",
    ),
    Mistake(
        "slope", "Forgotten activation slope", parameters=_without_slopes,
        note="The factor f′(z) of the hidden units is left out: only the last layer's derivatives are right.",
        fits=lambda net: net.layers > 1, refusal="There is no hidden layer whose slope could be forgotten.",
    ),
    Mistake(
        "transposed", "Transposed matrix", parameters=_transposed,
        note="Going back through W where its transpose belongs: each unit is blamed for another's weights.",
        fits=lambda net: any(D == H > 1 for D, H in net.shapes[1:]),
        refusal="NumPy would catch this one here: after the first layer no weight matrix of this network is square, "
                "so the shapes do not fit. Give two neighbouring layers the same size.",
    ),
    Mistake(
        "two", "2 for ½", loss=_scaled(2.0),
        note="A 2 from the derivative of the square that the ½ of the loss had already cancelled: every derivative "
             "is twice as large. The step still goes downhill, which is why this one is so hard to notice.",
    ),
)
