"""The trained network answers the same in PyTorch: exports are run by a Python that has it, all at once."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.table import Table
from nnplay.run import Run
from nnplay.share.learnt import learnt
from nnplay.share.models import pytorch
from scripts.pytorch import HINT, find
from tests.share.varied import POINTS, VARIED, agree, of_data_set, trained

X = np.random.default_rng(5).normal(size=(60, 2)) * (30, 4) + (100, 20)
PRICES = Table(("size", "age"), X, 2000 * X[:, 0] - 900 * X[:, 1] + 50_000, target="price")

RUNS: dict[str, Callable[[], Run]] = {
    **{f"varied {number}": lambda experiment=experiment: trained(experiment)  # type: ignore[misc]
       for number, experiment in enumerate(VARIED)},
    **{f"{data} {'standardized' if standardize else 'as it is'}":
       lambda data=data, standardize=standardize: of_data_set(data, standardize)  # type: ignore[misc]
       for data in DATA_SETS for standardize in (False, True)},
    **{f"prices {number}": lambda changes=changes: trained(Experiment(table=PRICES, **changes))  # type: ignore[misc]
       for number, changes in enumerate(({}, {"activation": "sine"}, {"bias": False}, {"head": "tanh"},
                                         {"standardize": False}))},
}


def points_of(run: Run) -> np.ndarray:
    return POINTS if run.experiment.source.planar and run.experiment.table is None else run.split.train.points[:20]


@pytest.fixture(scope="module")
def python() -> str:
    path = find()
    if path is None:
        pytest.skip(HINT)
    return path


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {name: make() for name, make in RUNS.items()}


@pytest.fixture(scope="module")
def answered(python: str, runs: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every export with its points into a folder, and let PyTorch answer them there."""
    folder = tmp_path_factory.mktemp("exports")
    for name, run in runs.items():
        (folder / f"{name}.py").write_text(pytorch(learnt(run)), encoding="utf-8")
        np.save(folder / f"{name}.points.npy", points_of(run))
    done = subprocess.run([python, Path(__file__).with_name("answer.py"), folder], capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", RUNS)
def test_pytorch_answers_the_same(name: str, answered: Path, runs: dict[str, Run]) -> None:
    error = answered / f"{name}.error"
    assert not error.exists(), error.read_text(encoding="utf-8")
    agree(np.load(answered / f"{name}.answers.npy"), runs[name], points_of(runs[name]))


def test_an_export_is_a_program_that_answers_two_samples(python: str, answered: Path, runs: dict[str, Run]) -> None:
    done = subprocess.run([python, "varied 0.py"], cwd=answered, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr
    run = runs["varied 0"]
    printed = np.array([float(word) for word in done.stdout.translate(str.maketrans("[]", "  ")).split()])
    np.testing.assert_allclose(printed, run.predict(run.split.train.points[:2])[:, 0], atol=1e-7)


def test_what_is_trained_can_show_a_fault() -> None:
    """Weights alone, or inputs as they come, would give other answers: a copy that leaves them out is seen."""
    run = of_data_set("wine", True)
    assert all(np.abs(b).min() > 1e-6 for _, b in run.weights if b is not None)
    assert np.abs(np.asarray(run.inputs.mean)).min() > 0.1
