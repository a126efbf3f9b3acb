"""The command line computes what the engine and the page compute, and says by its exit code how it went."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nnplay
from nnplay import Experiment
from nnplay.cli.command import DIVERGED, DONE, REFUSED, REGISTRIES, main
from nnplay.share import document, link, opening

SMALL = Experiment(data="xor", samples=60, hidden=(3,), optimizer="adam", lr=0.01, seed=3)


def test_a_file_is_trained_with_the_engines_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "experiment.json"
    source.write_text(document.write(SMALL), encoding="utf-8")
    assert main(["train", str(source), "--epochs", "7", "--out", str(tmp_path), "--json"]) == DONE
    run = SMALL.start()
    run.advance(epochs=7)
    result = json.loads(capsys.readouterr().out)
    assert (result["epoch"], result["step"], result["train_loss"]) == (7, run.step, run.loss.train)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "history.csv"), run.history)
    learnt = document.read((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert (learnt.experiment, learnt.epoch) == (SMALL, 7)
    for (W, b), layer in zip(learnt.weights or (), run.weights, strict=True):
        np.testing.assert_array_equal(W, layer.W)
        np.testing.assert_array_equal(b, layer.b)


def test_a_link_is_trained_for_as_long_as_its_rules_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = link.address("http://localhost:8501/", SMALL.with_(stop={"epoch": 4}))
    assert main(["train", "--link", url, "--seed", "9", "--out", str(tmp_path), "--json"]) == DONE
    result = json.loads(capsys.readouterr().out)
    run = SMALL.with_(seed=9).start()
    run.advance(epochs=4)
    assert (result["epoch"], result["test_loss"]) == (4, run.loss.test)
    assert "epoch 4" in result["stopped"]


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_weights_go_in_and_out_of_files(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = link.address("http://localhost:8501/", SMALL)
    assert main(["train", "--link", url, "--epochs", "3", "--npz", "--out", str(tmp_path)]) == DONE
    assert "weights.npz" in capsys.readouterr().out
    again = ["train", "--weights", str(tmp_path / f"weights.{ending}"), "--epochs", "2", "--json"]
    assert main([*again, "--out", str(tmp_path / "on")]) == DONE
    first = SMALL.start()
    first.advance(epochs=3)
    run = SMALL.start(theta=first.params.theta[0])
    run.advance(epochs=2)
    assert json.loads(capsys.readouterr().out)["train_loss"] == run.loss.train
    assert main([*again, "--link", "?v=1&hidden=7", "--out", str(tmp_path)]) == REFUSED
    assert "holds weights of a network (2, 3, 1), the experiment has (2, 7, 1)" in capsys.readouterr().err


def test_a_link_to_a_moment_is_trained_to_that_moment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from nnplay.ui.player import Player

    player = Player(SMALL)
    for unit in ("epoch", "epoch", "batch"):
        player.step(unit)
    straight = opening.address("http://localhost:8501/", player.here())
    player.set_parameter(0, 0.5)
    by_hand = opening.address("http://localhost:8501/", player.here())
    for url in (straight, by_hand):
        assert main(["train", "--link", url, "--json", "--out", str(tmp_path)]) == DONE
        result = json.loads(capsys.readouterr().out)
        assert (result["epoch"], result["step"]) == (2, 7)
    assert result["train_loss"] == player.run.loss.train
    assert main(["train", "--link", by_hand, "--epochs", "4", "--json", "--out", str(tmp_path)]) == DONE
    assert json.loads(capsys.readouterr().out)["epoch"] == 4


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["train", "--help"], ["show", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == DONE
    assert "--seed" not in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["train", "--sede", "1"])
    assert left.value.code == REFUSED


def test_the_numbers_are_those_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from nnplay.ui.player import Player

    player = Player(SMALL)
    for _ in range(5):
        player.step("epoch")
    url = link.address("http://localhost:8501/", SMALL)
    assert main(["train", "--link", url, "--epochs", "5", "--json", "--out", str(tmp_path)]) == DONE
    result = json.loads(capsys.readouterr().out)
    assert (result["train_loss"], result["test_loss"]) == (player.run.loss.train, player.run.loss.test)


def test_what_differs_in_a_link_is_said_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://playground.tensorflow.org/#dataset=gauss&noise=99"
    assert main(["train", "--link", url, "--epochs", "1", "--out", str(tmp_path)]) == DONE
    said = capsys.readouterr()
    assert "random numbers are not" in said.err and "noise must be" in said.err
    assert "epoch 1: train loss" in said.out


def test_a_run_that_diverges_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "?v=1&data=bumps&lr=1000&act=linear&hidden=8-8"
    assert main(["train", "--link", url, "--epochs", "50", "--out", str(tmp_path)]) == DIVERGED
    assert "diverged at step" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "said"), [
    (["train", "nowhere.json"], "nowhere.json"),
    (["train", "--link", "hello"], "no experiment in 'hello'"),
    (["train", "--seed", "-1"], "seed must be"),
    (["train", "--epochs", "-1"], "--epochs must be 0 or more"),
    (["train", "x.json", "--link", "?v=1"], "not both"),
])
def test_what_cannot_be_used_is_said_without_a_traceback(arguments: list[str], said: str, tmp_path: Path,
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--out", str(tmp_path)]) == REFUSED
    assert said in capsys.readouterr().err


def test_show_names_every_entry_and_every_knob(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == DONE
    text = capsys.readouterr().out
    assert main(["show", "--json"]) == DONE
    listed = json.loads(capsys.readouterr().out)
    for registry in REGISTRIES:
        assert [entry["key"] for entry in listed[registry.kind]] == list(registry)
        for key, entry in registry.items():
            assert entry.note in text
            assert all(f"{key}.{knob.name} = " in text for knob in entry.knobs)


def test_it_is_a_module_that_can_be_run(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "nnplay", "train", "--epochs", "1", "--out", str(tmp_path)],
                          cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == DONE, done.stderr
    assert done.stdout.startswith("epoch 1: train loss 0.")
    assert done.stderr == ""


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0 and capsys.readouterr().out == f"nnplay {nnplay.__version__}\n"


def test_strict_takes_any_remark_about_a_link_as_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = ["train", "--epochs", "1", "--json", "--out", str(tmp_path), "--link"]
    wrong, right = "http://localhost:8501/?v=1&data=spirl", "http://localhost:8501/?v=1&data=spiral"
    assert main([*train, wrong]) == DONE
    assert main([*train, wrong, "--strict"]) == REFUSED
    assert "Did you mean 'spiral'" in capsys.readouterr().err
    assert main([*train, right, "--strict"]) == DONE


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "experiment.json"
    source.write_text(document.write(SMALL), encoding="utf-8-sig")
    assert main(["train", str(source), "--epochs", "1", "--json", "--out", str(tmp_path)]) == DONE
    weights = tmp_path / "weights.json"
    weights.write_text(weights.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert main(["train", "--weights", str(weights), "--epochs", "1", "--json", "--out", str(tmp_path)]) == DONE


def test_numbers_that_are_not_finite_are_null_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "experiment.json"
    source.write_text(document.write(SMALL.with_(test_share=0, optimizer="sgd", lr=1000, loss="mse", head="identity")),
                      encoding="utf-8")
    assert main(["train", str(source), "--epochs", "300", "--json", "--out", str(tmp_path)]) == DIVERGED

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    result = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert result["test_loss"] is None and result["train_loss"] is not None and "no longer finite" in result["diverged"]
