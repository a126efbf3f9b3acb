"""Arrays as short text for links: compressed, in letters that an address may hold, and bounded on the way back."""

from __future__ import annotations

import base64
import binascii
import zlib

import numpy as np

from nnplay.engine.arrays import Array

MAX_TEXT = 12_000  # characters; servers and browsers take addresses of this length
MAX_NUMBERS = 1000  # that fit into it however random they are


def pack(values: Array) -> str:
    """Return float64 numbers as text, to the last bit. Raises ValueError when that is too long for a link."""
    numbers = np.ascontiguousarray(values, dtype="<f8")
    planes = numbers.view(np.uint8).reshape(-1, 8).T.tobytes()  # the bytes that are alike side by side
    text = base64.urlsafe_b64encode(zlib.compress(planes, 9)).decode("ascii").rstrip("=")
    if len(text) > MAX_TEXT:
        raise ValueError(f"{numbers.size:,} numbers take {len(text):,} characters, and a link holds {MAX_TEXT:,}")
    return text


def unpack(text: str, count: int) -> Array:
    """Return exactly so many finite numbers. Raises ValueError; never holds more than they need."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"they take {len(text):,} characters, and at most {MAX_TEXT:,} are read")
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        planes = reader.decompress(raw, 8 * count + 1)  # a bomb stops here
    except (UnicodeEncodeError, binascii.Error, zlib.error):
        raise ValueError("they are damaged") from None
    if len(planes) != 8 * count or not reader.eof:
        raise ValueError(f"they are not the {count:,} numbers that belong here")
    numbers = np.frombuffer(planes, np.uint8).reshape(8, count).T.copy().view("<f8").ravel().astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("they are not finite")
    return numbers
