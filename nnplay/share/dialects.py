"""Activations and heads in the words of PyTorch and ONNX. A new activation needs a line in each table.

PyTorch expressions take `z` and the names of knobs. ONNX has small programs over a `Graph`, of operators that every
runtime has in double precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from nnplay.engine import elementwise

TORCH = {
    "tanh": "torch.tanh(z)", "relu": "torch.relu(z)", "sigmoid": "torch.sigmoid(z)", "linear": "z",
    "leaky_relu": "F.leaky_relu(z, {slope})", "elu": "F.elu(z, {alpha})", "selu": "torch.selu(z)",
    "softplus": "torch.logaddexp({beta} * z, torch.zeros_like(z)) / {beta}", "softsign": "F.softsign(z)",
    "silu": "F.silu(z)", "gelu": 'F.gelu(z, approximate="tanh")', "mish": "F.mish(z)",
    "sine": "torch.sin({frequency} * z)", "gaussian": "torch.exp(-z * z)", "step": "(z > 0).to(z.dtype)",
    "identity": "z", "softmax": "torch.softmax(z, dim=-1)",
}


class Graph(Protocol):
    """Something that adds operators; tensors go by their names, numbers are constants."""

    def __call__(self, operator: str, *inputs: str | float) -> str: ...


Program = Callable[..., str]


def _selu(g: Graph, z: str) -> str:
    return g("Mul", elementwise.SELU_SCALE, _elu(g, z, elementwise.SELU_ALPHA))


def _elu(g: Graph, z: str, alpha: float) -> str:
    below = g("Mul", alpha, g("Sub", g("Exp", g("Min", z, 0.0)), 1.0))
    return g("Where", g("Greater", z, 0.0), z, below)


def _softplus(g: Graph, z: str, beta: float = 1.0) -> str:
    scaled = g("Mul", beta, z)
    rest = g("Log", g("Add", 1.0, g("Exp", g("Neg", g("Abs", scaled)))))
    return g("Div", g("Add", g("Max", scaled, 0.0), rest), beta)


def _sigmoid(g: Graph, z: str) -> str:
    return g("Mul", 0.5, g("Add", 1.0, g("Tanh", g("Mul", 0.5, z))))


def _gelu(g: Graph, z: str) -> str:
    cube = g("Mul", z, g("Mul", z, z))
    inner = g("Mul", math.sqrt(2 / math.pi), g("Add", z, g("Mul", 0.044715, cube)))
    return g("Mul", g("Mul", 0.5, z), g("Add", 1.0, g("Tanh", inner)))


ONNX: dict[str, Program] = {
    "tanh": lambda g, z: g("Tanh", z), "relu": lambda g, z: g("Max", z, 0.0), "sigmoid": _sigmoid,
    "linear": lambda g, z: z, "leaky_relu": lambda g, z, slope: g("Max", z, g("Mul", slope, z)), "elu": _elu,
    "selu": _selu, "softplus": _softplus, "softsign": lambda g, z: g("Div", z, g("Add", 1.0, g("Abs", z))),
    "silu": lambda g, z: g("Mul", z, _sigmoid(g, z)), "gelu": _gelu,
    "mish": lambda g, z: g("Mul", z, g("Tanh", _softplus(g, z))),
    "sine": lambda g, z, frequency: g("Sin", g("Mul", frequency, z)),
    "gaussian": lambda g, z: g("Exp", g("Neg", g("Mul", z, z))),
    "step": lambda g, z: g("Where", g("Greater", z, 0.0), 1.0, 0.0),
    "identity": lambda g, z: z, "softmax": lambda g, z: g("Softmax", z),
}
