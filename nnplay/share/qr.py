"""QR codes: a link as a picture that phones read from a projector."""

from __future__ import annotations

import segno

MOST_CHARACTERS = 2953  # of a link: version 40, level L, in bytes (ISO/IEC 18004, table 7)


def qr_code(text: str) -> str:
    """Return a QR code as an SVG image in a data URI, black on white whatever the theme is.

    Raises ValueError for text of more than `MOST_CHARACTERS`.
    """
    return segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
