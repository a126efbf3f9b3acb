"""Links of TensorFlow Playground become the same experiment, and what differs is said."""

from __future__ import annotations

import pytest

from nnplay import Experiment
from nnplay.share import pasted, tfplayground
from nnplay.share.lesson import THEIRS
from nnplay.share.opening import Opening

# As its address bar shows it for a spiral with settings changed; the fragment has every key of its state.
LINK = ("https://playground.tensorflow.org/#activation=relu&regularization=L2&batchSize=30&dataset=spiral"
        "&regDataset=reg-plane&learningRate=0.1&regularizationRate=0.003&noise=25&networkShape=8,6,4&seed=0.46923"
        "&showTestData=false&discretize=false&percTrainData=70&x=true&y=true&xTimesY=true&xSquared=false"
        "&ySquared=false&cosX=false&sinX=true&cosY=false&sinY=false&collectStats=false&problem=classification"
        "&initZero=false&hideText=false")


def test_a_whole_link_becomes_the_same_experiment() -> None:
    opened, remarks = pasted.read(LINK)
    experiment = opened.experiment
    assert experiment == Experiment(
        data="spiral", noise=25, test_share=30, data_seed=46923, inputs=("x1", "x2", "x1_x2", "sin_x1"),
        hidden=(8, 6, 4), activation="relu", head="tanh", loss="half_mse", init="uniform_half", seed=46923,
        optimizer="sgd", lr=0.1, batch=30, regularization={"l2": 0.003})
    assert remarks == [tfplayground.RANDOM]


def test_what_a_link_does_not_mention_has_its_defaults_which_are_ours() -> None:
    assert pasted.read("https://playground.tensorflow.org/#dataset=circle")[0] == Opening(Experiment())


def test_a_regression_has_its_own_data_and_a_linear_output() -> None:
    opened, _ = pasted.read("#problem=regression&regDataset=reg-gauss&dataset=xor&networkShape=")
    experiment = opened.experiment
    assert (experiment.data, experiment.head, experiment.hidden, experiment.samples) == ("bumps", "identity", (), 1200)
    assert pasted.read("#problem=regression")[0].experiment.data == "plane"


def test_hard_classes_stay_hard_classes() -> None:
    opened, remarks = pasted.read("#dataset=xor&discretize=true&showTestData=false")
    assert opened.view == ("notest", "classes")
    assert not any("discretize" in remark for remark in remarks)


def test_zero_weights_are_zero_weights() -> None:
    assert pasted.read("#initZero=true&dataset=gauss")[0].experiment == Experiment(data="gauss", init="zeros")


@pytest.mark.parametrize(("query", "said"), [
    ("regularization=L1&regularizationRate=0.01", "for good when L1"),
    ("dataset=xor&hideText=true&cow_hide=true", "left out: hideText, cow_hide."),
    ("dataset=xor&cosX=true", "no input cosX"),
    ("dataset=swiss", "unknown dataset 'swiss'; circle is used instead."),
    ("dataset=xor&x=yes", "x must be true or false, got 'yes'"),
    ("dataset=xor&x=false&y=false", "at least one input"),
    ("dataset=xor&batchSize=none", "batch must be a number, got 'none'; batch is 10 instead."),
    ("dataset=xor&percTrainData=most", "test must be a number, got 'most'; test is 50 instead."),
    ("dataset=xor&flavour=vanilla", "unknown settings are left out: flavour."),
])
def test_what_is_different_here_is_said(query: str, said: str) -> None:
    _, remarks = pasted.read(f"https://playground.tensorflow.org/#{query}")
    assert any(said in remark for remark in remarks), remarks


OTHER = {
    "activation": "sigmoid", "regularization": "L1&regularizationRate=0.1", "batchSize": "7", "dataset": "gauss",
    "regDataset": "reg-gauss&problem=regression", "learningRate": "0.3", "regularizationRate": "0.1&regularization=L2",
    "noise": "15", "networkShape": "3", "seed": "0.7", "showTestData": "true&showTestData=false", "discretize": "true",
    "percTrainData": "80", "x": "false", "y": "false", "xTimesY": "true", "xSquared": "true", "ySquared": "true",
    "cosX": "true", "sinX": "true", "cosY": "true", "sinY": "true", "collectStats": "true", "problem": "regression",
    "initZero": "true", "hideText": "true", "tutorial": "first",
}


@pytest.mark.parametrize("key", sorted({*tfplayground.KEYS, *OTHER}))
def test_every_key_of_its_state_matters_or_is_named(key: str) -> None:
    opened, remarks = pasted.read(f"#dataset=xor&{key}={OTHER[key]}")
    assert opened != pasted.read("#dataset=xor")[0] or any(key in remark for remark in remarks[1:])


@pytest.mark.parametrize("key", sorted(THEIRS))
def test_every_part_it_hides_is_hidden(key: str) -> None:
    assert pasted.read(f"#dataset=xor&{key}=true")[0].hide == (THEIRS[key],)


def test_our_links_are_not_taken_for_theirs() -> None:
    assert pasted.read("https://x/?v=1&noise=5&seed=3&activation=relu")[0].experiment.noise == 5
    assert pasted.read("noise=5&seed=3")[0].experiment == Experiment(noise=5, seed=3)


def test_what_a_teacher_has_hidden_there_is_hidden_here() -> None:
    opened, remarks = pasted.read("#dataset=xor&playButton_hide=true&noise_hide=true&batchSize_hide=false"
                                  "&regularizationRate_hide=true&showTestData=false")
    assert (opened.hide, opened.view) == (("noise", "regularization", "play"), ("notest",))
    assert remarks == [tfplayground.RANDOM]
