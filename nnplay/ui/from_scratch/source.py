"""The tutorial's code so far, with the lines in question lit."""

from __future__ import annotations

import html
import io
import keyword
import tokenize

import streamlit as st

from nnplay.figures.theme import Theme
from nnplay.study.listing import SOURCE


def source_block(lit: set[int], last: int, theme: Theme) -> str:
    """Return the first `last` lines as HTML; lit lines are marked, the others dimmed."""
    rows = []
    for number, line in enumerate(_coloured(SOURCE, theme)[:last], 1):
        look = (f"background:color-mix(in srgb,{theme.accent} 16%,transparent);border-left:3px solid {theme.accent};"
                if number in lit else "border-left:3px solid transparent;")
        marked = ' class="lit"' if number in lit else ""
        rows.append(
            f'<span{marked} style="display:block;padding:0 .6rem;{look}">'
            f'<span style="color:{theme.muted};display:inline-block;width:2.1em;user-select:none">{number}</span>'
            f"{line or ' '}</span>"
        )
    style = (f"margin:0;padding:.5rem 0;overflow-x:auto;background:{theme.panel};color:{theme.text};border-radius:6px;"
             f"border:1px solid {theme.border};font-size:.75rem;line-height:1.5;white-space:pre")
    return f'<pre tabindex="0" aria-label="The code so far" style="{style}"><code style="display:inline-block;' \
           f'min-width:100%;background:none;color:inherit;padding:0;font-size:inherit">{"".join(rows)}</code></pre>'


def show_source(lit: set[int], last: int, theme: Theme) -> None:
    """Draw the code."""
    st.html(source_block(lit, last, theme))


def _coloured(source: str, theme: Theme) -> list[str]:
    """Return the lines as HTML with keywords, strings and comments in their colours."""
    lines = source.splitlines()
    pieces: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        colour = {tokenize.COMMENT: theme.muted, tokenize.STRING: theme.classes[2]}.get(token.type, "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            colour = theme.accent
        if colour and token.start[0] == token.end[0]:
            pieces[token.start[0] - 1].append((token.start[1], token.end[1], colour))
    written = []
    for line, spans in zip(lines, pieces):
        out, at = "", 0
        for start, end, colour in spans:
            out += html.escape(line[at:start]) + f'<span style="color:{colour}">{html.escape(line[start:end])}</span>'
            at = end
        written.append(out + html.escape(line[at:]))
    return written
