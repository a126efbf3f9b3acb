"""The trained network answers the same in PyTorch, in scikit-learn and as ONNX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import features
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.run import Run
from nnplay.share import arrays_file, document, onnx_file
from nnplay.share.dialects import ONNX, TORCH
from nnplay.share.learnt import learnt, vector
from nnplay.share.models import fits_scikit_learn, pytorch, scikit_learn
from tests.share.strategies import experiments

POINTS = np.random.default_rng(3).uniform(-6, 6, (40, 2))

VARIED = [
    *(Experiment(activation=key, samples=60, hidden=(4, 3)) for key in ACTIVATIONS),
    *(Experiment(head=head, loss="half_mse" if head != "softmax" else "cross_entropy", samples=60) for head in HEADS),
    Experiment(hidden=(), head="sigmoid", samples=60), Experiment(hidden=(), data="plane", samples=60),
    Experiment(data="bumps", activation="relu", samples=60, bias=False),
    Experiment(inputs=("x2", "x1_squared", "sin_x1"), activation=("relu", "tanh"), samples=60),
    Experiment(activation="leaky_relu", knobs={"leaky_relu.slope": 0.3}, samples=60, hidden=(5,)),
    Experiment(dtype="float32", samples=60),
]


def trained(experiment: Experiment) -> Run:
    run = experiment.start()
    run.advance(epochs=3)
    return run


def executed(source: str) -> Callable[[Any], Any]:
    """Run an exported module and return its `predict`."""
    scope: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "exported", "exec"), scope)
    predict: Callable[[Any], Any] = scope["predict"]
    return predict


def agree(answers: Any, run: Run, points: np.ndarray = POINTS) -> None:
    tolerance = 1e-5 if run.experiment.dtype == "float32" else 1e-9
    assert answers.shape == run.predict(points).shape
    np.testing.assert_allclose(answers, run.predict(points), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_pytorch_answers_the_same(experiment: Experiment) -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_default_dtype()
    run = trained(experiment)
    agree(executed(pytorch(learnt(run)))(POINTS), run)
    torch.set_default_dtype(before)


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_scikit_learn_answers_the_same(experiment: Experiment) -> None:
    run = trained(experiment)
    agree(executed(scikit_learn(learnt(run)))(POINTS), run)


@given(experiments(most_layers=3, most_units=5))
@settings(max_examples=40)
def test_scikit_learn_answers_the_same_for_any_experiment(experiment: Experiment) -> None:
    assume(experiment.samples < 200 or not DATA_SETS[experiment.data].fixed)
    run = experiment.start()
    points = run.split.train.points[:20]
    assume(np.isfinite(run.predict(points)).all() and experiment.dtype == "float64")
    agree(executed(scikit_learn(learnt(run)))(points), run, points)


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("data", DATA_SETS)
def test_the_network_of_every_data_set_answers_the_same_everywhere(data: str, standardize: bool) -> None:
    entry = DATA_SETS[data]
    experiment = Experiment(data=data, samples=None if entry.fixed else 60, standardize=standardize, batch=0)
    run = experiment.with_(head="softmax", loss="cross_entropy").start() if entry.classes > 2 else experiment.start()
    run.advance(epochs=2)
    network, points = learnt(run), run.split.train.points[:20]
    agree(executed(scikit_learn(network))(points), run, points)
    for file in (arrays_file.read(arrays_file.write(network)),
                 document.read(document.write(run.experiment, run.epoch, run.weights))):
        again = file.experiment.start(theta=vector(file.weights or ()))
        np.testing.assert_array_equal(again.predict(points), run.predict(points))
    torch = pytest.importorskip("torch")
    before = torch.get_default_dtype()
    agree(executed(pytorch(network))(points), run, points)
    torch.set_default_dtype(before)
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(onnx_file.onnx_model(network), providers=["CPUExecutionProvider"])
    columns = features(points, experiment.inputs, entry.columns)
    agree(session.run(None, {"inputs": columns})[0], run, points)


def test_networks_that_scikit_learn_has_are_its_own() -> None:
    for experiment, kind in ((Experiment(), "MLPClassifier("), (Experiment(data="plane"), "MLPRegressor("),
                             (Experiment(activation=("relu", "tanh")), "class Network(")):
        network = learnt(experiment.start())
        assert kind in scikit_learn(network)
        assert fits_scikit_learn(network) == (not kind.startswith("class"))


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_onnx_answers_the_same(experiment: Experiment) -> None:
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    run = trained(experiment)
    session = runtime.InferenceSession(onnx_file.onnx_model(learnt(run)), providers=["CPUExecutionProvider"])
    (answers,) = session.run(None, {"inputs": features(POINTS, experiment.inputs).astype(np.float64)})
    agree(answers, run)
    assert session.get_modelmeta().custom_metadata_map["inputs"] == ",".join(experiment.inputs)


def test_every_activation_and_head_has_its_words() -> None:
    for table in (TORCH, ONNX):
        assert {*ACTIVATIONS, *HEADS} <= table.keys()
