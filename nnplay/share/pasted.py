"""Links as people paste them: ours or TensorFlow Playground's, whole or only the part with the settings.

On their way links are changed: source code writes `&amp;`, a messenger percent-encodes the whole, a search engine or a
social network puts it into a link of its own and adds parameters of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from nnplay.data.outside import shown
from nnplay.share import opening, tfplayground
from nnplay.share.limits import MAX_HIDDEN_LAYERS, MAX_UNITS
from nnplay.share.link import is_tracking

MAX_CHARACTERS = 30_000
MOST_WRAPPINGS = 4  # links within links


class Pasted(NamedTuple):
    """The parameters of a link, and whether it is one of TensorFlow Playground."""

    params: Mapping[str, str]
    theirs: bool


def read(text: str, *, layers: int = MAX_HIDDEN_LAYERS, units: int = MAX_UNITS) -> tuple[opening.Opening, list[str]]:
    """Return what a link opens, and what could not be used or is different here.

    Raises ValueError for a text that is no link of either kind.
    """
    params, theirs = parameters(text)
    read_theirs = tfplayground.read if theirs else opening.read
    return read_theirs(params, layers=layers, units=units)


def parameters(text: str) -> Pasted:
    """Return the parameters of a link. Raises ValueError where there are none."""
    text = text.strip().strip("<>\"'")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the link has {len(text):,} characters, and at most {MAX_CHARACTERS:,} are read")
    found = _parameters(text, MOST_WRAPPINGS)
    if found is None:
        raise ValueError(f"there is no experiment in {shown(text)}: a link looks like "
                         "https://...?v=1&data=spiral or https://playground.tensorflow.org/#dataset=spiral")
    return found


def _parameters(text: str, wrappings: int) -> Pasted | None:
    text = text.replace("&amp;", "&").replace("&#38;", "&")
    if "://" not in text and _is_link(text):
        text = unquote(text)
    parts = _split(text)
    query, fragment = _pairs(parts.query), _pairs(parts.fragment)
    if not fragment and (behind := _encoded_fragment(parts)):
        fragment = _pairs(behind)
    if tfplayground.is_home(parts.hostname):
        return Pasted(fragment, theirs=True)
    if fragment.keys() & tfplayground.KEYS and "v" not in fragment:  # ours keep nothing there
        return Pasted(fragment, theirs=True)
    for params in (fragment, query, {} if "://" in text else _pairs(text.lstrip("?#"))):
        if tfplayground.looks_like(params):
            return Pasted(params, theirs=True)
        if "v" in params:
            return Pasted(params, theirs=False)
    for inner in filter(_is_link, query.values()) if wrappings else ():
        whole = inner if "#" in inner or not parts.fragment else f"{inner}#{parts.fragment}"
        if found := _parameters(whole, wrappings - 1):
            return found
    own = {key: value for key, value in (query or fragment or ({} if "://" in text else _pairs(text))).items()
           if not (is_tracking(key) or _is_link(value))}
    return Pasted(own, theirs=False) if own else None


def _is_link(text: str) -> bool:
    return "://" in text or "%3A%2F%2F" in text.upper()


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")


def _encoded_fragment(parts: SplitResult) -> str:
    """Return what stands behind a `#` that was written as %23 in the path."""
    _path, mark, behind = parts.path.partition("%23")
    return unquote(behind) if mark else ""


def _pairs(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True)) if "=" in text else {}
