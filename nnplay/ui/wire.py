"""How frames travel: a length, a header in JSON, and arrays in one compressed block.

    u32 length of the header | header (JSON, UTF-8) | zlib(arrays, one after the other, little-endian)

The header names each array with its type, shape and offset, so the reader in `static/stage/wire.js` needs to know
nothing else.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

ALIGNMENT = 8  # a typed array in the browser must start at a multiple of its item size


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Pack a header and named arrays (of u8, f4 or f8) into bytes."""
    table, body, offset = {}, [], 0
    for name, array in arrays.items():
        block = np.ascontiguousarray(array).tobytes()
        table[name] = {"type": array.dtype.str[1:], "shape": array.shape, "offset": offset}
        padding = -len(block) % ALIGNMENT
        body.append(block + b"\0" * padding)
        offset += len(block) + padding
    text = json.dumps({**header, "arrays": table}, allow_nan=False).encode()
    return struct.pack("<I", len(text)) + text + zlib.compress(b"".join(body), 1)


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read what `pack` wrote."""
    (length,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + length])
    body = zlib.decompress(payload[4 + length :])
    arrays = {}
    for name, item in header.pop("arrays").items():
        size = int(np.prod(item["shape"]))
        arrays[name] = np.frombuffer(body, "<" + item["type"], size, item["offset"]).reshape(item["shape"])
    return header, arrays
