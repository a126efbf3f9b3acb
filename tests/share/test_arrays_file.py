"""A network as .npz comes back to the last digit, and wrong files say what is wrong with them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.table import Table
from nnplay.share import arrays_file, document
from nnplay.share.learnt import learnt


def good(**changes: Any) -> bytes:
    """Return a good file, some of its arrays changed or (None) left out."""
    with np.load(io.BytesIO(arrays_file.write(learnt(Experiment(hidden=(2,)).start())))) as file:
        parts = {**file, **changes}
    out = io.BytesIO()
    np.savez(out, **{name: values for name, values in parts.items() if values is not None})
    return out.getvalue()


@pytest.mark.parametrize("bias", [True, False])
def test_a_network_comes_back_to_the_last_digit(bias: bool) -> None:
    run = Experiment(bias=bias, optimizer="adam", knobs={"adam.beta1": 0.8}).start()
    run.advance(epochs=2)
    read = arrays_file.read(arrays_file.write(learnt(run)))
    assert (read.experiment, read.epoch) == (run.experiment, 2)
    for (W, b), layer in zip(read.weights or (), run.weights, strict=True):
        np.testing.assert_array_equal(W, layer.W)
        assert (b is None) == (not bias) and (b is None or (b == layer.b).all())


def test_a_large_table_comes_back_and_so_does_a_file_with_text_as_letters() -> None:
    table = Table(tuple("abcdefghij"), np.random.default_rng(0).normal(size=(9000, 10)), np.arange(9000.0))
    run = Experiment(table=table).start()
    assert arrays_file.read(arrays_file.write(learnt(run))).experiment == run.experiment
    assert arrays_file.read(good(experiment=np.array(document.write(Experiment(hidden=(2,)))))).epoch == 0


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("experiment.npy", bytes(50_000_000))
        archive.writestr("epoch.npy", b"")
    return out.getvalue()


@pytest.mark.parametrize(("content", "said"), [
    (b"", "no .npz archive"), (b"PK\x03\x04 and so on", "no .npz archive"),
    (good(epoch=None), "no array 'epoch'"), (good(W1=None), "array 'W1' is missing for a network of sizes (2, 2, 1)"),
    (good(evil=np.zeros(3)), "array 'evil' is not part of"),
    (good(W1=np.zeros((3, 2))), "array 'W1' must have shape (2, 2), got (3, 2)"),
    (good(W1=np.zeros((1000, 1000))), "array 'W1' takes 8,000,128 bytes"),
    (good(W1=np.full((2, 2), np.nan)), "W1 must be finite"), (good(epoch=np.array(-1)), "epoch must be"),
    (good(b1=np.array([{"a": 1}, None], dtype=object)), "array 'b1' must have shape (2,), got (2,) of |O"),
    (good(experiment=np.array("{}")), 'must say "format"'), (good(experiment=np.zeros(9)), "must be text, got (9,)"),
    (good(experiment=np.full(9, 255, np.uint8)), "'experiment' is no text in UTF-8"),
    (good(experiment=np.array(document.write(Experiment(hidden=(3,))))), "array 'W1' must have shape (2, 3)"),
    (bomb(), "array 'experiment' takes 50,000,000 bytes"),
])
def test_a_wrong_file_says_what_is_wrong(content: bytes, said: str) -> None:
    with pytest.raises(ValueError) as error:
        arrays_file.read(content)
    assert said in str(error.value)


GOOD = good()


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4))
def test_a_damaged_file_is_refused_in_words_or_read(at: int, other: bytes) -> None:
    try:
        arrays_file.read(GOOD[:at] + other + GOOD[at + len(other):])
    except ValueError as error:
        assert str(error)
