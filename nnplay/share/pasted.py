"""Links as people paste them: ours or TensorFlow Playground's, whole or only the part with the settings."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from nnplay.data.outside import shown
from nnplay.share import opening, tfplayground
from nnplay.share.limits import MAX_HIDDEN_LAYERS, MAX_UNITS

MAX_CHARACTERS = 30_000


def read(text: str, *, layers: int = MAX_HIDDEN_LAYERS, units: int = MAX_UNITS) -> tuple[opening.Opening, list[str]]:
    """Return what a link opens, and what could not be used or is different here.

    Raises ValueError for a text that is no link of either kind.
    """
    params = parameters(text)
    kind = tfplayground if tfplayground.looks_like(params) else opening
    return kind.read(params, layers=layers, units=units)


def parameters(text: str) -> Mapping[str, str]:
    """Return the parameters of a link. Raises ValueError where there are none."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the link has {len(text):,} characters, and at most {MAX_CHARACTERS:,} are read")
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    query = parts.query or parts.fragment or (text if "=" in text and "//" not in text else "")
    params = dict(parse_qsl(query, keep_blank_values=True))
    if not params:
        raise ValueError(f"there is no experiment in {shown(text)}: a link looks like "
                         "https://...?v=1&data=spiral or https://playground.tensorflow.org/#dataset=spiral")
    return params
