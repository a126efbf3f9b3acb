"""Links: every experiment comes back from its link, and no link whatever does harm."""

from __future__ import annotations

import base64
import dataclasses
import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.slice import USUAL, Slice
from nnplay.engine.registry import Registry
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.share import link, opening, pasted, points, tables, tfplayground
from nnplay.share.lesson import CONTROLS, THEIRS, VIEWS
from nnplay.share.opening import Opening
from nnplay.share.packed import MAX_TEXT, pack, pack_bytes, pack_text, unpack
from tests.share.strategies import experiments

OLD_LINKS = Path(__file__).parents[1] / "data" / "links.txt"

# What each line of tests/data/links.txt meant when it was written. A new version adds a line; none is ever changed.
MEANT: list[dict[str, Any]] = [
    dict(data="circle", samples=500, noise=0, test_share=50, data_seed=0, inputs=("x1", "x2"), hidden=(4, 2),
         activation=("tanh", "tanh"), bias=True, head="tanh", loss="half_mse", init="uniform_half", seed=0,
         optimizer="sgd", lr=0.03, batch=10, schedule="constant", clip="none", dtype="float64"),
    dict(data="spiral", samples=600, noise=12.5, test_share=30, data_seed=7, inputs=("x1", "x2", "sin_x1", "sin_x2"),
         hidden=(8, 8, 3), activation=("relu", "tanh", "sine"), bias=False, head="sigmoid", loss="cross_entropy",
         init="glorot_uniform", seed=11, optimizer="adam", lr=0.003, batch=32, schedule="cosine", clip="norm",
         dtype="float32", regularization={"l2": 0.001, "dropout": 0.1}, stop={"epoch": 100, "loss": 0.01},
         knobs={"adam.beta1": 0.8, "cosine.epochs": 300, "sine.frequency": 2.5, "norm.limit": 0.5}),
    dict(data="xor", hidden=(1,), step=12, theta=(0.5, -1.5, 0.1, 2.0, 1e-300), hide=("noise", "play"),
         view=("log", "notest")),
    dict(data="moons", samples=5000, balance=12.5, wrong_labels=20, split_seed=3, test_share=40, data_seed=0),
]


@given(experiments())
@settings(max_examples=300)
def test_an_experiment_comes_back_from_its_link(experiment: Experiment) -> None:
    params = link.write(experiment)
    assert link.read(params) == (experiment, [])
    assert pasted.read(link.address("https://nnplay.example/app?old=1#there", experiment)) == (Opening(experiment), [])
    assert all(len(text) <= link.MAX_LENGTH for text in params.values())


def test_the_usual_experiment_has_a_link_of_its_version_alone() -> None:
    assert link.write(Experiment()) == {"v": "1"}


def test_a_link_can_be_read_by_people() -> None:
    experiment = Experiment(data="spiral", hidden=(8, 4), activation=("relu", "tanh"), optimizer="adam", lr=0.01,
                            regularization={"l2": 0.001}, stop={"epoch": 100}, knobs={"adam.beta1": 0.8}, bias=False)
    assert link.address("http://localhost:8501/", experiment) == (
        "http://localhost:8501/?v=1&data=spiral&hidden=8-4&act=relu-tanh&bias=0&optimizer=adam&lr=0.01"
        "&l2=0.001&stop.epoch=100&adam.beta1=0.8")


@pytest.mark.parametrize(("line", "meant"),
                         list(zip(OLD_LINKS.read_text(encoding="utf-8").splitlines(), MEANT, strict=True)))
def test_a_link_of_an_older_version_means_what_it_meant(line: str, meant: dict[str, Any]) -> None:
    opened = {name: meant[name] for name in ("step", "theta", "hide", "view") if name in meant}
    experiment = Experiment(**{name: value for name, value in meant.items() if name not in opened})
    assert pasted.read(line) == (Opening(experiment, **opened), [])


def test_no_two_settings_share_a_key() -> None:
    names = [*link.KEYS, *REGULARIZERS, *opening.READERS, "v", "embed", "embed_options"]
    assert len(names) == len(set(names))


def test_every_field_of_an_experiment_is_in_its_link() -> None:
    assert {item.name for item in dataclasses.fields(Experiment)} == {
        *link.KEYS.values(), *link.NAMED_NUMBERS, link.NOT_WRITTEN}


@pytest.mark.parametrize(("params", "field", "used", "warning"), [
    ({"data": "spirl"}, "data", "circle", "unknown data set 'spirl'. Did you mean 'spiral'?; data is circle instead."),
    ({"noise": "51"}, "noise", 0, "noise must be a number from 0 to 50, got 51; noise is 0 instead."),
    ({"noise": "1e999"}, "noise", 0, "noise must be a number from 0 to 50, got inf; noise is 0 instead."),
    ({"lr": "nan"}, "lr", 0.03, "lr must be a number, got 'nan'; lr is 0.03 instead."),
    ({"lr": "０.1"}, "lr", 0.03, "lr must be a number, got '０.1'; lr is 0.03 instead."),
    ({"batch": "2.5"}, "batch", 10, "batch must be a whole number from 0 to 5,000, got 2.5; batch is 10 instead."),
    ({"test": "95"}, "test_share", 50, "test_share must be a number from 0 to 90, got 95; test is 50 instead."),
    ({"hidden": "4-x"}, "hidden", (4, 2), "hidden must be whole numbers like 4-2, got 'x'; hidden is 4-2 instead."),
    ({"hidden": "-4"}, "hidden", (4, 2), "hidden must be whole numbers like 4-2, got ''; hidden is 4-2 instead."),
    ({"hidden": "999"}, "hidden", (4, 2),
     "hidden may have up to 20 layers of 256 units, got '999'; hidden is 4-2 instead."),
    ({"act": "relu-tanh-elu"}, "activation", ("tanh", "tanh"),
     "3 activations for 2 hidden layers: give one, or one per layer; act is tanh instead."),
    ({"bias": "no"}, "bias", True, "bias must be 0 or 1, got 'no'; bias is 1 instead."),
    ({"loss": "cross_entropy"}, "head", "sigmoid",
     "loss 'cross_entropy' goes with the heads sigmoid, softmax, got 'tanh'; head is sigmoid instead."),
    ({"loss": "cross_entropy", "head": "identity"}, "loss", "half_mse",
     "loss 'cross_entropy' goes with the heads sigmoid, softmax, got 'identity'; loss is half_mse instead."),
    ({"optimizer": "rprop"}, "batch", 0,
     "optimizer 'rprop' needs the full batch: batch must be 0, got 10; batch is 0 instead."),
    ({"optimizer": "rprop", "batch": "10"}, "optimizer", "sgd",
     "optimizer 'rprop' needs the full batch: batch must be 0, got 10; optimizer is sgd instead."),
    ({"l2": "11"}, "regularization", (), "l2.rate must be a number from 0 to 10, got 11; it was left out."),
    ({"adam.beta1": "0.5"}, "knobs", (), "'adam.beta1' tunes nothing that this experiment uses; it was left out."),
    ({"huber.delta": "99", "loss": "huber"}, "knobs", (),
     "huber.delta must be a number from 0.01 to 10, got 99; it was left out."),
    ({"hiden": "4"}, "hidden", (4, 2), "unknown setting 'hiden'. Did you mean 'hidden'?; it was left out."),
    ({"v": "9"}, "data", "circle", "the link is of version '9', read here as version 1."),
])
def test_what_cannot_be_used_is_named_with_what_is_used_instead(params: dict[str, str], field: str, used: Any,
                                                                warning: str) -> None:
    experiment, warnings = link.read(params)
    assert getattr(experiment, field) == used
    assert warnings == [warning]


def test_one_bad_setting_leaves_the_good_ones_alone() -> None:
    experiment, warnings = link.read({"data": "xor", "lr": "much", "hidden": "3", "optimizer": "adam", "noise": "-1"})
    assert experiment == Experiment(data="xor", hidden=(3,), optimizer="adam")
    assert len(warnings) == 2


def test_settings_that_need_each_other_are_taken_in_any_order() -> None:
    for params in ({"loss": "cross_entropy", "head": "softmax"}, {"head": "softmax", "loss": "cross_entropy"}):
        assert link.read(params) == (Experiment(head="softmax", loss="cross_entropy"), [])


def test_a_page_may_take_smaller_networks_only() -> None:
    experiment, (warning,) = link.read({"hidden": "200"}, layers=8, units=16)
    assert experiment == Experiment()
    assert "up to 8 layers of 16 units" in warning


def test_long_and_numerous_parameters_are_not_read() -> None:
    experiment, (warning,) = link.read({"hidden": "1-" * 100_000})
    assert experiment == Experiment() and "200,000 characters" in warning
    _, warnings = link.read({f"k{number}": "1" for number in range(100_000)})
    assert len(warnings) == link.MAX_WARNINGS + 1
    with pytest.raises(ValueError, match="at most 30,000"):
        pasted.read("v=1&" * 30_000)


def test_what_does_not_print_is_not_repeated() -> None:
    _, warnings = link.read({"data": "a\nb\x00\u202e<img src=x onerror=alert(1)>" * 10, "\n" * 500: "1"})
    assert all(warning.isprintable() and len(warning) < 400 for warning in warnings)


# Texts that are nearly right are more dangerous than noise: keys that exist, values of the wrong kind.
PARTS = st.sampled_from([*link.KEYS, *REGULARIZERS, *opening.READERS, *opening.READERS, "table", "table",
                         "v", "stop.epoch", "stop.", ".", "adam.beta1", "sine.frequency"])
VALUES = st.one_of(st.text(max_size=30), st.floats().map(str), st.integers().map(str),
                   st.lists(st.sampled_from(["tanh", "4", "x1", "0", "", "none", "relu", "play", "log"])).map("-".join),
                   st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(zlib.compress(raw)).decode()),
                   st.lists(st.floats(), max_size=20).map(lambda numbers: pack(np.array(numbers))),
                   st.recursive(st.none() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
                                | st.dictionaries(st.sampled_from(tables.PARTS), inner, max_size=6))
                   .map(lambda plain: pack_text(json.dumps(plain))),
                   st.binary(max_size=60).map(lambda raw: points.MARK + pack_bytes(raw)),
                   st.sampled_from(sorted({key for item in link.FIELDS.values() if "registry" in item.metadata
                                           for key in item.metadata["registry"]})))


def _harmless(opened: Opening, warnings: list[str]) -> None:
    experiment = opened.experiment
    assert isinstance(experiment, Experiment)
    assert 0 <= opened.step <= opening.MAX_STEP and {*opened.hide} <= {*CONTROLS} and {*opened.view} <= {*VIEWS}
    assert opened.theta is None or (len(opened.theta) == experiment.net.size and np.isfinite(opened.theta).all())
    assert len(warnings) <= link.MAX_WARNINGS + 8
    assert all(isinstance(each, str) and each.isprintable() and len(each) < 500 for each in warnings)
    assert opening.read(opening.write(opened)) == (opened, [])


@given(st.dictionaries(PARTS | st.text(max_size=20), VALUES, max_size=16))
@settings(max_examples=500)
def test_malformed_parameters_never_raise(params: dict[str, str]) -> None:
    """Ten links are made of what is drawn, 5,000 in all: drawing takes far longer than reading."""
    values = list(params.values())
    for turn in (0, 1):  # the second time every value is another key's
        pairs = list(zip(params, values[turn:] + values[:turn]))
        for part in (pairs, pairs[::2], pairs[1::2], pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :]):
            _harmless(*opening.read(dict(part), layers=8, units=16))


def _links(parts: tuple[str, list[tuple[str, str]]]) -> list[str]:
    start, pairs = parts
    return [start + "&".join(f"{key}={value}" for key, value in part) for part in (pairs, pairs[::2], pairs[1::2])]


@given(st.one_of(
    st.lists(st.text(max_size=200), min_size=3, max_size=3),
    st.tuples(st.sampled_from(["https://x/?", "https://playground.tensorflow.org/#", "?", "#", "http://[", ""]),
              st.lists(st.tuples(PARTS, VALUES), max_size=12)
              | st.lists(st.tuples(st.sampled_from([*tfplayground.KEYS, *THEIRS]), VALUES), max_size=12)).map(_links)))
@settings(max_examples=1000)
def test_malformed_links_raise_only_that_they_are_none(texts: list[str]) -> None:
    """Three links are made of what is drawn, 3,000 in all."""
    for text in texts:
        try:
            read = pasted.read(text)
        except ValueError as error:
            assert "there is no experiment in" in str(error)
        else:
            _harmless(*read)


@given(experiments(), st.lists(st.tuples(st.floats(0, 1), st.text(max_size=3), st.integers(0, 3)),
                               min_size=5, max_size=5))
@settings(max_examples=400)
def test_damaged_links_never_raise(experiment: Experiment, damages: list[tuple[float, str, int]]) -> None:
    """Each of 400 links is damaged in five ways: text is put in somewhere, and some that was there goes."""
    text = link.address("https://nnplay.example/", experiment)
    for where, put_in, gone in damages:
        at = round(where * len(text))
        try:
            read = pasted.read(text[:at] + put_in + text[at + gone:])
        except ValueError:
            continue
        _harmless(*read)


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    experiment = draw(experiments(most_layers=2, most_units=5))
    size = experiment.net.size
    theta = draw(st.none() | st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=size, max_size=size))
    hide, view = (draw(st.lists(st.sampled_from(list(known)), unique=True)) for known in (CONTROLS, VIEWS))
    return Opening(experiment, draw(st.integers(0, opening.MAX_STEP)), None if theta is None else tuple(theta),
                   tuple(key for key in CONTROLS if key in hide), tuple(key for key in VIEWS if key in view),
                   draw(slices(len(experiment.source.columns))))


def slices(columns: int) -> st.SearchStrategy[Slice]:
    if columns < 3:
        return st.just(USUAL)
    finite = st.floats(allow_nan=False, allow_infinity=False)
    return st.just(USUAL) | st.permutations(range(columns)).flatmap(lambda order: st.builds(
        Slice, st.just((order[0], order[1])), st.none() | st.integers(0, 5000),
        st.lists(finite, max_size=min(3, columns - 2)).map(lambda values: tuple(zip(order[2:], values)))))


@given(openings())
@settings(max_examples=200)
def test_a_moment_with_its_weights_comes_back_to_the_last_bit(opened: Opening) -> None:
    assert pasted.read(opening.address("https://nnplay.example/", opened)) == (opened, [])


def test_weights_beyond_a_bound_are_refused_in_words() -> None:
    rng = np.random.default_rng(0)
    assert len(pack(rng.standard_normal(1000))) <= MAX_TEXT
    with pytest.raises(ValueError, match=r"2,000 numbers take .* characters, and a link holds 12,000"):
        pack(rng.standard_normal(2000))


def test_a_decompression_bomb_is_not_unpacked() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(8_000_000), 9)).decode()
    assert len(bomb) < MAX_TEXT
    tracemalloc.start()
    opened, (warning,) = opening.read({"weights": bomb})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert opened == Opening(Experiment()) and "the 25 weights cannot be read" in warning
    assert peak < 1_000_000


LARGEST = {
    "deep": {"table": pack_text("[" * 199_000)}, "flat": {"table": pack_text("[" + "0," * 99_000 + "0]")},
    "rows": {"table": pack_text(json.dumps({"columns": ["a"], "inputs": [[0]] * 30_000, "targets": [0] * 10_000}))},
    "names": {"table": pack_text(json.dumps({"columns": ["a" * 199] * 900, "inputs": [], "targets": []}))},
    "points": {"table": points.MARK + pack_bytes(b'[5000, 0, 1, 1, 50, 0]\n' + bytes(190_000))},
    "many": {f"key{number}": "x" * 400 for number in range(5000)},
    "long": {"data": "x" * 1_000_000, "y" * 1_000_000: ""},
    "lists": {"hidden": "9-" * 100_000, "act": "relu-" * 100_000, "inputs": "x1-" * 100_000, "hide": "play-" * 100_000},
    "parentheses": {"data": "above_formula", "formula": "(" * 199 + "x" + ")" * 199},
    "powers": {"data": "above_formula", "formula": "9^9^9^9^9^x"}, "signs": {"formula": "-" * 399 + "x"},
    "digits": {"seed": "9" * 400, "noise": "1e" + "9" * 300, "samples": "1" * 399 + ".", "at": "9" * 10},
}


@pytest.mark.parametrize("params", LARGEST.values(), ids=LARGEST)
def test_the_largest_links_are_read_within_a_bound(params: dict[str, str]) -> None:
    tracemalloc.start()
    read = opening.read(params, layers=8, units=16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    _harmless(*read)


@pytest.mark.parametrize(("params", "warning"), [
    ({"weights": "!!"}, "weights: the 25 weights cannot be read: they are damaged; it was left out."),
    ({"weights": pack(np.zeros(3)), "at": "9"},
     "weights: the 25 weights cannot be read: they are not the 25 numbers that belong here; it was left out."),
    ({"weights": pack(np.full(25, np.inf))},
     "weights: the 25 weights cannot be read: they must be finite numbers; it was left out."),
    ({"at": "-1"}, "at: a step is a whole number from 0 to 1,000,000,000, got '-1'; it was left out."),
    ({"hide": "plya"}, "hide: unknown control 'plya'. Did you mean 'play'?; it was left out."),
    ({"view": "<b>"}, "view: unknown display option '<b>'; it was left out."),
    ({"plane": "0-1"}, "plane: these data have no more than two columns, so there is one plane; it was left out."),
])
def test_optional_parts_that_cannot_be_used_are_named(params: dict[str, str], warning: str) -> None:
    assert opening.read(params) == (Opening(Experiment()), [warning])


@given(st.binary(max_size=200), st.integers(0, 50))
@settings(max_examples=1000)
def test_any_packed_text_is_numbers_or_refused(raw: bytes, count: int) -> None:
    for text in (base64.urlsafe_b64encode(raw).decode(), base64.urlsafe_b64encode(zlib.compress(raw)).decode()):
        try:
            assert unpack(text, count).shape == (count,)
        except ValueError as error:
            assert str(error).startswith("they ")


@pytest.mark.parametrize(("text", "problem"), [
    ("0-0", "different ones of 0 to 3"), ("0-4", "different ones of 0 to 3"), ("0-1_1_5", "different ones of 0 to 3"),
    ("0-1_2_1_2_2", "different ones of 0 to 3"), ("0-1_2_1e999", "finite"), ("", "not written like"),
    ("0-1_2_nan", "not written like"), ("٠-١", "not written like"), ("0-1_s", "not written like"),
    ("0-1" + "_2_1" * 200, "803 characters, and at most 400 are read"),
])
def test_a_plane_that_is_none_is_named(text: str, problem: str) -> None:
    opened, (warning,) = opening.read({"data": "penguins", "plane": text})
    assert opened == Opening(Experiment(data="penguins"))
    assert warning.startswith("plane: ") and problem in warning


def test_registries_have_keys_that_a_link_can_hold() -> None:
    registries: list[Registry[Any]] = [item.metadata["registry"] for item in link.FIELDS.values()
                                       if "registry" in item.metadata]
    for registry in registries:
        for key in registry:
            assert key.isascii() and key.replace("_", "").isalnum()
