"""The cards of the page Examples: a picture, what to look for, and the button that opens it in the Playground."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nnplay.presets import PRESETS, Preset
from nnplay.share.opening import Opening
from nnplay.ui.pages import PAGES
from nnplay.ui.session import current

PICTURES = Path(__file__).parents[2] / "static" / "presets"
COLUMNS = 4


def examples(theme: str) -> None:
    """Draw all cards."""
    presets = list(PRESETS.values())
    for first in range(0, len(presets), COLUMNS):
        for place, preset in zip(st.columns(COLUMNS), presets[first:first + COLUMNS]):
            with place:
                _card(preset, theme)


def _card(preset: Preset, theme: str) -> None:
    with st.container(border=True, height="stretch", key=f"example_{preset.key}"):
        st.image(PICTURES / f"{preset.key}-{theme}.webp", width="stretch",
                 alt=f"What the network has become after {preset.epochs:,} epochs, and its loss below: {preset.label}")
        st.markdown(f"**{preset.label}**")
        st.markdown(preset.note)
        if st.button("Open", key=f"open_{preset.key}", icon=":material/play_arrow:",
                     help=f"Open {preset.label} in the Playground"):
            session = current()
            session.open(Opening(preset.experiment))
            st.switch_page(PAGES["playground"].script, query_params={})
