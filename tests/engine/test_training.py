"""Training as a value: it resumes, repeats, trains many as each alone, and says where it diverged."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay.engine.batches import Batches
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import CHECK_STEPS, Trainer

RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, (23, 2))
Y = np.where(X[:, :1] * X[:, 1:] > 0, 1.0, -1.0)
NET = MLP((2, 5, 4, 1), ("tanh", "silu"))
DROPOUT = (("dropout", 0.3), ("l1", 0.001), ("weight_decay", 0.01))


def trainer(recipe: Recipe, seeds: tuple[int, ...] = (0,), net: MLP = NET, dtype: str = "float64") -> Trainer:
    return Trainer(Parameters.draw(net, "glorot_uniform", seeds, dtype), X, Y, recipe)


def recipe_for(optimizer: str, **changes: object) -> Recipe:
    entry = OPTIMIZERS[optimizer]
    return Recipe(**{"optimizer": optimizer, "lr": entry.lr, "batch": 0 if entry.full_batch else 5, **changes})


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_resumed_at_any_step_equals_the_unbroken_run_bit_for_bit(optimizer: str) -> None:
    recipe = recipe_for(optimizer, regularization=DROPOUT, schedule="exponential", clip="norm")
    unbroken = trainer(recipe)
    moments = [unbroken.snapshot()]
    for _ in range(17):
        unbroken.advance(steps=1)
        moments.append(unbroken.snapshot())
    for moment in moments:
        resumed = trainer(recipe, seeds=(99,))
        resumed.advance(steps=3)  # it has been elsewhere
        resumed.restore(moment)
        resumed.advance(steps=17 - moment.step)
        end = resumed.snapshot()
        np.testing.assert_array_equal(end.theta, moments[-1].theta)
        for name, array in end.memory.items():
            np.testing.assert_array_equal(array, moments[-1].memory[name])
        assert (end.epoch, end.position, end.step) == (unbroken.epoch, unbroken.position, unbroken.step)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.sampled_from([1, 4, 7, 23, 0]))
@settings(max_examples=25)
def test_however_training_is_divided_it_ends_at_the_same_numbers(parts: list[int], batch: int) -> None:
    recipe = recipe_for("adam", batch=batch, regularization=DROPOUT)
    whole, parted = trainer(recipe), trainer(recipe)
    whole.advance(steps=sum(parts))
    for steps in parts:
        parted.advance(steps=steps)
    np.testing.assert_array_equal(whole.params.theta, parted.params.theta)


def test_a_snapshot_does_not_move_when_training_goes_on() -> None:
    run = trainer(recipe_for("adam"))
    run.advance(steps=3)
    moment = run.snapshot()
    kept = moment.theta.copy(), moment.memory["mean"].copy()
    run.advance(steps=20)
    run.restore(moment)
    run.advance(steps=20)
    np.testing.assert_array_equal(moment.theta, kept[0])
    np.testing.assert_array_equal(moment.memory["mean"], kept[1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "softplus"])
def test_100_networks_trained_together_are_100_trained_alone(optimizer: str, activation: str) -> None:
    recipe, net = recipe_for(optimizer, regularization=DROPOUT, clip="norm"), MLP((2, 4, 2, 1), activation)
    together = trainer(recipe, tuple(range(100)), net)
    together.advance(steps=40)
    for m in (0, 1, 42, 99):
        alone = trainer(recipe, (m,), net)
        alone.advance(steps=40)
        np.testing.assert_allclose(together.params.theta[m], alone.params.theta[0], rtol=1e-12, atol=1e-14)


def test_a_fresh_process_computes_the_same_numbers() -> None:
    script = """if True:
        import nnplay
        run = nnplay.Experiment(data="spiral", noise=10, hidden=(6, 5), activation=("gelu", "sine"), optimizer="nadam",
                                regularization={"dropout": 0.2}, test_share=30).start(networks=2)
        run.advance(epochs=3, steps=70)
        print(run.params.theta.tobytes().hex(), run.loss.train.tolist())
    """
    outputs = {subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
               for _ in range(2)}
    assert len(outputs) == 1 and len(outputs.pop()) > 100


def orders(seed: int, epochs: int) -> list[list[float]]:
    batches = Batches(np.arange(12.0)[:, None], np.arange(12.0)[:, None], 5, seed)
    seen = []
    for epoch in range(epochs):
        cut = [batches.at(epoch, position) for position in (0, 5, 10)]
        assert [batch.stop for batch in cut] == [5, 10, 12]
        for batch in cut:
            np.testing.assert_array_equal(batch.x, batch.y)
        seen.append(np.concatenate([batch.x[0, :, 0] for batch in cut]).tolist())
    return seen


def test_every_epoch_uses_each_sample_once_in_an_order_of_its_own() -> None:
    first, second, third = orders(0, 3)
    assert sorted(first) == sorted(second) == sorted(third) == list(range(12))
    assert first != second != third != first and first != list(range(12))
    assert orders(0, 3) == [first, second, third]
    assert orders(1, 1) != [first]


def test_advance_counts_steps_epochs_and_the_rest_of_an_epoch() -> None:
    run = trainer(recipe_for("sgd"))  # 23 samples in batches of 5: 5 steps an epoch
    assert run.steps_per_epoch == 5
    assert run.advance(steps=3) == 3 and (run.epoch, run.position) == (0, 15)
    assert run.advance(epochs=1) == 2 and (run.epoch, run.position) == (1, 0)
    assert run.advance(epochs=2, steps=7) == 7 and (run.epoch, run.position) == (2, 10)
    assert run.advance(epochs=3, steps=100) == 13 and (run.epoch, run.position) == (5, 0)
    assert run.advance(seconds=0) == 1
    assert run.advance(steps=0) == 0
    with pytest.raises(ValueError, match="advance needs a limit"):
        run.advance()


def linear(recipe: Recipe, x: list[list[float]], y: list[list[float]], theta: list[float]) -> Trainer:
    net = MLP((len(x[0]), 1), head="identity", bias=len(theta) > len(x[0]))
    return Trainer(Parameters(net, np.array([theta])), x, y, recipe)


def test_one_step_of_gradient_descent_by_hand() -> None:
    run = linear(Recipe(loss="half_mse", lr=0.5, batch=0), [[1.0], [2.0]], [[1.0], [0.0]], [1.0, 0.0])
    run.advance(steps=1)  # residuals 0, 2: dW = (0 + 4) / 2, db = 2 / 2
    assert run.params.theta.tolist() == [[1 - 0.5 * 2, -0.5]]


def test_penalties_pull_at_weights_and_never_at_biases() -> None:
    for key, expected in (("l1", 2 - 0.1 * 0.5), ("l2", 2 - 0.1 * 0.5 * 2), ("weight_decay", 2 * (1 - 0.1 * 0.5))):
        run = linear(Recipe(loss="sse", lr=0.1, regularization=((key, 0.5),)), [[0.0]], [[3.0]], [2.0, 3.0])
        run.advance(steps=1)
        assert run.params.theta[0].tolist() == [pytest.approx(expected, rel=1e-15), 3.0]


def test_dropout_keeps_the_expected_share_and_scales_up_the_rest() -> None:
    net = MLP((2, 200, 1), "linear", "identity")
    run = trainer(Recipe(batch=23, regularization=(("dropout", 0.25),)), net=net)
    run.advance(steps=1)
    mask = run._plans[23].trace.keep[0]
    assert mask is not None and mask.shape == (1, 23, 200)
    assert set(np.unique(mask)) == {0.0, 1 / 0.75}
    assert mask.mean() == pytest.approx(1, abs=0.03)
    before = mask.copy()
    run.advance(steps=1)
    assert (mask != before).any(), "every step drops other units"


def test_networks_of_every_depth_train_and_lower_their_loss() -> None:
    for hidden in range(0, 21, 4):
        run = trainer(Recipe(batch=0, lr=0.01, optimizer="adam"), net=MLP((2, *(6,) * hidden, 1), "silu"))
        run.advance(steps=1)
        trace, gradient = run._plans[23].trace, run.grads.theta.copy()
        loss = run._loss.of(run.params.net.output, trace.z[-1], trace.a[-1], Y[None])
        run.advance(steps=80)
        later = run._loss.of(run.params.net.output, trace.z[-1], trace.a[-1], Y[None])
        assert gradient.any() and later < loss


def test_float32_by_choice_stays_float32_and_close() -> None:
    recipe = recipe_for("adam", regularization=DROPOUT, clip="norm")
    double, single = trainer(recipe), trainer(recipe, dtype="float32")
    double.advance(steps=20)
    single.advance(steps=20)
    trace = single._plans[5].trace
    kept = [mask for mask in trace.keep if mask is not None]
    arrays = [single.params.theta, single.grads.theta, *single.memory.values(), *trace.x, *trace.z, *trace.dz, *kept]
    assert len(kept) == 2 and {array.dtype for array in arrays} == {np.dtype(np.float32)}
    np.testing.assert_allclose(single.params.theta, double.params.theta, rtol=1e-3, atol=1e-3)


def test_a_divergence_names_the_step_and_the_quantity_and_the_run_stands_still_where_its_loss_was_finite() -> None:
    # loss (1e50 w)^2 / 2: w = 1, then -1e100, 1e200, and at step 3 the loss of 1e200 is infinite
    run = linear(Recipe(loss="sse", lr=1, batch=0), [[1e50]], [[0.0]], [1.0])
    assert run.advance(steps=50) == 1
    assert run.stopped and run.step == 1 and run.params.theta[0, 0] == pytest.approx(-1e100)
    assert run.loss == pytest.approx(5e299)
    divergence = run.divergences[0]
    assert (divergence.step, divergence.epoch, divergence.quantity) == (3, 2, "loss")
    assert str(divergence) == "diverged at step 3 (epoch 2): the loss is no longer finite"
    assert run.advance(steps=5) == 0


@pytest.mark.parametrize(("loss", "lr", "x", "quantity"), [
    ("mae", 1000, 1e306, "weights"),  # the slope is 1e306 and finite: only the update is too large
    ("sse", 1.0, 1e160, "loss"),
])
def test_the_quantity_that_breaks_first_is_named(loss: str, lr: float, x: float, quantity: str) -> None:
    run = linear(Recipe(loss=loss, lr=lr, batch=0), [[x]], [[0.0]], [1.0])
    run.advance(steps=1)
    assert (run.divergences[0].step, run.divergences[0].quantity) == (1, quantity)


def test_an_infinite_gradient_is_named_before_it_becomes_weights() -> None:
    # a = 1e8 and a loss of 1e8, but dW sums two products of 1e308
    run = linear(Recipe(loss="sse", lr=0.1, batch=0), [[1e200], [1e200]], [[0.0], [0.0]], [1e-92])
    run.advance(steps=1)
    assert (run.divergences[0].step, run.divergences[0].quantity) == (1, "gradient")


def test_a_divergence_is_found_at_its_step_however_late_it_is_looked_for() -> None:
    run = linear(Recipe(loss="sse", lr=3.0, batch=0), [[1.0]], [[0.0]], [1.0])  # w doubles and changes sign
    run.advance(steps=4 * CHECK_STEPS)
    # the loss w^2 / 2 overflows when w = 2^512 or more: that is what step 513 is given
    assert run.divergences[0].step == 513 and run.step == 511 and math.isfinite(run.loss)
    assert math.isfinite(run.params.theta[0, 0])


def test_one_of_many_may_diverge_and_the_others_go_on() -> None:
    net = MLP((1, 1), head="identity", bias=False)
    params = Parameters(net, np.array([[1e-3], [1e200], [2e-3]]))
    run = Trainer(params, [[1.0]], [[0.0]], Recipe(loss="sse", lr=0.5, batch=0))
    assert run.advance(steps=10) == 10
    assert list(run.divergences) == [1] and run.divergences[1].step == 1 and not run.stopped
    np.testing.assert_allclose(run.params.theta[[0, 2], 0], [1e-3 / 1024, 2e-3 / 1024], rtol=1e-12)


def test_restoring_an_earlier_moment_forgets_the_divergence() -> None:
    run = linear(Recipe(loss="sse", lr=1, batch=0), [[1e50]], [[0.0]], [1.0])
    start = run.snapshot()
    run.advance(steps=9)
    run.restore(start)
    assert not run.stopped and run.advance(steps=1) == 1


@pytest.mark.parametrize(("x", "y", "message"), [
    ([[1.0, 2.0, 3.0]], [[1.0]], r"x must be \(N, 2\) for this network, got \(1, 3\)"),
    ([[1.0, 2.0]], [[1.0, 0.0]], r"y must be \(N, 1\) for this network, got \(1, 2\)"),
    ([[1.0, 2.0]] * 3, [[1.0]] * 2, r"x and y must have as many rows, got \(3, 2\) and \(2, 1\)"),
    ([[1.0, 2.0], [3.0, math.nan]], [[1.0]] * 2, "x has nan in row 1, column 1"),
    ([[1.0, 2.0]] * 2, [[1.0], [math.inf]], "y has inf in row 1, column 0"),
    (np.zeros((0, 2)), np.zeros((0, 1)), "at least one sample"),
])
def test_samples_that_do_not_fit_are_refused(x: list, y: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Trainer(Parameters.zeros(MLP((2, 1))), x, y, Recipe())


def test_a_moment_that_does_not_fit_is_refused() -> None:
    adam, other = trainer(recipe_for("adam")), trainer(recipe_for("sgd"), net=MLP((2, 3, 1)))
    with pytest.raises(ValueError, match=r"the moment has parameters \(1, 13\), this run \(1, 44\)"):
        adam.restore(other.snapshot())
    with pytest.raises(ValueError, match=r"the moment remembers \[\], 'adam' needs \['mean', 'squares'\]"):
        adam.restore(trainer(recipe_for("sgd")).snapshot())
    small = trainer(recipe_for("adam", batch=4))
    small.advance(steps=1)
    with pytest.raises(ValueError, match="no batch of 5 begins at position 4 of 23 samples"):
        adam.restore(small.snapshot())


def test_samples_given_are_not_changed_and_later_changes_to_them_do_not_matter() -> None:
    x, y = X.copy(), Y.copy()
    run = Trainer(Parameters.draw(NET, "glorot_uniform", [0]), x, y, recipe_for("sgd"))
    run.advance(epochs=2)
    np.testing.assert_array_equal(x, X)
    x[:], y[:] = 0, 0
    run.advance(epochs=2)
    untouched = trainer(recipe_for("sgd"))
    untouched.advance(epochs=4)
    np.testing.assert_array_equal(run.params.theta, untouched.params.theta)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_frozen_layers_stay_and_the_others_learn_as_if_they_were_constants(optimizer: str) -> None:
    net = MLP((2, 3, 3, 1), "tanh")
    run = trainer(recipe_for(optimizer, frozen=(2,), regularization=(("l2", 0.1), ("weight_decay", 0.1))), net=net)
    start = run.params.theta.copy()
    run.advance(epochs=2)
    moved = run.params.theta != start
    assert not moved[:, net.blocks[1]].any()
    assert moved[:, net.blocks[0]].any() and moved[:, net.blocks[2]].all()


def test_a_layer_frozen_under_way_stops_at_once() -> None:
    net = MLP((2, 3, 1), "tanh")
    first = trainer(recipe_for("momentum"), net=net)
    first.advance(epochs=2)
    second = trainer(recipe_for("momentum", frozen=(1,)), net=net)
    second.restore(first.snapshot())
    second.advance(epochs=1)
    assert np.array_equal(second.params.theta[:, net.blocks[0]], first.params.theta[:, net.blocks[0]])


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**70 + 5])
def test_the_order_of_an_epoch_is_that_of_numpys_generator_for_seed_and_epoch(seed: int) -> None:
    x = np.arange(20.0)[:, np.newaxis]
    batches = Batches(x, x, 5, seed)
    for epoch in (0, 1, 2**20):
        order = np.random.default_rng([seed, epoch, 0]).permutation(20)
        got = np.concatenate([batches.at(epoch, start).x[0, :, 0] for start in range(0, 20, 5)])
        assert got.tolist() == order.tolist()
