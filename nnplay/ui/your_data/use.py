"""Use the trial: a new row filled in, or many pasted, and what the network answers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from nnplay.study.new_rows import answered, form
from nnplay.ui.component import static_component
from nnplay.ui.player import Player
from nnplay.ui.session import current
from nnplay.ui.views import read_asked
from nnplay.ui.your_data.state import YourData

KEY = "your_data_use"

_component = static_component("nnplay_use", "use/use.js")


@st.fragment
def use(trial: Player) -> None:
    """Draw the form, and the answers to what was asked last."""
    st.subheader("Use it", anchor=False)
    run = trial.run
    scene = {"form": form(run), "class_names": run.experiment.class_names}
    seen = answered(run, current().of(YourData).asked)
    _component(key=KEY, data={"scene": scene, "seen": seen}, on_ask_change=_asked)


def _asked() -> None:
    """Take over which rows are asked about."""
    asks = getattr(st.session_state.get(KEY), "ask", None)
    ask = asks[-1] if isinstance(asks, list) and asks else asks
    if isinstance(ask, Mapping):
        current().of(YourData).asked = read_asked(ask)
