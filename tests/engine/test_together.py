"""Networks with samples and learning rates of their own, trained together, end where each ends alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer

NET = MLP((2, 3, 1), "tanh")
RATES = (0.01, 0.03, 0.002)


@pytest.fixture
def samples() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.normal(size=(3, 23, 2)), rng.choice([-1.0, 1.0], size=(3, 23, 1))


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_each_ends_where_it_ends_alone(optimizer: str, samples: tuple[np.ndarray, np.ndarray]) -> None:
    batch = 0 if OPTIMIZERS[optimizer].full_batch else 5
    recipe = Recipe(optimizer=optimizer, batch=batch, lr=99.0, schedule="exponential",
                    regularization=(("l2", 0.01), ("weight_decay", 0.02)))
    x, y = samples
    together = Parameters.draw(NET, "glorot_uniform", [0, 1, 2])
    Trainer(together, x, y, recipe, rates=RATES).advance(epochs=20)
    for m, rate in enumerate(RATES):
        alone = Parameters.draw(NET, "glorot_uniform", [m])
        Trainer(alone, x[m], y[m], Recipe(**{**vars(recipe), "lr": rate})).advance(epochs=20)
        np.testing.assert_allclose(together.theta[m], alone.theta[0], rtol=1e-12, atol=1e-12)


def test_a_stack_for_another_number_of_networks_is_refused(samples: tuple[np.ndarray, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="one for each of 2 networks, got 3"):
        Trainer(Parameters.zeros(NET, 2), *samples, Recipe())


@pytest.mark.parametrize("rates", [(0.1, 0.1), (0.1, 0.1, np.nan), (0.1, -1, 0.1)])
def test_rates_that_are_not_one_for_each_are_refused(rates: tuple[float, ...],
                                                    samples: tuple[np.ndarray, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="3 positive numbers"):
        Trainer(Parameters.zeros(NET, 3), *samples, Recipe(), rates=rates)
