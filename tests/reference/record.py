"""Record what PyTorch computes, for tests that then need no PyTorch: `python tests/reference/record.py`.

Writes tests/data/reference.json: activations, losses, gradients of networks, training paths of optimizers, and
schedules, in float64. Activations are also recorded as mpmath has them to 500 digits, since PyTorch, too, rounds.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import torch
from torch.nn import functional as F

TARGET = Path(__file__).parents[1] / "data" / "reference.json"

POINTS = [sign * size for size in (1e4, 720.0, 100.0, 37.5, 18.25, 8.0, 3.3, 1.0, 0.3, 1e-3, 1e-8) for sign in (-1, 1)]
POINTS += [0.0]

SELU_SCALE = mpmath.mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpmath.mpf("1.6732632423543772848170429916717")

# key, knobs, PyTorch's function, mpmath's function
ACTIVATIONS: list[tuple[str, dict[str, float], Any, Any]] = [
    ("tanh", {}, torch.tanh, mpmath.tanh),
    ("relu", {}, F.relu, lambda z: max(z, mpmath.mpf(0))),
    ("sigmoid", {}, torch.sigmoid, lambda z: 1 / (1 + mpmath.exp(-z))),
    ("linear", {}, lambda z: 1 * z, lambda z: z),
    ("leaky_relu", {"slope": 0.15}, lambda z: F.leaky_relu(z, 0.15), lambda z: z if z > 0 else mpmath.mpf(0.15) * z),
    ("elu", {"alpha": 1.7}, lambda z: F.elu(z, 1.7), lambda z: z if z > 0 else mpmath.mpf(1.7) * mpmath.expm1(z)),
    ("selu", {}, F.selu, lambda z: SELU_SCALE * (z if z > 0 else SELU_ALPHA * mpmath.expm1(z))),
    # PyTorch turns to z beyond its threshold, 20 unless told, and is then off by 1e-9
    ("softplus", {"beta": 1.0}, lambda z: F.softplus(z, threshold=50), lambda z: mpmath.log1p(mpmath.exp(z))),
    ("softplus", {"beta": 2.5}, lambda z: F.softplus(z, 2.5, 50), lambda z: mpmath.log1p(mpmath.exp(2.5 * z)) / 2.5),
    ("softsign", {}, F.softsign, lambda z: z / (1 + abs(z))),
    ("silu", {}, F.silu, lambda z: z / (1 + mpmath.exp(-z))),
    ("gelu", {}, lambda z: F.gelu(z, approximate="tanh"),
     lambda z: z / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf(0.044715) * z**3)))),
    ("mish", {}, F.mish, lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z)))),
    ("sine", {"frequency": 3.5}, lambda z: torch.sin(3.5 * z), lambda z: mpmath.sin(3.5 * z)),
    ("gaussian", {}, lambda z: torch.exp(-(z**2)), lambda z: mpmath.exp(-(z**2))),
]

HEADS: dict[str, Any] = {
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": lambda z: 1 * z, "softmax": lambda z: z.softmax(-1),
}


def tensor(values: Any, *, grad: bool = False) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float64, requires_grad=grad)


def activations() -> list[dict[str, Any]]:
    mpmath.mp.dps = 500  # 1 + tanh z for z = -100 cancels 87 of them, in GELU more
    cases = []
    for key, knobs, function, exact in ACTIVATIONS:
        z = tensor(POINTS, grad=True)
        a = function(z)
        (slope,) = torch.autograd.grad(a.sum(), z)
        smooth = [point for point in POINTS if point != 0]  # at 0 some have a kink: PyTorch's slope is the convention
        exact_a = [float(exact(mpmath.mpf(point))) for point in smooth]
        exact_slope = [float(mpmath.diff(exact, mpmath.mpf(point), h=mpmath.mpf(10) ** -60)) for point in smooth]
        cases.append({"key": key, "knobs": knobs, "z": POINTS, "a": a.tolist(), "slope": slope.tolist(),
                      "exact_a": exact_a, "exact_slope": exact_slope})
    return cases


def loss_of(key: str, head: str, z: torch.Tensor, y: torch.Tensor, knobs: dict[str, float]) -> torch.Tensor:
    a = HEADS[head](z)
    if key == "cross_entropy":
        return F.binary_cross_entropy_with_logits(z, y) if head == "sigmoid" else F.cross_entropy(z, y)
    return {
        "half_mse": lambda: F.mse_loss(a, y) / 2,
        "mse": lambda: F.mse_loss(a, y),
        "sse": lambda: F.mse_loss(a, y, reduction="sum") / 2,
        "mae": lambda: F.l1_loss(a, y),
        "huber": lambda: F.huber_loss(a, y, delta=knobs.get("delta", 1.0)),
        "hinge": lambda: F.relu(1 - y * a).mean(),
    }[key]()


LOSSES = [(loss, head, {"delta": 0.7} if loss == "huber" else {})
          for loss in ("half_mse", "mse", "sse", "mae", "huber") for head in HEADS]
LOSSES += [("cross_entropy", head, {}) for head in ("sigmoid", "softmax")]
LOSSES += [("hinge", head, {}) for head in ("identity", "tanh")]


def targets(rng: np.random.Generator, head: str, shape: tuple[int, int]) -> np.ndarray:
    if head == "softmax":
        return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    return rng.integers(2, size=shape) * (1.0 if head == "sigmoid" else 2.0) - (0.0 if head == "sigmoid" else 1.0)


def losses() -> list[dict[str, Any]]:
    rng = np.random.default_rng(3)
    cases = []
    for key, head, knobs in LOSSES:
        for outputs in (1, 3):
            if head == "softmax" and outputs == 1:
                continue
            ordinary = 2 * rng.standard_normal((6, outputs))
            far = rng.choice([-1e4, -700.0, -36.5, 0.4, 30.0, 1e4], (6, outputs))
            for values in (ordinary, far):
                z, y = tensor(values, grad=True), tensor(targets(rng, head, values.shape))
                loss = loss_of(key, head, z, y, knobs)
                (dz,) = torch.autograd.grad(loss, z)
                cases.append({"key": key, "head": head, "knobs": knobs, "z": z.tolist(), "y": y.tolist(),
                              "value": loss.item(), "dz": dz.tolist()})
    return cases


def unpack(theta: torch.Tensor, sizes: tuple[int, ...], bias: bool) -> list[tuple[torch.Tensor, torch.Tensor | None]]:
    """Cut theta (P,) into W (D, H) and b (H,) of each layer, in nnplay's order."""
    layers, start = [], 0
    for D, H in pairwise(sizes):
        W = theta[start : start + D * H].reshape(D, H)
        start += D * H
        layers.append((W, theta[start : start + H] if bias else None))
        start += H * bias
    return layers


def logits(theta: torch.Tensor, x: torch.Tensor, sizes: tuple[int, ...], functions: list[Any], bias: bool) -> Any:
    layers = unpack(theta, sizes, bias)
    for l, (W, b) in enumerate(layers):
        x = x @ W if b is None else x @ W + b
        if l < len(layers) - 1:
            x = functions[l](x)
    return x


NETWORKS = [
    ((2, 1), (), "identity", "mse", True),
    ((2, 2, 1), ("sigmoid",), "sigmoid", "sse", False),
    ((2, 4, 2, 1), ("tanh", "tanh"), "tanh", "half_mse", True),
    ((3, 5, 4, 3), ("relu", "gelu"), "softmax", "cross_entropy", True),
    ((2, 6, 5, 4), ("selu", "mish"), "sigmoid", "cross_entropy", True),
    ((4, 3, 3, 3, 2), ("silu", "softsign", "elu"), "tanh", "hinge", True),
    ((2, 5, 4, 3), ("sine", "gaussian"), "softmax", "half_mse", False),
    ((1, 4, 4, 1), ("leaky_relu", "softplus"), "identity", "huber", True),
    ((2, 8, 3), ("linear",), "softmax", "mae", True),
]


def networks() -> list[dict[str, Any]]:
    rng = np.random.default_rng(4)
    known = {key: (knobs, function) for key, knobs, function, _ in ACTIVATIONS if knobs.get("beta", 2.5) == 2.5}
    cases = []
    for sizes, names, head, loss, bias in NETWORKS:
        size = sum(D * H + H * bias for D, H in pairwise(sizes))
        theta = tensor(0.8 * rng.standard_normal(size), grad=True)
        x, y = tensor(rng.standard_normal((7, sizes[0]))), tensor(targets(rng, head, (7, sizes[-1])))
        z = logits(theta, x, sizes, [known[name][1] for name in names], bias)
        knobs = {"delta": 0.7} if loss == "huber" else {}
        value = loss_of(loss, head, z, y, knobs)
        (gradient,) = torch.autograd.grad(value, theta)
        used = {f"{name}.{knob}": number for name in names for knob, number in known[name][0].items()}
        cases.append({"sizes": sizes, "activation": names, "head": head, "loss": loss, "bias": bias, "knobs": used,
                      "loss_knobs": knobs, "theta": theta.tolist(), "x": x.tolist(), "y": y.tolist(),
                      "prediction": HEADS[head](z).tolist(), "value": value.item(), "gradient": gradient.tolist()})
    return cases


# optimizer, knobs, learning rate, PyTorch's optimizer, and the rest of the recipe
PATHS: list[tuple[str, dict[str, float], float, Any, dict[str, Any]]] = [
    ("sgd", {}, 0.7, torch.optim.SGD, {}),
    ("momentum", {"momentum": 0.65}, 0.3, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.65), {}),
    ("nesterov", {"momentum": 0.65}, 0.3, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.65, nesterov=True), {}),
    ("adagrad", {"initial": 0.02, "lr_decay": 0.05, "eps": 1e-3}, 0.2,
     lambda p, lr: torch.optim.Adagrad(p, lr, lr_decay=0.05, initial_accumulator_value=0.02, eps=1e-3), {}),
    ("rmsprop", {"alpha": 0.8, "momentum": 0.4, "eps": 1e-3}, 0.02,
     lambda p, lr: torch.optim.RMSprop(p, lr, alpha=0.8, momentum=0.4, eps=1e-3), {}),
    ("adadelta", {"rho": 0.7, "eps": 1e-4}, 0.8, lambda p, lr: torch.optim.Adadelta(p, lr, rho=0.7, eps=1e-4), {}),
    ("adam", {"beta1": 0.7, "beta2": 0.95, "eps": 1e-3}, 0.05,
     lambda p, lr: torch.optim.Adam(p, lr, betas=(0.7, 0.95), eps=1e-3), {}),
    ("adam", {}, 0.05, torch.optim.Adam, {}),
    ("adamw", {"beta1": 0.7, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.3}, 0.05,
     lambda p, lr: torch.optim.AdamW(p, lr, betas=(0.7, 0.95), eps=1e-3, weight_decay=0.3), {}),
    ("nadam", {"beta1": 0.7, "beta2": 0.95, "eps": 1e-3, "momentum_decay": 0.2}, 0.05,
     lambda p, lr: torch.optim.NAdam(p, lr, betas=(0.7, 0.95), eps=1e-3, momentum_decay=0.2), {}),
    ("rprop", {"shrink": 0.4, "grow": 1.4, "smallest": 1e-4, "largest": 0.2}, 0.03,
     lambda p, lr: torch.optim.Rprop(p, lr, etas=(0.4, 1.4), step_sizes=(1e-4, 0.2)), {}),
    ("momentum", {"momentum": 0.9}, 0.3, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9), {"clip": "norm"}),
    ("momentum", {"momentum": 0.9}, 0.3, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9), {"clip": "value"}),
    ("sgd", {}, 0.7, lambda p, lr: torch.optim.SGD(p, lr, weight_decay=0.05), {"regularization": {"l2": 0.05}}),
    ("adam", {}, 0.05, lambda p, lr: torch.optim.AdamW(p, lr, weight_decay=0.4),
     {"regularization": {"weight_decay": 0.4}}),
    ("sgd", {}, 0.7, torch.optim.SGD, {"regularization": {"l1": 0.02}}),
]
LIMITS = {"norm": 0.11, "value": 0.03}
KEPT = (1, 2, 10, 50)


def paths() -> list[dict[str, Any]]:
    rng = np.random.default_rng(5)
    sizes, x, y = (2, 3, 1), tensor(rng.standard_normal((9, 2))), tensor(rng.choice([-1.0, 1.0], (9, 1)))
    start = 0.9 * rng.standard_normal(13)
    cases = []
    for optimizer, knobs, lr, make, recipe in PATHS:
        free = bool(recipe.get("regularization"))  # without biases a penalty on all is a penalty on the weights
        theta = tensor(start[:9] if free else start).clone().requires_grad_()
        stepper, kept = make([theta], lr), []
        for step in range(1, max(KEPT) + 1):
            stepper.zero_grad()
            z = logits(theta, x, sizes, [torch.tanh], not free)
            loss = F.mse_loss(torch.tanh(z), y) / 2
            loss = loss + recipe.get("regularization", {}).get("l1", 0.0) * theta.abs().sum()
            loss.backward()
            if recipe.get("clip") == "norm":
                torch.nn.utils.clip_grad_norm_([theta], LIMITS["norm"])
            if recipe.get("clip") == "value":
                torch.nn.utils.clip_grad_value_([theta], LIMITS["value"])
            stepper.step()
            if step in KEPT:
                kept.append(theta.tolist())
        clip = {f"{recipe['clip']}.limit": LIMITS[recipe["clip"]]} if "clip" in recipe else {}
        cases.append({"optimizer": optimizer, "lr": lr, "recipe": recipe, "bias": not free, "sizes": sizes,
                      "knobs": {f"{optimizer}.{knob}": number for knob, number in knobs.items()} | clip,
                      "x": x.tolist(), "y": y.tolist(), "start": theta.new_tensor(start[: len(theta)]).tolist(),
                      "steps": KEPT, "theta": kept})
    return cases


def schedules() -> list[dict[str, Any]]:
    from torch.optim import lr_scheduler

    cases: list[tuple[str, dict[str, float], Any, int]] = [
        ("constant", {}, lambda o: lr_scheduler.LambdaLR(o, lambda e: 1.0), 20),
        ("step", {"every": 3, "factor": 0.4}, lambda o: lr_scheduler.StepLR(o, 3, 0.4), 20),
        ("exponential", {"factor": 0.9}, lambda o: lr_scheduler.ExponentialLR(o, 0.9), 20),
        ("cosine", {"epochs": 15, "floor": 0.2}, lambda o: lr_scheduler.CosineAnnealingLR(o, 15, 0.2), 15),
        ("warm_up", {"epochs": 8, "first": 0.25}, lambda o: lr_scheduler.LinearLR(o, 0.25, 1.0, 8), 20),
        ("inverse", {"decay": 0.3}, lambda o: lr_scheduler.LambdaLR(o, lambda e: 1 / (1 + 0.3 * e)), 20),
    ]
    recorded = []
    for key, knobs, make, epochs in cases:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler, factors = make(optimizer), []
        for _ in range(epochs + 1):
            factors.append(scheduler.get_last_lr()[0])
            optimizer.step()
            scheduler.step()
        recorded.append({"key": key, "knobs": knobs, "factors": factors})
    return recorded


def main() -> None:
    torch.set_default_dtype(torch.float64)
    reference = {"torch": torch.__version__, "mpmath": mpmath.__version__, "activations": activations(),
                 "losses": losses(), "networks": networks(), "paths": paths(), "schedules": schedules()}
    assert all(math.isfinite(number) for case in reference["losses"] for number in [case["value"]])
    TARGET.write_text(json.dumps(reference) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.relative_to(Path.cwd())}, {TARGET.stat().st_size:,} bytes, with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
