"""Frames travel unharmed. That the browser reads the same is tested in tests/browser."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnplay.ui.wire import pack, unpack

kinds = st.sampled_from(["u1", "<f4", "<f8"])
arrays = kinds.flatmap(lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5)))
named = st.dictionaries(st.text(min_size=1, max_size=8), arrays, max_size=6)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)
headers = st.dictionaries(st.text().filter(lambda name: name != "arrays"), plain, max_size=4)


@given(header=headers, given_arrays=named)
def test_what_is_packed_comes_out_bit_for_bit(header: dict[str, Any], given_arrays: dict[str, np.ndarray]) -> None:
    told, received = unpack(pack(header, given_arrays))
    assert told == header
    assert list(received) == list(given_arrays)
    for name, array in given_arrays.items():
        assert received[name].dtype == array.dtype
        assert received[name].shape == array.shape
        assert received[name].tobytes() == array.tobytes()  # NaN and all


@given(given_arrays=named)
def test_every_array_starts_where_a_typed_array_may(given_arrays: dict[str, np.ndarray]) -> None:
    payload = pack({}, given_arrays)
    (length,) = struct.unpack_from("<I", payload)
    for item in json.loads(payload[4 : 4 + length])["arrays"].values():
        assert item["offset"] % 8 == 0
        assert item["type"] in ("u1", "f4", "f8")


def test_a_slice_or_a_turned_array_travels_as_it_looks() -> None:
    whole = np.arange(24.0).reshape(4, 6)
    sent = {"turned": whole.T, "sliced": whole[::2, 1::2], "backwards": whole[::-1]}
    _, received = unpack(pack({}, sent))
    for name, array in sent.items():
        assert np.array_equal(received[name], array)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_header_that_no_browser_could_read_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack({"rate": number}, {})
