"""Arrays as short text for links: compressed, in letters that an address may hold, and bounded on the way back."""

from __future__ import annotations

import base64
import binascii
import zlib

import numpy as np

from nnplay.data.outside import FINITE, checked_numbers
from nnplay.engine.arrays import Array

MAX_TEXT = 12_000  # characters; servers and browsers take addresses of this length
MAX_PLAIN = 200_000  # bytes of text that is read from so many
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
    return checked_numbers("they", numbers, FINITE)


def pack_text(text: str) -> str:
    """Return text compressed. Raises ValueError when that is too long for a link."""
    return pack_bytes(text.encode())


def unpack_text(packed: str) -> str:
    """Return the text again. Raises ValueError; never holds more than `MAX_PLAIN` bytes of it."""
    try:
        return unpack_bytes(packed, MAX_PLAIN).decode()
    except UnicodeError:
        raise ValueError("it is damaged") from None


def pack_bytes(plain: bytes) -> str:
    """Return bytes compressed. Raises ValueError when that is too long for a link."""
    packed = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode("ascii").rstrip("=")
    if len(packed) > MAX_TEXT:
        raise ValueError(f"it takes {len(packed):,} characters, and a link holds {MAX_TEXT:,}")
    return packed


def unpack_bytes(packed: str, most: int) -> bytes:
    """Return the bytes again. Raises ValueError; never holds more than `most` of them."""
    if len(packed) > MAX_TEXT:
        raise ValueError(f"it takes {len(packed):,} characters, and at most {MAX_TEXT:,} are read")
    try:
        raw = base64.b64decode(packed.encode("ascii") + b"=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        plain = reader.decompress(raw, most + 1)  # a bomb stops here
    except (UnicodeError, binascii.Error, zlib.error):
        raise ValueError("it is damaged") from None
    if len(plain) > most or not reader.eof:
        raise ValueError("it is damaged or too large")
    return plain
