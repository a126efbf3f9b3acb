"""A long text from the browser, in pieces: a message holds one of them (`static/page/pieces.js` sends them)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nnplay.ui.wishes import whole

MOST_PIECES = 16
PIECE = 400_000  # characters


@dataclass
class Pieces:
    """What has come of a text so far. Nothing in it is trusted."""

    _come: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._come)

    def take(self, sent: Any) -> str | None:
        """Take the next piece, {"piece", "pieces", "text"}; return the whole text with the last one.

        The first one begins anew; what is none, or comes out of turn, is left out.
        """
        if not isinstance(sent, Mapping) or not isinstance(sent.get("text"), str) or len(sent["text"]) > PIECE:
            return None
        piece, pieces = whole(sent.get("piece"), -1), whole(sent.get("pieces"))
        if piece == 0:
            self._come = []
        if piece != len(self._come) or not 0 <= piece < pieces <= MOST_PIECES:
            return None
        self._come.append(sent["text"])
        if len(self._come) < pieces:
            return None
        text, self._come = "".join(self._come), []
        return text
