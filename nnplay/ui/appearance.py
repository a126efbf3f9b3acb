"""Which of the two appearances a person has chosen."""

from __future__ import annotations

import streamlit as st

from nnplay.figures.theme import THEMES, Theme


def theme() -> Theme:
    """Return the appearance the person has chosen, for figures outside the live stage."""
    return THEMES["dark" if st.context.theme.type == "dark" else "light"]
