"""Building on a network under way: what remains keeps its weights."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.engine.mlp import Parameters
from nnplay.run import Run
from nnplay.study import surgery
from nnplay.study.surgery import Surgery, transplanted

BASE = Experiment(hidden=(4, 3), activation=("tanh", "relu"), samples=60)


def after(change: Surgery, run: Run) -> Run:
    return Run(change.experiment, theta=transplanted(change, run.params))


@pytest.fixture
def run() -> Run:
    run = BASE.start()
    run.advance(epochs=5)
    return run


def test_a_unit_added_leaves_all_others_their_weights(run: Run) -> None:
    new, old = after(surgery.set_units(BASE, 1, 5), run).weights, run.weights
    np.testing.assert_array_equal(new[0].W[:, :4], old[0].W)
    np.testing.assert_array_equal(new[0].b[:4], old[0].b)
    np.testing.assert_array_equal(new[1].W[:4], old[1].W)
    np.testing.assert_array_equal(new[2].W, old[2].W)


def test_a_unit_in_the_middle_removed_takes_only_its_own_weights(run: Run) -> None:
    new, old = after(surgery.remove_unit(BASE, 1, 1), run).weights, run.weights
    np.testing.assert_array_equal(new[0].W, old[0].W[:, [0, 2, 3]])
    np.testing.assert_array_equal(new[1].W, old[1].W[[0, 2, 3]])
    np.testing.assert_array_equal(new[2].b, old[2].b)


def test_a_layer_added_keeps_the_layers_before_and_after_it(run: Run) -> None:
    changed = surgery.add_layer(BASE, 1, 2)
    new, old = after(changed, run).weights, run.weights
    assert changed.experiment.hidden == (4, 2, 3)
    np.testing.assert_array_equal(new[0].W, old[0].W)
    np.testing.assert_array_equal(new[2].b, old[1].b)
    np.testing.assert_array_equal(new[3].W, old[2].W)


def test_a_layer_removed_keeps_the_others(run: Run) -> None:
    changed = surgery.remove_layer(BASE, 2)
    new, old = after(changed, run).weights, run.weights
    assert (changed.experiment.hidden, changed.experiment.activation) == ((4,), ("tanh",))
    np.testing.assert_array_equal(new[0].W, old[0].W)
    assert new[1].W.shape == (4, 1)
    np.testing.assert_array_equal(new[1].b, old[2].b)


def test_inputs_switched_keep_the_weights_of_those_that_stay(run: Run) -> None:
    new, old = after(surgery.set_inputs(BASE, ("x2", "sin_x1")), run).weights, run.weights
    np.testing.assert_array_equal(new[0].W[0], old[0].W[1])
    np.testing.assert_array_equal(new[1].W, old[1].W)


def test_another_activation_keeps_every_number_and_drops_knobs_nobody_has() -> None:
    leaky = BASE.with_(activation=("leaky_relu", "relu"), knobs={"leaky_relu.slope": 0.3})
    run = leaky.start()
    changed = surgery.set_activation(leaky, 1, "tanh")
    assert changed.experiment.knobs == ()
    np.testing.assert_array_equal(after(changed, run).params.theta, run.params.theta)


def test_adding_and_removing_what_was_added_gives_the_same_network(run: Run) -> None:
    grown = surgery.set_units(BASE, 2, 6)
    back = surgery.set_units(grown.experiment, 2, 3)
    assert back.experiment == BASE
    theta = transplanted(back, after(grown, run).params)
    np.testing.assert_array_equal(theta, run.params.theta[0])


@pytest.mark.parametrize(("layer", "frozen"), [(0, (4,)), (1, (1, 4)), (2, (1,))])
def test_frozen_layers_stay_frozen_where_they_are_still_the_same(layer: int, frozen: tuple[int, ...]) -> None:
    start = BASE.with_(frozen=(1, 3))
    assert surgery.add_layer(start, layer, 2).experiment.frozen == frozen


def test_new_weights_come_from_the_initializer_of_the_experiment() -> None:
    zeros = BASE.with_(init="zeros")
    params = Parameters(zeros.net, np.ones((1, zeros.net.size)))
    assert Parameters(zeros.with_(hidden=(5, 3)).net, transplanted(surgery.set_units(zeros, 1, 5), params)[None]
                      ).layers[0].W[0, :, 4].tolist() == [0, 0]
