"""Links open what they are about, whatever they went through on their way."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from nnplay import Experiment
from nnplay.share import pasted, tfplayground

SPIRAL = Experiment(data="spiral", hidden=(8, 8), activation="relu")
FRAGMENT = "activation=relu&networkShape=8,8&dataset=spiral"
THEIRS = f"https://playground.tensorflow.org/#{FRAGMENT}"
OURS = "https://nnplay.example/app/?v=1&data=spiral&hidden=8-8&act=relu"


@pytest.mark.parametrize("text", [
    THEIRS, f"https://playground.tensorflow.org/?fbclid=x#{FRAGMENT}",
    f"http://playground.tensorflow.org./?hl=de#{FRAGMENT}",
    THEIRS.replace("&", "&amp;"), THEIRS.replace(",", "%2C"), THEIRS.replace("#", "%23"), quote(THEIRS, safe=""),
    f"<{THEIRS}>", f'"{THEIRS}"', f"  {THEIRS}\n",
    f"https://www.google.com/url?q={quote(THEIRS, safe='')}&sa=D&source=docs",
    f"https://www.google.com/url?sa=t&q={THEIRS}",
    f"https://l.facebook.com/l.php?u={quote(THEIRS, safe='')}&h=AT0", f"#{FRAGMENT}", FRAGMENT,
    f"https://safelinks.example/?url={quote('https://a.example/?q=' + quote(THEIRS, safe=''), safe='')}&data=05",
    f"https://example.org/my/copy/#{FRAGMENT}", f"https://nnplay.example/app/#{FRAGMENT}",
    f"https://nnplay.example/app/?v=1&data=xor#{FRAGMENT}", f"playground.tensorflow.org/#{FRAGMENT}",
])
def test_the_fragment_is_the_experiment_whatever_stands_before_it(text: str) -> None:
    opened, remarks = pasted.read(text)
    assert opened.experiment == SPIRAL and remarks == [tfplayground.RANDOM]


@pytest.mark.parametrize("text", [
    OURS, OURS + "&fbclid=x&utm_source=mail&utm_medium=y&gclid=z&_ga=1",
    OURS.replace("&", "&amp;"), quote(OURS, safe=""),
    f"https://www.google.com/url?q={quote(OURS, safe='')}&sa=D", OURS + "#there",
    OURS.partition("?")[2], "?" + OURS.partition("?")[2],
])
def test_our_own_links_open_without_a_word(text: str) -> None:
    opened, remarks = pasted.read(text)
    assert opened.experiment == SPIRAL and remarks == []


@pytest.mark.parametrize("text", ["https://playground.tensorflow.org/", "https://playground.tensorflow.org/?fbclid=x",
                                  "https://playground.tensorflow.org"])
def test_the_bare_address_opens_their_default(text: str) -> None:
    opened, remarks = pasted.read(text)
    assert opened.experiment == Experiment() and remarks == [tfplayground.RANDOM]


def test_a_single_setting_behind_the_hash_is_theirs() -> None:
    for home in ("https://playground.tensorflow.org/", "https://example.org/"):
        assert pasted.read(f"{home}#activation=relu")[0].experiment == Experiment(activation="relu")


@pytest.mark.parametrize(("name", "ours"), [("swish", "silu"), ("leakyRelu", "leaky_relu"), ("sin", "sine"),
                                            ("elu", "elu")])
def test_names_of_copies_are_what_they_are(name: str, ours: str) -> None:
    opened, remarks = pasted.read(f"https://example.org/my/copy/#activation={name}&networkShape=4,4&dataset=gauss")
    assert opened.experiment == Experiment(data="gauss", hidden=(4, 4), activation=ours)
    assert remarks == [tfplayground.RANDOM]


@pytest.mark.parametrize("text", [
    "https://example.org/", "https://www.google.com/url?q=https%3A%2F%2Fexample.org", "hello", "",
    "https://playground.tensorflow.org.evil.example/", "https://example.org/?fbclid=x",
])
def test_what_is_no_link_to_an_experiment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="there is no experiment in"):
        pasted.read(text)


def test_links_within_links_come_to_an_end() -> None:
    text = THEIRS
    for _ in range(8):
        text = f"https://a.example/?u={quote(text, safe='')}"
    with pytest.raises(ValueError):
        pasted.read(text)
