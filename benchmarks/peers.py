"""The same step of training in other libraries: tanh layers, half the mean squared error, plain gradient descent.

Each function takes (sizes, x, y, lr), arrays in float64, and returns `train(steps)`, or raises ImportError.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from nnplay.engine.arrays import Array

Train = Callable[[int], Any]


def sklearn(sizes: tuple[int, ...], x: Array, y: Array, lr: float) -> Train:
    from sklearn.neural_network import MLPRegressor

    peer = MLPRegressor(hidden_layer_sizes=sizes[1:-1], activation="tanh", solver="sgd", alpha=0, batch_size=len(x),
                        learning_rate_init=lr, momentum=0, nesterovs_momentum=False)
    target = y[:, 0] if sizes[-1] == 1 else y

    def train(steps: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(steps):
                peer.partial_fit(x, target)

    return train


def torch(sizes: tuple[int, ...], x: Array, y: Array, lr: float) -> Train:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layers = [part for D, H in pairwise(sizes) for part in (nn.Linear(D, H, dtype=torch.float64), nn.Tanh())]
    net, inputs, targets = nn.Sequential(*layers), torch.tensor(x), torch.tensor(y)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)

    def train(steps: int) -> None:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = 0.5 * nn.functional.mse_loss(net(inputs), targets)
            loss.backward()
            optimizer.step()

    return train


def jax(sizes: tuple[int, ...], x: Array, y: Array, lr: float) -> Train:
    import jax

    jax.config.update("jax_enable_x64", True)
    from jax import numpy as jnp

    rng = np.random.default_rng(0)
    start = [(jnp.asarray(rng.uniform(-0.5, 0.5, (D, H))), jnp.zeros(H)) for D, H in pairwise(sizes)]
    inputs, targets = jnp.asarray(x), jnp.asarray(y)

    def loss(params: Any, x: Any, y: Any) -> Any:
        for W, b in params:
            x = jnp.tanh(x @ W + b)
        return 0.5 * jnp.mean((x - y) ** 2)

    @jax.jit
    def step(params: Any, x: Any, y: Any) -> Any:
        return jax.tree.map(lambda p, g: p - lr * g, params, jax.grad(loss)(params, x, y))

    state = [start]

    def train(steps: int) -> None:
        params = state[0]
        for _ in range(steps):
            params = step(params, inputs, targets)
        state[0] = jax.block_until_ready(params)

    return train


def numba(sizes: tuple[int, ...], x: Array, y: Array, lr: float, networks: int = 1) -> Train:
    """Train one network after the other in a compiled loop over samples, units and inputs."""
    from numba import njit

    from benchmarks.compiled import train as loop

    compiled = njit(cache=False, fastmath=False)(loop)
    rng = np.random.default_rng(0)
    size = sum(D * H + H for D, H in pairwise(sizes))
    theta = rng.uniform(-0.5, 0.5, (networks, size))
    shape = np.array(sizes)
    a = np.zeros((len(sizes), len(x), max(sizes)))
    dz, gradient = np.zeros((2, max(sizes))), np.zeros(size)

    def train(steps: int) -> None:
        compiled(theta, shape, x, y, lr, steps, a, dz, gradient)

    return train
