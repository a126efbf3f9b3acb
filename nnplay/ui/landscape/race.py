"""The race: who runs, from where, at which rate, and how it ends."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.engine.arrays import Array
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Knob
from nnplay.figures.landscape import curves_figure
from nnplay.figures.theme import Theme
from nnplay.study.race import MOST_EPOCHS, MOST_RACERS
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.chart import live_chart
from nnplay.ui.landscape.state import Landscape
from nnplay.ui.number import number_field
from nnplay.ui.session import current

Way = tuple[str, str, Array, Array]
RATES = Knob("lr", "Learning rate", 0.03, 1e-6, 1000, "log")


def contestants(state: Landscape) -> None:
    """Draw the choice of the racers, their knobs, and the button that starts them."""
    st.subheader("Race", anchor=False)
    st.caption("Click a place on the contours, or start where training started: the optimizers run from there.")
    st.session_state["race_optimizers"] = state.optimizers
    st.pills("Optimizers", list(OPTIMIZERS), selection_mode="multi", wrap=True, key="race_optimizers",
             on_change=_choose, format_func=lambda key: OPTIMIZERS[key].label)
    left, middle = st.columns(2, vertical_alignment="bottom")
    st.session_state["race_full"] = state.full_batch
    with left:
        right = number_field("Epochs", 1, MOST_EPOCHS, step=50, key="race_epochs", value=state.race_epochs,
                             write=partial(setattr, state, "race_epochs"))
    middle.toggle("Full batch", key="race_full", on_change=_choose,
                  help="Each step on all training samples, so that every racer goes down the very surface drawn. "
                       "Off: the Playground's batches.")
    with st.expander("Learning rates and knobs"):
        for key in state.optimizers:
            right &= _knobs(state, key)
    with st.container(horizontal=True, gap="small"):
        st.button("Race from the start", type="primary", key="race_start", icon=":material/flag:", on_click=_race,
                  disabled=state.plane is None or not state.optimizers or not right)
        if state.race is not None:
            st.button("Clear", key="race_clear", on_click=_clear, icon=":material/close:")
    with st.popover("Start from coordinates", disabled=state.surface is None):
        if state.surface is not None:
            x, y = state.surface.x, state.surface.y
            across = st.slider("Across", float(x[0]), float(x[-1]), float(x.mean()), key="race_x")
            up = st.slider("Up", float(y[0]), float(y[-1]), float(y.mean()), key="race_y")
            st.button("Race from there", key="race_there", on_click=state.start_race, args=((across, up),),
                      disabled=not right)
    state.race_ready = right
    if state.race_problem:
        st.error(for_markdown(state.race_problem))


def _knobs(state: Landscape, key: str) -> bool:
    """Draw the boxes for one optimizer's learning rate and knobs; return whether all of them can be used."""
    entry = OPTIMIZERS[key]
    columns = st.columns(3)
    usual = state.run.experiment.lr if state.run and state.run.experiment.optimizer == key else entry.lr
    with columns[0]:
        right = number_field(f"{entry.label}: rate", RATES.low, RATES.high, key=f"race_rate_{key}",
                             value=float(state.rates.get(key, usual)), write=partial(state.rates.__setitem__, key))
    for index, knob in enumerate(entry.knobs, 1):
        name = f"{key}.{knob.name}"
        with columns[index % 3]:
            right &= number_field(f"{entry.label}: {knob.label}", knob.low, knob.high, key=f"race_{name}",
                                  value=float(state.knobs.get(name, knob.default)), help=knob.help or None,
                                  write=partial(state.knobs.__setitem__, name))
    return right


def _choose() -> None:
    state = current().of(Landscape)
    state.optimizers = list(st.session_state["race_optimizers"])[:MOST_RACERS]
    state.full_batch = st.session_state["race_full"]


def _race() -> None:
    state = current().of(Landscape)
    state.start = None
    state.start_race(None)


def _clear() -> None:
    state = current().of(Landscape)
    with state.lock:
        state.race = state.start = None


def ways(state: Landscape, look: Theme) -> list[Way]:
    """Return the lines to draw: the path of training, and each racer's way."""
    assert state.plane is not None
    lines: list[Way] = []
    if len(state.path) > 1:
        lines.append(("path of training", look.negative, state.plane.coordinates(state.path), state.path_losses()))
    if state.race:
        for colour, racer in zip(_colours(look), state.race.racers):
            way = racer.way
            lines.append((OPTIMIZERS[racer.name].label, colour, way[:, 1:3], way[:, 3]))
    return lines


def _colours(look: Theme) -> tuple[str, ...]:
    """Return the racers' colours: not that of the path, nor that of the surface."""
    green, purple, ochre, light, brown, grey = look.classes[2:]
    return green, purple, ochre, look.text, look.warning, brown, grey, light


def results(state: Landscape) -> None:
    """Draw the race's losses over the epochs, and how it ended."""
    st.subheader("Losses of the race", anchor=False)
    if state.race is None or not state.race.done:
        st.caption("A race's losses appear here when it is over." if state.race is None else "They are running …")
        return
    look = theme()
    curves = [(OPTIMIZERS[racer.name].label, colour, "solid", racer.way[:, [0, 3]])
              for colour, racer in zip(_colours(look), state.race.racers)]
    live_chart(curves_figure(np.empty(0), curves, theme=look, across="epoch", log=state.log), key="race_losses",
               alt="Training loss of each optimizer over the epochs of the race.")
    table = pd.DataFrame([{"optimizer": OPTIMIZERS[racer.name].label, "learning rate": racer.run.experiment.lr,
                           "training loss": racer.way[-1, 3], "lowest": np.nanmin(racer.way[:, 3]),
                           "off the plane": racer.off_plane, "diverged": racer.diverged}
                          for racer in state.race.racers]).sort_values("training loss")
    st.dataframe(table, hide_index=True, key="race_table", column_config={
        name: st.column_config.NumberColumn(format="%.4g") for name in ("training loss", "lowest", "off the plane")})
    st.download_button("Table (CSV)", table.to_csv(index=False), "race.csv", "text/csv", key="race_csv",
                       on_click="ignore", icon=":material/download:")
