"""The exported script and notebook train as the engine does, with NumPy alone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.drawn import Drawn, Paper
from nnplay.data.table import Table
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.share import code_data
from nnplay.share.code_training import Beginning
from nnplay.share.script import script, script_notebook
from nnplay.ui.player import Player
from nnplay.ui.share import beginning
from tests.share.strategies import experiments

EPOCHS = 5


def printed(code: str, folder: Path) -> np.ndarray:
    """Run a script where nnplay cannot be imported and return what it printed: epochs and losses (R, 3)."""
    (folder / "script.py").write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", "-W", "ignore::RuntimeWarning", "script.py"], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return np.array([[float(number) for number in line.split()] for line in done.stdout.splitlines()[1:]
                     if line[0].isdigit()])


def told(code: str) -> np.ndarray:
    """Run a script in this process and return what it printed: epochs and losses (R, 3)."""
    assert "import nnplay" not in code and "from nnplay import" not in code
    said = io.StringIO()
    with redirect_stdout(said), np.errstate(all="ignore"):
        exec(compile(code, "script", "exec"), {"__name__": "__main__"})
    return np.array([[float(number) for number in line.split()] for line in said.getvalue().splitlines()[1:]
                     if line[0].isdigit()])


def computed(experiment: Experiment, epochs: int = EPOCHS) -> np.ndarray:
    run = experiment.start()
    run.advance(epochs=epochs)
    return run.history[["epoch", "train_loss", "test_loss"]].to_numpy()


VARIED = [
    *(Experiment(activation=key, samples=60) for key in ACTIVATIONS),
    *(Experiment(loss=key, head=head, samples=60) for key, entry in LOSSES.items() for head in entry.heads),
    *(Experiment(init=key, hidden=(3, 4), samples=60) for key in INITIALIZERS),
    *(Experiment(optimizer=key, lr=entry.lr, batch=0 if entry.full_batch else 7, samples=60)
      for key, entry in OPTIMIZERS.items()),
    *(Experiment(schedule=key, samples=60) for key in SCHEDULES),
    *(Experiment(regularization={key: 0.1}, samples=60) for key in ("l1", "l2", "weight_decay", "dropout")),
    Experiment(hidden=(), samples=60),
    Experiment(bias=False, regularization={"l1": 0.001, "l2": 0.01, "weight_decay": 0.1}, samples=60),
    Experiment(activation="step", schedule="step", knobs={"step.every": 2}, samples=60),
    Experiment(clip="norm", knobs={"norm.limit": 0.1}, samples=60),
    Experiment(clip="value", knobs={"value.limit": 0.1}, samples=60),
    Experiment(dtype="float32", regularization={"l2": 0.01, "dropout": 0.2}, samples=60),
    Experiment(data="spiral", inputs=("x1", "x1_squared", "x1_x2", "sin_x2"), hidden=(8, 8), noise=10,
               activation=("leaky_relu", "sine"), knobs={"leaky_relu.slope": 0.2, "sine.frequency": 2}, test_share=0),
    Experiment(data="xor", samples=60, noise=20, balance=30, wrong_labels=15, split_seed=7),
    Experiment(data="spiral", samples=60, balance=80, data_seed=9, head="softmax", loss="cross_entropy"),
]


@pytest.mark.parametrize("experiment", VARIED, ids=range(len(VARIED)))
def test_the_script_prints_the_engines_losses(experiment: Experiment) -> None:
    expected = computed(experiment)
    np.testing.assert_allclose(told(script(experiment, EPOCHS))[: len(expected)], expected, rtol=1e-12)


def test_the_script_runs_by_itself(tmp_path: Path) -> None:
    experiment = Experiment(data="wine", stop={"accuracy": 0.99})
    np.testing.assert_allclose(printed(script(experiment, EPOCHS), tmp_path), computed(experiment), rtol=1e-12)


TABLE = Table(("width", "width", '""" \\ # '), np.random.default_rng(0).normal(size=(40, 3)),
              np.arange(40.0) % 3, ("a", "b", "c"), "kind")
PAPER = Paper(classes=("red", "blue"))
DRAWN = Drawn(("x1", "x2"), PAPER.places(np.arange(0, 6000, 150)), np.arange(40.0) % 2, PAPER.classes, paper=PAPER,
              test=np.arange(40) % 5 == 0)
BROUGHT = [
    Experiment(table=TABLE, head="softmax", loss="cross_entropy"), Experiment(table=TABLE, inputs=("c3", "c1")),
    Experiment(table=Table(("a",), TABLE.inputs[:, :1], TABLE.inputs[:, 1])), Experiment(table=DRAWN),
    Experiment(table=DRAWN, test_share=20, split_seed=4),
    Experiment(data="above_formula", formula="sin(2 x) + |x| / 3", samples=60, balance=40, wrong_labels=10),
    Experiment(data="formula_curve", formula="x^2 / 9 - 1", samples=60, noise=10),
]


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("data", DATA_SETS)
def test_the_data_of_every_set_come_along(data: str, standardize: bool) -> None:
    entry = DATA_SETS[data]
    experiment = Experiment(data=data, samples=None if entry.fixed else 60, standardize=standardize, noise=5)
    expected = computed(experiment, 2)
    np.testing.assert_allclose(told(script(experiment, 2)), expected, rtol=1e-12)


@pytest.mark.parametrize("experiment", BROUGHT, ids=range(len(BROUGHT)))
def test_tables_and_drawn_points_come_along(experiment: Experiment) -> None:
    np.testing.assert_allclose(told(script(experiment, EPOCHS)), computed(experiment), rtol=1e-12)


def test_the_only_table_that_cannot_come_along_is_a_very_large_one() -> None:
    large = Experiment(table=Table(tuple(map(str, range(40))), np.zeros((10_000, 40)), np.arange(10_000.0)))
    assert code_data.why_not(large).startswith("A script would hold the 410,000 numbers")
    with pytest.raises(ValueError, match="410,000"):
        script(large, 1)
    assert not any(code_data.why_not(Experiment(data=data)) for data in DATA_SETS)


@pytest.mark.parametrize("frozen", [(1,), (1, 3), (1, 2, 3)])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adamw"])
def test_frozen_layers_stay_as_they_are(frozen: tuple[int, ...], optimizer: str) -> None:
    experiment = Experiment(samples=60, frozen=frozen, optimizer=optimizer, clip="norm", batch=7,
                            regularization={"l2": 0.01, "weight_decay": 0.1})
    np.testing.assert_allclose(told(script(experiment, EPOCHS)), computed(experiment), rtol=1e-12)


@pytest.mark.parametrize(("data", "stop"), [
    ("gauss", {"loss": 0.05}), ("gauss", {"accuracy": 0.97}), ("iris", {"accuracy": 0.8, "epoch": 200}),
    ("plane", {"plateau": 3, "accuracy": 0.5, "epoch": 30}), ("xor", {"early": 2, "epoch": 40}),
    ("circle", {"epoch": 4, "loss": 0.001}), ("parity_3", {"early": 2, "epoch": 6}), ("blobs", {"accuracy": 0.9}),
    ("moons", {"plateau": 2}), ("moons", {"early": 2}),
])
@pytest.mark.parametrize("step", [0, 7])
def test_the_script_stops_by_the_same_rules(data: str, stop: dict[str, float], step: int) -> None:
    experiment = Experiment(data=data, samples=None if DATA_SETS[data].fixed else 80, stop=stop,
                            lr=1e-5 if data == "moons" else 0.1)
    if DATA_SETS[data].classes > 2:
        experiment = experiment.with_(head="softmax", loss="cross_entropy")
    run = experiment.start(theta=experiment.start().params.theta[0], step=step)
    run.advance(epochs=150)
    assert run.stopped
    code = script(experiment, 150, Beginning(run.start.theta[0].tolist(), step))
    epoch, train_loss, _ = told(code)[-1]
    assert epoch == run.epoch
    np.testing.assert_allclose(train_loss, run.loss.train, rtol=1e-12)


@pytest.mark.parametrize("dropout", [0, 0.3])
@pytest.mark.parametrize("step", [0, 3, 8, 14])
def test_the_script_begins_with_given_weights_at_a_step(step: int, dropout: float) -> None:
    experiment = Experiment(samples=80, batch=7, optimizer="adam", schedule="step", knobs={"step.every": 2},
                            regularization={"dropout": dropout})
    theta = np.random.default_rng(1).normal(size=experiment.net.size)
    run = experiment.start(theta=theta, step=step)
    run.advance(epochs=4)
    expected = run.history[["epoch", "train_loss", "test_loss"]].to_numpy()
    found = told(script(experiment, run.epoch, Beginning(theta.tolist(), step)))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_script_of_a_page_begins_where_its_run_began() -> None:
    player = Player(Experiment(samples=60, optimizer="momentum"))
    assert beginning(player) == Beginning()
    player.set_parameter(2, -0.7)
    player.step("epoch")
    moment = replace(player.here(), step=5)
    for step in (0, 5):
        if step:
            player.open(moment)
        player.step("epoch")
        player.step("epoch")
        run = player.run
        found = told(script(run.experiment, run.epoch, beginning(player)))[-1]
        np.testing.assert_allclose(found, [run.epoch, run.loss.train, run.loss.test], rtol=1e-12)


@given(experiments(most_layers=3, most_units=5))
@settings(max_examples=40)
def test_the_script_of_any_experiment_prints_the_engines_losses(experiment: Experiment) -> None:
    fixed = DATA_SETS[experiment.data].fixed
    assume(not fixed or experiment.samples < 200)
    experiment = experiment.with_(samples=None if fixed else min(experiment.samples, 50), lr=min(experiment.lr, 0.1))
    expected = computed(experiment)
    assume(np.isfinite(expected[:, 1]).all())
    np.testing.assert_allclose(told(script(experiment, EPOCHS))[: len(expected)], expected, rtol=1e-12)


def test_a_script_holds_only_what_the_experiment_uses() -> None:
    code = script(Experiment(), 100)
    assert len(code.splitlines()) < 180
    for other in ("relu", "adam", "dropout", "is_weight", "clip", "nnplay."):
        assert other not in code.lower().replace("from nnplay.", "")


def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    experiment = Experiment(data="xor", samples=60, optimizer="adam", regularization={"dropout": 0.2})
    cells = json.loads(script_notebook(experiment, EPOCHS))["cells"]
    code = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    np.testing.assert_allclose(printed(code, tmp_path), computed(experiment), rtol=1e-12)
