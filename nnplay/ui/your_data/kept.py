"""The table of the page comes back when the page is loaded again: the browser keeps it in the tab's own storage."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import zlib
from dataclasses import dataclass, field, fields
from typing import Any

import streamlit as st

from nnplay.data.outside import MAX_NAME
from nnplay.data.reading.options import Options
from nnplay.data.reading.raw import tidy
from nnplay.data.reading.read import MAX_BYTES
from nnplay.text import for_markdown
from nnplay.ui.component import static_component
from nnplay.ui.pieces import Pieces
from nnplay.ui.session import current
from nnplay.ui.your_data.state import YourData

KEY = "your_data_kept"
MOST = 2_700_000  # characters of base64: 2 MB

_component = static_component("nnplay_kept_table", "your_data/kept.js")


@dataclass
class KeptTable:
    """What the tab keeps: `key` tells sessions apart, `told` is what it was given last."""

    key: str = field(default_factory=lambda: secrets.token_hex(8))
    told: tuple[Any, ...] = ()
    pieces: Pieces = field(default_factory=Pieces)


def keep_table(state: YourData) -> None:
    """Let the tab keep the table that is here, or give back the one that it has; draws nothing where there is none."""
    kept = current().of(KeptTable)
    data: dict[str, Any] = {"session": kept.key, "empty": state.raw is None, "back": len(kept.pieces)}
    now = (id(state.content), state.name, state.options)
    if state.raw is not None and kept.told != now:
        kept.told = now
        text = write(state)
        data["table"] = {"name": state.name, "text": text if len(text) <= MOST else ""}
    _component(key=KEY, data=data, on_back_change=_back)


def write(state: YourData) -> str:
    """Return the table as it was brought, and how it is read, as text."""
    content = state.content.encode() if isinstance(state.content, str) else state.content
    options = {item.name: getattr(state.options, item.name) for item in fields(Options)}
    return json.dumps({"name": state.name, "options": options, "text": isinstance(state.content, str),
                       "content": base64.b64encode(zlib.compress(content, 6)).decode()})


def read(state: YourData, text: str) -> None:
    """Bring the table that a tab kept. Raises ValueError for what is none."""
    try:
        kept = json.loads(text)
        reader = zlib.decompressobj()
        content = reader.decompress(base64.b64decode(kept["content"], validate=True), MAX_BYTES + 1)
        brought = content.decode() if kept["text"] is True else content
        options = Options(**{**kept["options"], "undone": tuple(kept["options"]["undone"])})
        name = kept["name"][:MAX_NAME]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error, binascii.Error):
        raise ValueError("what the tab had kept of the table is damaged") from None
    if not isinstance(name, str) or len(content) > MAX_BYTES:
        raise ValueError("what the tab had kept of the table is damaged")
    state.bring(brought, name)
    if options != Options():
        state.decide(**{item.name: getattr(options, item.name) for item in fields(Options)})


def _back() -> None:
    """Take pieces of a table that another session's browser kept."""
    session = current()
    kept, state = session.of(KeptTable), session.of(YourData)
    told: Any = getattr(st.session_state.get(KEY), "back", None)
    for sent in told if isinstance(told, list) else [told]:
        if isinstance(sent, dict) and isinstance(sent.get("missing"), str):
            st.toast(for_markdown(f"The table {tidy(sent['missing'])} was too long to be kept: bring it again."),
                     duration="long")
        if (text := kept.pieces.take(sent)) is not None and state.raw is None:
            try:
                read(state, text)
            except ValueError as problem:
                st.toast(for_markdown(f"{str(problem).capitalize()}: bring it again."), duration="long")
            else:
                st.toast("The table is back: this tab had kept it.")
