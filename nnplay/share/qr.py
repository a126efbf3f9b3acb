"""QR codes: a link as a picture that phones read from a projector."""

from __future__ import annotations

import segno


def qr_code(text: str) -> str:
    """Return a QR code as an SVG image in a data URI, black on white whatever the theme is."""
    return segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
