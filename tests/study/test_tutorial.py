"""The tutorial's network, and what is said about it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnplay.share.notebook import tutorial_notebook
from nnplay.study.failures import outcome
from nnplay.study.listing import SOURCE, lines_of
from nnplay.study.starts import TABLE_X, TABLE_Y, Starts, engine_starts, tutorial_starts
from nnplay.study.tutorial import NeuralNetwork, sigmoid, sigmoid_derivative


@pytest.fixture(scope="module")
def long() -> Starts:
    return tutorial_starts(10000)


def test_fifty_of_sixty_starts_are_right_after_1500_iterations_and_58_after_10000(long: Starts) -> None:
    counts = long.right.sum(axis=1)
    # Swinging networks blow up the last digit, which differs from one BLAS to another: right at hand, 50.
    assert 46 <= counts[1499] <= 58
    assert counts[9999] == 58
    assert np.flatnonzero(~long.right[-1]).tolist() == [41, 48]


def test_a_stack_of_networks_does_bit_for_bit_what_each_does_alone() -> None:
    together = tutorial_starts(400, 5)
    for seed in range(5):
        alone = NeuralNetwork(TABLE_X, TABLE_Y, seed)
        alone.train(400)
        np.testing.assert_array_equal(together.outputs[-1, seed], alone.output[:, 0])


def test_the_engine_makes_the_tutorials_steps_with_learning_rate_2() -> None:
    np.testing.assert_allclose(engine_starts(150).outputs, tutorial_starts(150).outputs, rtol=0, atol=1e-10)


def test_an_update_is_twice_the_gradient_of_the_loss() -> None:
    network = NeuralNetwork(TABLE_X, TABLE_Y, 3)
    before = network.W1.copy()
    width, losses = 1e-6, []
    for sign in (1, -1):
        network.W1 = before + np.array([[sign * width, 0], [0, 0]])
        network.feedforward()
        losses.append(network.loss())
    network.W1 = before.copy()
    network.feedforward()
    network.backprop()
    slope = (losses[0] - losses[1]) / (2 * width)
    assert (network.W1 - before)[0, 0] / slope == pytest.approx(-2, rel=1e-6)


def test_with_biases_every_start_is_right_in_the_end() -> None:
    right = engine_starts(10000, bias=True).right.sum(axis=1)
    assert right[-1] == 60


def test_the_derivative_takes_the_output() -> None:
    z, h = 0.7, 1e-6
    assert sigmoid_derivative(sigmoid(z)) == pytest.approx((sigmoid(z + h) - sigmoid(z - h)) / (2 * h), rel=1e-8)


def test_a_stuck_start_is_told_from_one_that_swings(long: Starts) -> None:
    stuck = outcome(long, 41)
    assert stuck.kind == "stuck"
    assert set(stuck.alike) == {1, 3}
    assert stuck.distance < 0.05
    assert outcome(long, 0).kind == "right"
    short = tutorial_starts(1500)
    failed = np.flatnonzero(~short.right[-1])
    assert {outcome(short, int(start)).kind for start in failed} >= {"stuck", "swings"}


def test_the_gradient_told_is_that_of_the_loss(long: Starts) -> None:
    found = outcome(long, 41)
    network, slopes, h = NeuralNetwork(TABLE_X, TABLE_Y), [], 1e-6
    network.W1, network.W2 = found.W1.copy(), found.W2.copy()
    for W in (network.W1, network.W2):
        for place in np.ndindex(W.shape):
            ends = []
            for step in (h, -h):
                W[place] += step
                network.feedforward()
                ends.append(network.loss())
                W[place] -= step
            slopes.append((ends[0] - ends[1]) / (2 * h))
    assert found.gradient == pytest.approx(np.linalg.norm(slopes), rel=1e-4)


@pytest.mark.parametrize(("change", "kind"), [
    ({"right": True}, "right"), ({}, "stuck"), ({"loss_range": (0.1, 0.12)}, "stuck"),
    ({"loss_range": (0.1, 0.12), "right_lately": 0.3}, "swings"),
    ({"loss_range": (0.1, 0.12), "distance": 0.2}, "swings"),
    ({"loss_range": (0.1, 0.105), "right_lately": 0.3, "gradient": 0.02}, "slow"), ({"gradient": 0.02}, "slow"),
])
def test_what_is_the_matter_is_told_by_its_numbers(long: Starts, change: dict[str, Any], kind: str) -> None:
    found = replace(outcome(long, 41), right=False,
                    loss_range=(0.1, 0.1), right_lately=0.0, distance=0.05, gradient=0.0)
    assert replace(found, **change).kind == kind


def test_the_code_stays_a_page_long_and_its_lines_are_found() -> None:
    assert len(SOURCE.splitlines()) <= 45
    lines = SOURCE.splitlines()
    assert lines[min(lines_of(["backprop"])) - 1].strip().startswith("def backprop")
    assert len(lines_of(["NeuralNetwork"])) == 1
    with pytest.raises(KeyError, match="nothing"):
        lines_of(["nothing"])


def test_the_file_runs_by_itself_and_learns(tmp_path: object) -> None:
    done = subprocess.run([sys.executable, "-c", SOURCE], capture_output=True, text=True, check=True)
    assert float(done.stdout.split()[-1]) < 0.1


def test_the_notebook_is_valid_and_runs_from_top_to_bottom(capsys: pytest.CaptureFixture[str]) -> None:
    book = json.loads(tutorial_notebook(SOURCE))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    names: dict[str, object] = {"__name__": "notebook"}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]).replace("range(60)", "range(2)"), names)
    assert "of 60 are right" in capsys.readouterr().out
