"""Optimizers: how a gradient becomes an update.

A rule is written for one array. `rule(theta, gradient, memory, t, lr, **knobs)` changes `theta` in place; `memory`
holds the named arrays of the rule, each of theta's shape, zero at the start; `t` counts steps from 1.
All parameters of all networks pass through as one array (M, P).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnplay.engine.arrays import Array
from nnplay.engine.registry import Knob, Registry

Memory = Mapping[str, Array]


@dataclass(frozen=True)
class Optimizer:
    """An update rule, the names of the arrays it remembers, and its knobs.

    `full_batch` marks rules that compare gradients of successive steps and so need every sample in each.
    `lr` is a learning rate that suits the rule.
    """

    key: str
    label: str
    formula: str
    rule: Callable[..., object]
    note: str
    reference: str
    memory: tuple[str, ...] = ()
    lr: float = 0.03
    full_batch: bool = False
    knobs: tuple[Knob, ...] = ()


def sgd(theta: Array, gradient: Array, memory: Memory, t: int, lr: float) -> None:
    np.subtract(theta, lr * gradient, out=theta)


OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    Optimizer(
        "sgd", "SGD", r"\theta \leftarrow \theta - \eta g", sgd,
        note="Steps against the gradient of each batch: the plainest rule there is.",
        reference="Robbins and Monro, A Stochastic Approximation Method (1951)",
    ),
)
