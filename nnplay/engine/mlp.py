"""A multi-layer perceptron: its description (`MLP`) and its numbers (`Parameters`).

All parameters of M networks of one shape lie in one array theta (M, P), layer after layer, weights before biases.
Each layer's W (M, D, H) and b (M, 1, H) are views into it, so an optimizer sees one flat array and the passes see
matrices, and nobody copies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnplay.engine.activations import ACTIVATIONS, Activation
from nnplay.engine.arrays import DTYPES, Array
from nnplay.engine.heads import HEADS, Head
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.knobs import Knobs, NamedNumbers, check_knobs, knobs_of
from nnplay.engine.registry import check_number


class Layer(NamedTuple):
    """One layer's parameters: W (M, D, H) and b (M, 1, H), or None in a network without biases."""

    W: Array
    b: Array | None


@dataclass(frozen=True)
class MLP:
    """A network as names and numbers: sizes from inputs to outputs, one activation per hidden layer, a head.

    A single activation name means all hidden layers; `knobs` tune activations and initializers. Raises ValueError for
    sizes out of range, for a number of activations that is not the number of hidden layers, for unknown names and for
    values out of range.
    """

    sizes: tuple[int, ...]
    activation: tuple[str, ...] = ("tanh",)
    head: str = "tanh"
    bias: bool = True
    knobs: Knobs = ()

    if TYPE_CHECKING:  # what a person may write, which `__post_init__` turns into the types of the fields

        def __init__(self, sizes: Iterable[int], activation: str | Iterable[str] = ..., head: str = ...,
                     bias: bool = ..., knobs: NamedNumbers = ...) -> None: ...

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        sizes = tuple(check_number("layer size", size, 1, math.inf, integer=True) for size in self.sizes)
        if len(sizes) < 2:
            raise ValueError(f"a network needs the sizes of its inputs and outputs, got {self.sizes!r}")
        put("sizes", sizes)
        put("activation", per_layer(self.activation, len(sizes) - 2))
        put("head", HEADS[self.head].key)
        if not isinstance(self.bias, bool):
            raise ValueError(f"bias must be True or False, got {self.bias!r}")
        put("knobs", check_knobs(self.knobs, (*self._activations, *INITIALIZERS.values())))
        if sizes[-1] < HEADS[self.head].min_outputs:
            raise ValueError(f"head {self.head!r} needs at least {HEADS[self.head].min_outputs} outputs, "
                             f"got {sizes[-1]}")

    def __getstate__(self) -> dict[str, object]:
        """Return the fields alone: what is worked out from them is worked out again by a copy."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @property
    def layers(self) -> int:
        """The number of layers with weights: hidden layers and the output layer."""
        return len(self.sizes) - 1

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(D, H) of each layer's weights."""
        return tuple(zip(self.sizes[:-1], self.sizes[1:], strict=True))

    @cached_property
    def size(self) -> int:
        """P, the number of parameters."""
        return sum(D * H + H * self.bias for D, H in self.shapes)

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Where in theta each layer's weights and biases are."""
        ends = np.cumsum([0, *(D * H + H * self.bias for D, H in self.shapes)]).tolist()
        return tuple(slice(start, end) for start, end in pairwise(ends))

    @cached_property
    def is_weight(self) -> Array:
        """(P,) with 1 where theta holds a weight and 0 where it holds a bias."""
        parts = [np.concatenate([np.ones(D * H), np.zeros(H * self.bias)]) for D, H in self.shapes]
        return np.concatenate(parts)

    @cached_property
    def functions(self) -> tuple[Callable[..., object], ...]:
        """`f(z, out)` of each layer, the head's last; knobs are bound."""
        return (*(self._tuned(entry, entry.function) for entry in self._activations), self.output.function)

    @cached_property
    def slopes(self) -> tuple[Callable[..., object], ...]:
        """`slope(z, a, out)` of each hidden layer; knobs are bound."""
        return tuple(self._tuned(entry, entry.slope) for entry in self._activations)

    def _tuned(self, entry: Activation, function: Callable[..., object]) -> Callable[..., object]:
        return partial(function, **knobs_of(entry, self.knobs)) if entry.knobs else function

    @cached_property
    def output(self) -> Head:
        return HEADS[self.head]

    @cached_property
    def _activations(self) -> tuple[Activation, ...]:
        return tuple(ACTIVATIONS[name] for name in self.activation)


def per_layer(activation: str | Iterable[str], hidden_layers: int) -> tuple[str, ...]:
    """Return one known activation name per hidden layer; one name stands for all of them."""
    names = (activation,) * hidden_layers if isinstance(activation, str) else tuple(activation)
    if len(names) == 1 and hidden_layers != 1:
        names = names * hidden_layers
    if len(names) != hidden_layers:
        raise ValueError(f"{len(names)} activations for {hidden_layers} hidden layers: give one, or one per layer")
    return tuple(ACTIVATIONS[name].key for name in names)


class Parameters:
    """The numbers of M networks of one shape, or their gradients: both have this type.

    `theta` is (M, P), `layers` the views into it. Writing to either writes to the other; a copy has views into its own.
    """

    def __init__(self, net: MLP, theta: Array) -> None:
        if theta.ndim != 2 or theta.shape[1] != net.size:
            raise ValueError(f"theta must be (M, {net.size}) for sizes {net.sizes}, got {theta.shape}")
        self.net = net
        self.theta = theta
        self.layers: list[Layer] = []
        M, start = len(theta), 0
        for D, H in net.shapes:
            W = theta[:, start : start + D * H].reshape(M, D, H)
            start += D * H
            b = None
            if net.bias:
                b = theta[:, start : start + H].reshape(M, 1, H)
                start += H
            self.layers.append(Layer(W, b))

    def __getstate__(self) -> tuple[MLP, Array]:
        return self.net, self.theta

    def __repr__(self) -> str:
        networks, size = self.theta.shape
        return f"Parameters({networks:,} of {self.net}, {size:,} numbers each, {self.theta.dtype})"

    def __setstate__(self, state: tuple[MLP, Array]) -> None:
        Parameters.__init__(self, *state)

    @classmethod
    def zeros(cls, net: MLP, networks: int = 1, dtype: str = "float64") -> Parameters:
        return cls(net, np.zeros((networks, net.size), DTYPES[dtype]))

    @classmethod
    def draw(cls, net: MLP, init: str, seeds: Iterable[int], dtype: str = "float64") -> Parameters:
        """Draw one network per seed, layer by layer, weights by the initializer `init` and biases as it says."""
        seeds = list(seeds)
        entry = INITIALIZERS[init]
        knobs = knobs_of(entry, net.knobs)
        params = cls.zeros(net, len(seeds), dtype)
        for m, seed in enumerate(seeds):
            rng = np.random.default_rng(seed)
            for W, b in params.layers:
                W[m] = entry.draw(rng, *W[m].shape, **knobs)
                if b is not None:
                    b[m] = entry.bias
        return params
