"""The trained network answers the same in scikit-learn and as ONNX; `tests/peers` asks PyTorch."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import onnxruntime
import pytest
from hypothesis import assume, given, settings

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import FEATURES, features
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.heads import HEADS
from nnplay.run import Run
from nnplay.share import arrays_file, document, link, onnx_file
from nnplay.share.dialects import ONNX, TORCH
from nnplay.share.learnt import learnt, vector
from nnplay.share.models import fits_scikit_learn, scikit_learn
from tests.share.strategies import experiments
from tests.share.varied import POINTS, VARIED, agree, of_data_set, trained


def executed(source: str) -> Callable[[Any], Any]:
    """Run an exported module and return its `predict`."""
    scope: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "exported", "exec"), scope)
    predict: Callable[[Any], Any] = scope["predict"]
    return predict


def by_onnx(run: Run, columns: np.ndarray) -> np.ndarray:
    """Let the exported model answer columns as they come, and hold it to the names that it has for them."""
    session = onnxruntime.InferenceSession(onnx_file.onnx_model(learnt(run)), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["inputs"] == ",".join(run.experiment.inputs)
    answers: np.ndarray = session.run(None, {"inputs": columns})[0]
    return answers


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_scikit_learn_answers_the_same(experiment: Experiment) -> None:
    run = trained(experiment)
    agree(executed(scikit_learn(learnt(run)))(POINTS), run)


@pytest.mark.parametrize("experiment", [
    *VARIED, Experiment(data="iris", head="softmax", loss="cross_entropy"), Experiment(data="iris", activation="relu"),
    Experiment(data="iris", activation="sine", head="softmax", loss="cross_entropy"),
    Experiment(data="diabetes", activation="sine"), Experiment(data="diabetes")], ids=str)
def test_the_estimator_decides_as_the_page_does(experiment: Experiment) -> None:
    run = trained(experiment)
    points = run.split.train.points[:40]
    scope: dict[str, Any] = {"__name__": "exported"}
    exec(compile(scikit_learn(learnt(run)), "exported", "exec"), scope)
    decided = scope["network"].predict(scope["features"](points))
    answers = run.predict(points)
    regressor = experiment.head == "identity" or not experiment.classes
    np.testing.assert_allclose(decided, answers[:, 0] if regressor else run.targets.decided(answers), rtol=1e-5)


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
    run = of_data_set(data, standardize)
    network, points = learnt(run), run.split.train.points[:20]
    agree(executed(scikit_learn(network))(points), run, points)
    for file in (arrays_file.read(arrays_file.write(network)),
                 document.read(document.write(run.experiment, run.epoch, run.weights))):
        again = file.experiment.start(theta=vector(file.weights or ()))
        np.testing.assert_array_equal(again.predict(points), run.predict(points))


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("data", DATA_SETS)
def test_the_network_of_every_data_set_answers_the_same_as_onnx(data: str, standardize: bool) -> None:
    run = of_data_set(data, standardize)
    points = run.split.train.points[:20]
    agree(by_onnx(run, features(points, run.experiment.inputs, run.experiment.source.columns)), run, points)


def test_networks_that_scikit_learn_has_are_its_own() -> None:
    for experiment, kind in ((Experiment(), "MLPClassifier("), (Experiment(data="plane"), "MLPRegressor("),
                             (Experiment(activation=("relu", "tanh")), "class Network(")):
        network = learnt(experiment.start())
        assert kind in scikit_learn(network)
        assert fits_scikit_learn(network) == (not kind.startswith("class"))


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_onnx_answers_the_same(experiment: Experiment) -> None:
    run = trained(experiment)
    agree(by_onnx(run, features(POINTS, experiment.inputs)), run)
    about = onnxruntime.InferenceSession(onnx_file.onnx_model(learnt(run))).get_modelmeta().custom_metadata_map
    assert about["epoch"] == "3" and about["target"] == run.targets.name
    assert json.loads(about["columns"]) == [FEATURES[name].label for name in experiment.inputs]
    assert link.read(dict(parse_qsl(about["experiment"], keep_blank_values=True))) == (experiment, [])


def test_every_activation_and_head_has_its_words() -> None:
    for table in (TORCH, ONNX):
        assert {*ACTIVATIONS, *HEADS} <= table.keys()
