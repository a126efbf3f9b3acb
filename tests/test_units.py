"""A number to predict is learnt scaled by the training rows; every answer is in its own unit, with every way out."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pytest

from nnplay import Experiment
from nnplay.cli.command import main
from nnplay.data.features import features
from nnplay.data.table import Table
from nnplay.run import Run
from nnplay.share import arrays_file, document, onnx_file, opening
from nnplay.share.history_file import history_csv
from nnplay.share.learnt import learnt, vector
from nnplay.share.models import scikit_learn
from nnplay.share.opening import Opening
from nnplay.share.script import script
from nnplay.study.inspect import inspect
from nnplay.study.plane import plane_of
from nnplay.study.views.judgement import Estimated, judge
from nnplay.study.views.surface import surface
from nnplay.ui.player import Player
from nnplay.ui.probes import Watch, probes
from nnplay.ui.scene import scene

ROWS = 60


def prices(rows: int = ROWS) -> Table:
    """Return a table of which the last rows cost far more, so that any part of it has a mean of its own."""
    rng = np.random.default_rng(5)
    size, age = rng.uniform(40, 120, rows), rng.uniform(0, 50, rows)
    price = 1000 + 25 * size - 4 * age + rng.normal(0, 40, rows) + np.where(np.arange(rows) > rows - 6, 4000, 0)
    return Table(("size", "age"), np.column_stack([size, age]), price, target="price")


def experiment(**changes: Any) -> Experiment:
    usual = {"table": prices(), "test_share": 30, "hidden": (5,), "optimizer": "adam", "lr": 0.02}
    return Experiment(**{**usual, **changes})


def trained(**changes: Any) -> Run:
    run = experiment(**changes).start()
    run.advance(epochs=60)
    return run


def rmse(run: Run, part: str) -> float:
    samples = getattr(run.split, part)
    return float(np.sqrt(np.mean((run.predict(samples.points)[:, 0] - samples.targets) ** 2)))


def test_the_scale_is_that_of_the_training_rows_of_each_split() -> None:
    for changes in ({}, {"split_seed": 3}, {"test_share": 50}):
        run = trained(**changes)
        assert run.targets.mean == run.split.train.targets.mean() != prices().targets.mean()
        assert run.targets.spread == run.split.train.targets.std()
        assert abs(run.examples["train"][1].mean()) < 1e-12
        np.testing.assert_allclose(run.targets.in_units(run.examples["test"][1])[:, 0], run.split.test.targets)


def test_the_loss_is_that_of_the_scaled_target_and_answers_are_in_units() -> None:
    run = trained()
    assert 900 < run.predict(run.split.test.points).mean() < 9000
    for part in ("train", "test"):
        assert rmse(run, part) == pytest.approx(np.sqrt(2 * getattr(run.loss, part)) * run.targets.spread)


def test_a_constant_target_and_a_single_row_have_a_scale() -> None:
    same = Table(("a",), [[1.0], [2.0], [3.0]], [7.0, 7.0, 7.0])
    run = Experiment(table=same, test_share=0).start()
    assert run.targets.spread == 1 and run.targets.mean == 7


def test_diabetes_is_in_its_own_unit() -> None:
    run = Experiment(data="diabetes", hidden=(4,), optimizer="adam", lr=0.01).start()
    run.advance(epochs=40)
    everything = np.concatenate([run.split.train.targets, run.split.test.targets])
    assert (everything.min(), everything.max(), len(everything)) == (25, 346, 442)
    assert everything.mean() == pytest.approx(152.133, abs=1e-3)  # as scikit-learn's copy says
    assert 40 < rmse(run, "test") < 75


def test_made_data_and_classes_stay_as_they_are() -> None:
    for each in (Experiment(data="plane"), Experiment(data="iris", head="softmax", loss="cross_entropy"), Experiment()):
        run = each.start()
        assert not run.targets.standardized
        np.testing.assert_array_equal(run.targets.in_units(run.examples["train"][1]), run.examples["train"][1])


def test_many_networks_answer_in_units() -> None:
    run = experiment().start(networks=3)
    np.testing.assert_array_equal(run.predict(run.split.test.points)[1],
                                  experiment(seed=1).start().predict(run.split.test.points))


def test_predictions_are_judged_in_units() -> None:
    run = trained()
    judged = judge(run, "test")
    assert isinstance(judged, Estimated)
    assert judged.rmse == pytest.approx(rmse(run, "test"))
    np.testing.assert_array_equal(judged.truths, run.split.test.targets)
    np.testing.assert_allclose(judged.answers, run.predict(run.split.test.points)[:, 0])


def test_legend_surface_unit_and_followed_sample_are_in_units() -> None:
    player = Player(experiment())
    player.train(epochs=30, seconds=60)
    run = player.run
    header, arrays = scene(player)
    furthest = np.abs(run.split.train.targets - run.targets.mean).max()
    assert header["targets"]["middle"] == run.targets.mean
    assert header["targets"]["high"] == pytest.approx(run.targets.mean + furthest)
    assert header["target"] == "price" and header["scaling"]["spread"] == run.targets.spread
    assert "of the scaled target" in json.dumps(header["themes"]["light"]["figures"]["loss"]["layout"])
    assert np.abs(arrays["train_points"][:, 2]).max() == pytest.approx(1)

    plane = plane_of(run.experiment, run.split)
    heights = surface(run, plane, run.params.net.layers, 0)
    np.testing.assert_allclose(heights.ravel(), run.predict(plane.grid(len(heights)))[:, 0])
    assert inspect(run, run.params.net.layers, 0).mean == pytest.approx(run.predict(run.split.train.points).mean())

    told, more = probes(run, plane, Watch(sample=("test", 4)))
    assert told["sample"]["target"] == pytest.approx([run.split.test.targets[4]])
    assert more["sample_values"][-1] == pytest.approx(run.predict(run.split.test.points[4:5])[0, 0], rel=1e-6)


def test_one_column_is_drawn_over_the_unit_of_the_target() -> None:
    table = Table(("size",), prices().inputs[:, :1], prices().targets, target="price")
    player = Player(experiment(table=table))
    up = player.sight.camera.plane.axes[1]
    train = player.run.split.train
    assert up.label == "price" and up.low < train.targets.min() and up.high > train.targets.max()
    legend = scene(player)[0]["targets"]
    assert (legend["low"], legend["high"]) == (pytest.approx(up.low), pytest.approx(up.high))
    points = player.sight.camera.points(train.points, train.targets)
    plane = player.sight.camera.plane
    shares = (points[:, 1] - plane.low) / (plane.high - plane.low)
    np.testing.assert_allclose(up.low + shares * (up.high - up.low), train.targets, rtol=1e-5)


def answers_of(source: str, points: np.ndarray) -> np.ndarray:
    scope: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "exported", "exec"), scope)
    found: np.ndarray = scope["predict"](points)
    return found


@pytest.mark.parametrize("changes", [{}, {"activation": "sine"}, {"bias": False}, {"head": "tanh"}],
                         ids=["own", "foreign", "no biases", "tanh"])
def test_exported_models_answer_in_units(changes: dict[str, Any]) -> None:
    run = trained(**changes)
    points, expected = run.split.test.points, run.predict(run.split.test.points)
    np.testing.assert_allclose(answers_of(scikit_learn(learnt(run)), points), expected, rtol=1e-9)


def test_the_onnx_model_ends_with_the_inverse_map() -> None:
    run = trained()
    content = onnx_file.onnx_model(learnt(run))
    assert [node.op_type for node in onnx.load_from_string(content).graph.node][-3:] == ["Mul", "Add", "Identity"]
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    columns = features(run.split.test.points, run.experiment.inputs, ("size", "age"))
    np.testing.assert_allclose(session.run(None, {"inputs": columns})[0], run.predict(run.split.test.points))
    assert session.get_modelmeta().custom_metadata_map["target"] == "price"


@pytest.mark.parametrize("changes", [{}, {"standardize": False, "batch": 0}, {"dtype": "float32"}])
def test_the_script_trains_the_same_and_answers_in_units(changes: dict[str, Any]) -> None:
    run = experiment(**changes).start()
    run.advance(epochs=7)
    scope: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(script(run.experiment, 7), "script", "exec"), scope)
    last = said.getvalue().splitlines()
    assert [float(word) for word in last[8].split()] == [7, run.loss.train, run.loss.test]
    np.testing.assert_allclose(scope["predict"](run.split.test.points), run.predict(run.split.test.points), rtol=1e-6)
    assert float(last[-1].split()[-1]) == pytest.approx(rmse(run, "test"))
    assert last[-1].startswith("root mean square error of price on test samples")


def test_files_and_links_keep_the_scale_and_the_answers() -> None:
    run = trained()
    points = run.split.test.points
    text = document.write(run.experiment, run.epoch, run.weights)
    assert json.loads(text)["target"] == [run.targets.mean, run.targets.spread]
    for file in (document.read(text), arrays_file.read(arrays_file.write(learnt(run)))):
        assert not file.remark
        again = file.experiment.start(theta=vector(file.weights or ()))
        np.testing.assert_array_equal(again.predict(points), run.predict(points))
    link = opening.write(Opening(run.experiment, run.step, tuple(run.params.theta[0].tolist())))
    opened, warnings = opening.read(link)
    assert not warnings and opened.theta == tuple(run.params.theta[0].tolist())


def test_weights_of_before_answer_the_same_and_it_is_said() -> None:
    run = trained()
    whole = prices().targets
    W, b = run.weights[-1]
    # As they would have been on the scale of all rows: the same answers in units.
    ratio, shift = run.targets.spread / whole.std(), (run.targets.mean - whole.mean()) / whole.std()
    older = [*run.weights[:-1], type(run.weights[-1])(W * ratio, b * ratio + shift)]
    content = json.loads(document.write(run.experiment, run.epoch, older))
    del content["target"]
    file = document.read(json.dumps(content))
    again = file.experiment.start(theta=vector(file.weights or ()))
    points = run.split.test.points
    np.testing.assert_allclose(again.predict(points), run.predict(points))
    assert "another scale" in file.remark

    link = opening.write(Opening(run.experiment, run.step, vector(older)))
    del link["scale"]
    opened, warnings = opening.read(link)
    assert len(warnings) == 1 and "another scale" in warnings[0]
    np.testing.assert_allclose(opened.theta, run.params.theta[0])


def test_weights_of_before_that_cannot_be_converted_are_taken_as_they_are() -> None:
    run = trained(bias=False)
    content = json.loads(document.write(run.experiment, run.epoch, run.weights))
    del content["target"]
    file = document.read(json.dumps(content))
    assert "without biases cannot be converted" in file.remark
    np.testing.assert_array_equal(vector(file.weights or ()), run.params.theta[0])


@pytest.mark.parametrize("scale", ["nonsense", "1", "1_0", "1_-2", "nan_1", "1_inf", "1_2_3", [1], [1, 0], "x" * 999])
def test_a_scale_that_is_none_is_refused(scale: Any) -> None:
    run = trained()
    link = opening.write(Opening(run.experiment, run.step, tuple(run.params.theta[0].tolist())))
    opened, warnings = opening.read({**link, "scale": str(scale)})
    assert any(warning.startswith("scale: ") for warning in warnings) and opened.theta is not None
    content = json.loads(document.write(run.experiment, run.epoch, run.weights))
    with pytest.raises(ValueError, match="scale of a target"):
        document.read(json.dumps({**content, "target": scale}))


def test_the_history_has_errors_in_units_where_the_loss_says_them() -> None:
    for loss, column in (("half_mse", "rmse"), ("mse", "rmse"), ("sse", "rmse"), ("mae", "mae")):
        run = trained(loss=loss, lr=0.001)
        table = pd.read_csv(io.StringIO(history_csv(run)))
        judged = judge(run, "test")
        assert isinstance(judged, Estimated)
        assert table[f"test_{column}"].iloc[-1] == pytest.approx(getattr(judged, column))
    assert "rmse" not in history_csv(trained(loss="huber")) and "rmse" not in history_csv(Experiment().start())


def test_the_command_line_says_errors_in_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.json"
    file.write_text(document.write(experiment()), encoding="utf-8")
    assert main(["train", str(file), "--epochs", "60", "--out", str(tmp_path), "--json"]) == 0
    run = trained()
    result = json.loads(capsys.readouterr().out)
    assert result["test_rmse"] == pytest.approx(rmse(run, "test")) and result["target"] == "price"
    assert main(["train", str(file), "--epochs", "60", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "(of the scaled target)" in said and "test root mean square error of price" in said


def test_a_copy_of_a_run_answers_in_units() -> None:
    run = trained()
    other = replace(run.experiment).start(theta=run.params.theta)
    np.testing.assert_array_equal(other.predict(run.split.test.points), run.predict(run.split.test.points))
