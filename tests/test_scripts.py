"""What stands beside the package can at least be started, and what it measures with computes the same."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.compiled import train
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer

ROOT = Path(__file__).parents[1]
MODULES = [f"{folder}.{path.stem}"
           for folder in ("scripts", "benchmarks") for path in sorted((ROOT / folder).glob("*.py"))]


@pytest.mark.parametrize("name", MODULES)
def test_every_script_and_benchmark_finds_what_it_imports(name: str) -> None:
    importlib.import_module(name)


def test_the_loops_that_we_are_measured_by_train_the_same_networks() -> None:
    net = MLP((2, 4, 3, 2))
    params = Parameters.draw(net, "glorot_uniform", range(3))
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(7, 2)), rng.uniform(-1, 1, (7, 2))
    theta, widest = params.theta.copy(), max(net.sizes)
    train(theta, np.array(net.sizes), x, y, 0.1, 5, np.zeros((4, 7, widest)), np.zeros((2, widest)), np.zeros(net.size))
    Trainer(params, x, y, Recipe(lr=0.1, batch=0)).advance(steps=5)
    np.testing.assert_allclose(theta, params.theta, rtol=1e-12)
