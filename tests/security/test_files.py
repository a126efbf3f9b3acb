"""Threat: a file that is opened takes the memory or the time of the server, or ends in a traceback.

Limit: whatever a file holds, `Open` says in a ValueError what is wrong with it, before anything of the size that it
claims is allocated; the command line says the same and exits with 2.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.cli import command
from nnplay.share import arrays_file, document, opening, tables
from nnplay.share.learnt import learnt
from nnplay.share.packed import pack_text

RUN = Experiment(hidden=(2,)).start()
FILE = arrays_file.write(learnt(RUN))
TABLE = {"columns": ["a", "b"], "inputs": [[1, 2], [3, 4]], "targets": [0, 1], "classes": ["x", "y"]}
HUGE = 10**400
MOST_MEMORY = 64 * 2**20


def npz(compression: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    """Return a good file with some members, by name and ending, exchanged or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILE)) as good, zipfile.ZipFile(file, "w", compression) as made:
        for name in good.namelist():
            if not {name, name.removesuffix(".npy")} & set(members):
                made.writestr(name, good.read(name))
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def array(header: str, content: bytes = b"") -> bytes:
    """Return a .npy member with any header."""
    text = header.encode() + b" " * (64 - (11 + len(header)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def shaped(shape: str, kind: str = "<f8") -> str:
    return f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"


def members(**files: bytes) -> dict[str, bytes]:
    return {name.replace("_npy", ".npy"): content for name, content in files.items()}


ARCHIVES = {
    "a member that is no array": (npz(epoch=b"1"), "'epoch', which is no array"),
    "a header that never ends": (npz(**members(epoch_npy=array("{((((("))), "'epoch' is damaged"),
    "a text in the header that never ends": (npz(**members(epoch_npy=array("{'''"))), "'epoch' is damaged"),
    "a header nested deeply": (npz(**members(experiment_npy=array("(" * 9000))), "'experiment' is damaged"),
    "a text of 2^40": (npz(**members(experiment_npy=array(shaped("(1099511627776,)", "|u1"), b"x" * 99))),
                       "does not hold the 1,099,511,627,776"),
    "a text of 2^400": (npz(**members(experiment_npy=array(shaped(f"({2**400},)", "|u1")))), "does not hold"),
    "weights of 2^40": (npz(**members(W1_npy=array(shaped("(1099511627776,)")))), "must have shape (2, 2)"),
    "weights that are cut off": (npz(**members(W1_npy=array(shaped("(2, 2)"), b"x"))), "does not hold the 4 numbers"),
    "objects": (npz(**members(W1_npy=array(shaped("(2, 2)", "|O"), b"\x80\x04."))), "must have shape (2, 2)"),
    "an epoch of 2^63": (npz(**members(epoch_npy=array(shaped("()", "<u8"), b"\0" * 7 + b"\x80"))), "epoch must be"),
    "a text that unpacks to a hundred times its size": (
        npz(**members(experiment_npy=array(shaped("(400000000,)", "|u1"), b" " * 30_000_000))), "at most 20,000,000"),
    "members packed in a way without a limit": (npz(zipfile.ZIP_LZMA), "packed in another way"),
    "a hundred thousand members": (npz() + b"PK\x01\x02" * 100_000, "100,00"),
}


@pytest.mark.parametrize(("content", "said"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_an_archive_that_cannot_be_used_says_why_and_takes_no_memory(content: bytes, said: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as caught:
            arrays_file.read(content)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
    assert said in str(caught.value)


def experiment(**settings: Any) -> str:
    plain = json.loads(document.write(Experiment(hidden=(2,)), 0, RUN.weights))
    plain["experiment"] |= {"inputs": ["c1", "c2"], "data": "circle"} if "table" in settings else {}
    plain["experiment"] |= {key: value for key, value in settings.items() if key not in plain}
    return json.dumps(plain | {key: value for key, value in settings.items() if key in plain})


DOCUMENTS = {
    "an input of 400 digits": (experiment(table=TABLE | {"inputs": [[HUGE, 2], [3, 4]]}), "up to ±1e+100"),
    "a target of 400 digits": (experiment(table=TABLE | {"targets": [HUGE, 1]}), "up to ±1e+100"),
    "an input of 1e308": (experiment(table=TABLE | {"inputs": [[1e308, 2], [3, 4]]}), "up to ±1e+100"),
    "weights of 400 digits": (experiment(weights=[{"W": [[HUGE] * 2] * 2, "b": [0, 0]}] * 2), "finite numbers"),
    "an epoch of 400 digits": (experiment(epoch=HUGE), "epoch must be a whole number"),
    "a seed of 400 digits": (experiment(seed=HUGE), "seed must be a whole number"),
    "a layer of 400 digits": (experiment(hidden=[HUGE]), "hidden layer size must be"),
    "a number of 5,000 digits": (f'{{"format": {"9" * 5000}}}', "4300 digits"),
    "half a character in a column": (experiment(table=TABLE | {"columns": ["\ud800", "b"]}), "U+D800"),
    "half a character in a class": (experiment(table=TABLE | {"classes": ["\udfff", "b"]}), "U+DFFF"),
    "a class that turns the line": (experiment(table=TABLE | {"classes": ["\u202eb", "c"]}), "U+202E"),
    "a column of two lines": (experiment(table=TABLE | {"columns": ["a\nb", "c"]}), "on one line"),
    "a column of a million letters": (experiment(table=TABLE | {"columns": ["a" * 10**6, "c"]}), "200 characters"),
    "a target of a million letters": (experiment(table=TABLE | {"target": "a" * 10**6}), "200 characters"),
    "lists nested deeply": ("[" * 100_000, "not JSON"),
    "objects nested deeply": ('{"a":' * 100_000, "not JSON"),
    "an input nested deeply": (experiment(table=TABLE | {"inputs": "N"}).replace('"N"', "[" * 900 + "]" * 900),
                               "inputs of a table"),
    "weights nested deeply": (experiment(weights=[{"W": "N", "b": [0, 0]}] * 2).replace('"N"', "[" * 900 + "]" * 900),
                              "W of layer 1"),
}


@pytest.mark.parametrize(("text", "said"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_document_that_cannot_be_used_says_why_in_a_few_words(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        document.read(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


@settings(max_examples=60)
@given(st.integers(0, len(FILE) - 1), st.binary(min_size=1, max_size=30))
def test_an_archive_with_some_bytes_exchanged_is_read_or_refused(place: int, content: bytes) -> None:
    with suppress(ValueError):
        arrays_file.read(FILE[:place] + content + FILE[place + len(content):])


@settings(max_examples=60)
@given(st.sampled_from(("epoch", "experiment", "W1")), st.text("(){}[]'\"\\,:0123456789 <fuO\n\tLTrueN", max_size=60))
def test_an_archive_with_any_header_is_read_or_refused(name: str, header: str) -> None:
    with suppress(ValueError):
        arrays_file.read(npz(**{f"{name}.npy": array(header)}))


@pytest.mark.parametrize("name", ["a header that never ends", "a text of 2^40", "a member that is no array"])
def test_the_command_line_exits_with_2_for_weights_that_cannot_be_used(name: str, tmp_path: Path,
                                                                       capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "w.npz").write_bytes(ARCHIVES[name][0])
    assert command.main(["train", "--weights", str(tmp_path / "w.npz"), "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert ARCHIVES[name][1] in error and error.count("\n") == 1


@pytest.mark.parametrize("name", ["an input of 400 digits", "lists nested deeply", "half a character in a column"])
def test_the_command_line_exits_with_2_for_an_experiment_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(DOCUMENTS[name][0])
    done = subprocess.run([sys.executable, "-m", "nnplay", "train", str(tmp_path / "e.json"), "--out", str(tmp_path)],
                          capture_output=True, text=True)
    assert done.returncode == 2
    assert DOCUMENTS[name][1] in done.stderr and "Traceback" not in done.stderr


def test_a_fault_of_the_program_has_a_code_of_its_own_and_shows_no_traceback_unless_asked(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("impossible")

    monkeypatch.setattr(command, "_show", fail)
    assert command.main(["show"]) == 3
    assert "RuntimeError: impossible" in (error := capsys.readouterr().err) and "Traceback" not in error
    with pytest.raises(RuntimeError):
        command.main(["--debug", "show"])


@pytest.mark.parametrize("kind", [[], {}, None, 1, "other"])
def test_the_kind_of_a_column_may_be_anything(kind: Any) -> None:
    with pytest.raises(ValueError, match="form of a table"):
        tables.from_plain(TABLE | {"form": [{"kind": kind}]})
    opened, warnings = opening.read({"v": "1", "table": pack_text(json.dumps(TABLE | {"form": [{"kind": kind}]}))})
    assert opened.experiment.table is None and "form of a table" in warnings[0]


@pytest.mark.parametrize(("settings", "said"), [
    ({"hidden": [1] * 1001}, "hidden has 1,001 parts"), ({"inputs": ["x1"] * 1001}, "inputs has 1,001 parts"),
    ({"knobs": {f"a.{index}": 1 for index in range(1001)}}, "knobs has 1,001 parts"),
    ({"data": "table", "table": TABLE | {"classes": ["a"] * 21}}, "classes of a table are up to 20"),
    ({"data": "table", "table": TABLE | {"columns": ["a"] * 257}}, "columns of a table are up to 256"),
])
def test_long_lists_are_refused_before_each_part_is_looked_at(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        document.read(json.dumps({"format": "nnplay", "version": 1, "experiment": settings}))
