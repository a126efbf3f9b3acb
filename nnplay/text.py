"""Text from outside, to be shown exactly as it is: one function for each language that a place on the page speaks.

A name of a person's column goes through `for_markdown` into a sentence of Streamlit, through `for_html` into HTML or
SVG, and through `for_plotly` into a figure. Where text is only text (options of a select box, cells of a data frame,
`textContent`, a canvas) none of them is needed.
"""

from __future__ import annotations

import html
import re

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
# Addresses become links, and :material/home: and :smile: pictures, after the backslashes of Markdown are gone.
ADDRESS = re.compile(r"(?<=www)(?=\.)|(?<=:)(?=//)|(?<=@)|(?<=:)(?=[\w/+-]+:)", re.IGNORECASE)
WORD_JOINER = "\u2060"  # takes no room; what it splits is neither
PLOTLY = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>$%{}"})  # tags, entities, formulas, templates


def for_markdown(text: str) -> str:
    """Return Markdown that shows exactly this text on one line: no markup, no HTML, no links, no formulas."""
    one_line = " ".join(text.split())
    return MARKUP.sub(r"\\\1", ADDRESS.sub(WORD_JOINER, one_line))


def for_html(text: str) -> str:
    """Return HTML that shows exactly this text, in an element or an attribute's value."""
    return html.escape(text)


def for_plotly(text: str) -> str:
    """Return what Plotly shows as exactly this text: it reads tags, entities and %{templates} wherever it writes."""
    return text.translate(PLOTLY)
