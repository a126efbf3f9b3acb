"""The exported script and notebook train as the engine does, with NumPy alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.share.script import script, script_notebook
from tests.share.strategies import FIRST, experiments

EPOCHS = 5


def printed(code: str, folder: Path) -> np.ndarray:
    """Run a script where nnplay cannot be imported and return what it printed: epochs and losses (R, 3)."""
    (folder / "script.py").write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", "-W", "ignore::RuntimeWarning", "script.py"], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return np.array([[float(number) for number in line.split()] for line in done.stdout.splitlines()[1:]])


def computed(experiment: Experiment, epochs: int = EPOCHS) -> np.ndarray:
    run = experiment.start()
    run.advance(epochs=epochs)
    return run.history[["epoch", "train_loss", "test_loss"]].to_numpy()


def agree(experiment: Experiment, folder: Path) -> None:
    expected = computed(experiment)
    np.testing.assert_allclose(printed(script(experiment, EPOCHS), folder)[: len(expected)], expected, rtol=1e-12)


VARIED = [
    *(Experiment(data=key, samples=60) for key in FIRST),
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


@pytest.mark.parametrize("experiment", VARIED, ids=lambda experiment: experiment and str(hash(experiment))[-6:])
def test_the_script_prints_the_engines_losses(experiment: Experiment, tmp_path: Path) -> None:
    agree(experiment, tmp_path)


@given(experiments(most_layers=3, most_units=5, first=True))
@settings(max_examples=25)
def test_the_script_of_any_experiment_prints_the_engines_losses(experiment: Experiment) -> None:
    experiment = experiment.with_(samples=None if DATA_SETS[experiment.data].fixed else min(experiment.samples, 50),
                                  lr=min(experiment.lr, 0.1), stop=())
    assume(experiment.start().advance(epochs=EPOCHS) and np.isfinite(computed(experiment)[:, 1]).all())
    with tempfile.TemporaryDirectory() as folder:
        agree(experiment, Path(folder))


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
