"""Copies of runs and of their parts train exactly like the original, and apart from it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from nnplay import Experiment, Run
from nnplay.data.drawn import Drawn, Paper
from nnplay.data.table import PLANE, Table
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.evaluation import Evaluator
from nnplay.engine.heads import HEADS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import Trace, backward, forward
from nnplay.engine.recipe import Recipe
from nnplay.engine.registry import UnknownName
from nnplay.engine.training import Trainer


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


COPIES: list[Callable[[Any], Any]] = [copy.deepcopy, pickled]
TABLE = Table(("a", "b", "c"), np.arange(36.0).reshape(12, 3) % 7, np.arange(12.0) % 2, ("no", "yes"))
EXPERIMENTS = [
    Experiment(),
    Experiment(dtype="float32", optimizer="adam", lr=0.01, knobs={"adam.beta1": 0.8}),
    Experiment(hidden=(6, 5), activation=("leaky_relu", "sine"), optimizer="nadam", clip="norm", schedule="inverse",
               regularization={"dropout": 0.2, "l2": 0.01, "l1": 0.001, "weight_decay": 0.01}, frozen=(2,),
               knobs={"leaky_relu.slope": 0.1, "sine.frequency": 2}),
    Experiment(data="digits", hidden=(8,), head="softmax", loss="cross_entropy", batch=30, bias=False),
    Experiment(data="formula_curve", formula="cos(2x)", loss="huber"),
    Experiment(table=TABLE, optimizer="rprop", batch=0),
]


@pytest.mark.parametrize("duplicate", COPIES)
@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_a_copied_run_trains_exactly_like_the_original_and_apart_from_it(
        experiment: Experiment, networks: int, duplicate: Callable[[Run], Run]) -> None:
    run = experiment.start(networks)
    run.advance(epochs=1, steps=3)
    twin = duplicate(run)
    assert twin.experiment == experiment and twin.step == run.step
    before = run.params.theta.copy()
    twin.advance(epochs=3)
    np.testing.assert_array_equal(run.params.theta, before)
    assert not np.array_equal(twin.params.theta, before)
    run.advance(epochs=3)
    np.testing.assert_array_equal(run.params.theta, twin.params.theta)
    np.testing.assert_array_equal(run.loss, twin.loss)
    np.testing.assert_array_equal(run.predict(run.split.train.points), twin.predict(run.split.train.points))
    assert run.history.equals(twin.history)
    twin.restore(twin.start)
    twin.advance(steps=run.step)
    np.testing.assert_array_equal(run.params.theta, twin.params.theta)


@pytest.mark.parametrize("duplicate", COPIES)
def test_a_copy_of_a_run_that_diverged_stands_where_it_stands(duplicate: Callable[[Run], Run]) -> None:
    run = Experiment(data="plane", hidden=(4,), activation="linear", lr=10).start()
    run.advance(epochs=5)
    twin = duplicate(run)
    assert run.divergence is not None and twin.divergence == run.divergence
    assert twin.advance(epochs=1) == 0 and twin.loss == run.loss


@pytest.mark.parametrize("duplicate", [*COPIES, copy.copy])
@pytest.mark.parametrize("bias", [True, False])
def test_the_layers_of_copied_parameters_are_views_into_their_theta(
        bias: bool, duplicate: Callable[[Parameters], Parameters]) -> None:
    params = duplicate(Parameters.draw(MLP((2, 3, 1), bias=bias), "uniform_half", range(2)))
    for W, b in params.layers:
        assert np.shares_memory(W, params.theta) and (b is None) != bias
    params.theta[:] = 7
    assert all((W == 7).all() for W, _ in params.layers)


@pytest.mark.parametrize("duplicate", COPIES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_copied_trainer_goes_on_like_the_original(optimizer: str, duplicate: Callable[[Trainer], Trainer]) -> None:
    rng = np.random.default_rng(0)
    params = Parameters.draw(MLP((2, 4, 1)), "uniform_half", range(2))
    recipe = Recipe(optimizer=optimizer, batch=0 if OPTIMIZERS[optimizer].full_batch else 5)
    trainer = Trainer(params, rng.normal(size=(23, 2)), rng.normal(size=(23, 1)), recipe, rates=[0.01, 0.1])
    trainer.advance(steps=7)
    twin = duplicate(trainer)
    np.testing.assert_array_equal(twin.grads.theta, trainer.grads.theta)
    for each in (trainer, twin):
        each.advance(steps=11)
    np.testing.assert_array_equal(twin.params.theta, trainer.params.theta)
    assert not np.shares_memory(twin.params.theta, trainer.params.theta)


@pytest.mark.parametrize("duplicate", COPIES)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_copied_network_its_trace_and_its_scores_compute_the_same(
        activation: str, head: str, duplicate: Callable[[Any], Any]) -> None:
    net = MLP((2, 3, 2), activation, head)
    x, y = np.random.default_rng(1).normal(size=(2, 1, 9, 2))
    params, trace = Parameters.draw(net, "uniform_half", [0]), Trace(net, 9)
    score = Evaluator(params, x[0], y[0], Recipe())
    forward(params, x, trace)
    twin, twin_trace, twin_score, twin_net = duplicate((params, trace, score, net))
    assert twin_net == net and twin_score.params is twin
    assert twin_trace.x[1] is twin_trace.a[0]
    for loss in LOSSES.values():
        if head in loss.heads:
            ours, theirs = (backward(each, its, y, loss, Parameters.zeros(net), **knobs_of(loss, ()))
                            for each, its in ((params, trace), (twin, twin_trace)))
            np.testing.assert_array_equal(ours.theta, theirs.theta)
    np.testing.assert_array_equal(twin_score(), score())
    twin.theta[:] += 1
    assert not np.array_equal(twin_score()[0], score()[0])


@pytest.mark.parametrize("duplicate", [*COPIES, copy.copy])
def test_a_copied_table_is_equal_and_as_fixed_as_the_original(duplicate: Callable[[Table], Table]) -> None:
    drawn = Drawn(PLANE, [[0, 0], [0, 0.1]], [0, 1], ("a", "b"), paper=Paper(classes=("a", "b")), test=[False, True])
    for table in (TABLE, drawn):
        twin = duplicate(table)
        assert twin == table and type(twin) is type(table) and hash(twin) == hash(table)
        arrays = [value for value in vars(twin).values() if isinstance(value, np.ndarray)]
        assert len(arrays) >= 2 and not any(array.flags.writeable for array in arrays)


@pytest.mark.parametrize("duplicate", [*COPIES, copy.copy])
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_a_copied_experiment_is_equal(experiment: Experiment, duplicate: Callable[[Experiment], Experiment]) -> None:
    twin = duplicate(experiment)
    assert twin == experiment and hash(twin) == hash(experiment) and twin.net == experiment.net


def test_joblib_keeps_a_run_in_a_file(tmp_path: Path) -> None:
    run = Experiment().start()
    run.advance(epochs=2)
    joblib.dump(run, tmp_path / "run.joblib")
    twin = joblib.load(tmp_path / "run.joblib")
    for each in (run, twin):
        each.advance(epochs=2)
    np.testing.assert_array_equal(run.params.theta, twin.params.theta)


def further(run: Run) -> Run:
    run.advance(epochs=2)
    return run


def refused() -> None:
    Experiment(activation="rellu")


def test_a_process_pool_takes_runs_and_gives_them_back() -> None:
    runs = [Experiment(seed=seed).start() for seed in range(2)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        returned = list(pool.map(further, runs))
        with pytest.raises(UnknownName, match=r"unknown activation 'rellu'\. Did you mean 'relu'\?"):
            pool.submit(refused).result()
    for run, twin in zip(runs, returned, strict=True):
        assert (run.epoch, twin.epoch) == (0, 2)
        np.testing.assert_array_equal(further(run).params.theta, twin.params.theta)
        run.advance(epochs=1)
        twin.advance(epochs=1)
        np.testing.assert_array_equal(run.params.theta, twin.params.theta)
