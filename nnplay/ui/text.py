"""Text that came from elsewhere, to be shown as it is."""

from __future__ import annotations

import re

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
ADDRESS = re.compile(r"(?<=www)(?=\.)|(?<=:)(?=//)|(?<=@)", re.IGNORECASE)
WORD_JOINER = "\u2060"  # takes no room; what it splits is no longer an address to make a link of


def plain(text: str) -> str:
    """Return Markdown that shows exactly this text: no markup, no HTML, no links, no formulas."""
    one_line = " ".join(text.split())
    return MARKUP.sub(r"\\\1", ADDRESS.sub(WORD_JOINER, one_line))
