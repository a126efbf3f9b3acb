"""Each start by itself, once training rests: its boundary, its initial weights, its numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.engine.heads import HEADS
from nnplay.figures.population import first_weights_figure, gallery_figure
from nnplay.figures.theme import Theme
from nnplay.share.opening import Opening
from nnplay.study.naming import parameter_names
from nnplay.study.plane import plane_of
from nnplay.study.population import Population, telling_parameters
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.chart import live_chart, picked
from nnplay.ui.luck.state import Luck
from nnplay.ui.luck.words import percent
from nnplay.ui.session import current

SIDE, MOST_MAPS, COLUMNS = 24, 60, 15
CALM_MS = 1500  # between two pictures of the boundaries in training


def closer(state: Luck, look: Theme) -> None:
    """Draw what there is to see of each start."""
    index = 0
    if len(state.populations) > 1:
        index = st.segmented_control("Look closer at", range(len(state.populations)), default=0, required=True,
                                     format_func=lambda index: state.names[index], key="luck_closer")
    population = state.populations[index]
    views = {"Boundaries": _boundaries, "Initial weights": _first_weights, "Numbers": _numbers}
    view = st.segmented_control("What to see", list(views), default=next(iter(views)), required=True,
                                key="luck_view", label_visibility="collapsed")
    views[view](state, index, population, look)


@st.fragment
def growing() -> None:
    """Draw the boundaries while training goes on, at a calm pace of their own."""
    state = current().of(Luck)
    index = st.session_state.get("luck_closer") or 0
    if state.running and index < len(state.populations):
        _boundaries(state, index, state.populations[index], theme(), key="luck_growing", pace=CALM_MS)


def _boundaries(state: Luck, index: int, population: Population, look: Theme, *, key: str = "luck_gallery",
                pace: int = 0) -> None:
    if not population.on_a_plane:
        st.info("These samples are not points of a plane: there is no boundary to draw.")
        return
    experiment, split = population.experiment, population.experiment.split()
    plane, head, targets = plane_of(experiment, split), HEADS[experiment.head], experiment.targets_of(split)
    with state.lock:
        losses, solved = population.losses(), population.solved(state.target)
        order = np.argsort(np.where(np.isfinite(losses), losses, np.inf), kind="stable")
        chosen = order[np.unique(np.linspace(0, len(order) - 1, min(len(order), MOST_MAPS)).astype(int))]
        answer = population.predictions(plane.grid(SIDE), chosen)
    st.caption(f"{'All' if len(chosen) == population.starts else f'{len(chosen)} of the {population.starts}'} starts, "
               "by loss from the best to the worst; the frame is blue where it is solved. Click one to open it in the "
               "Playground.")
    outputs = answer.shape[-1]
    low, high = (targets.in_units(head.low), targets.in_units(head.high)) if outputs == 1 else (-1.0, 1.0)
    value = answer[..., 0] if outputs == 1 else answer[..., 1] - answer[..., 0]
    if outputs > 2:
        value = answer.argmax(axis=-1)
    figure = gallery_figure(value.reshape(-1, SIDE, SIDE), chosen, losses[chosen], solved[chosen], theme=look,
                            low=low, high=high, columns=COLUMNS, classes=outputs)
    key = f"{key}_{index}"
    live_chart(figure, key=key, on_pick=lambda: _open(state, key, index), turn=state.turn, pace=pace,
               alt=f"The decision boundaries of {len(chosen)} starts, by loss from the best to the worst.")


def _first_weights(state: Luck, index: int, population: Population, look: Theme) -> None:
    solved = population.solved(state.target)
    names = parameter_names(population.experiment)
    telling = telling_parameters(population.first, solved)
    st.caption("Where two of the weights began, and where they are now: at first the two whose beginnings differ "
               "most between the solved and the others.")
    left, right = st.columns(2)
    across = left.selectbox("Across", telling, format_func=names.__getitem__, key=f"luck_across_{index}")
    up = right.selectbox("Up", telling, index=min(1, len(telling) - 1), format_func=names.__getitem__,
                         key=f"luck_up_{index}")
    chosen = [across, up]
    figure = first_weights_figure(population.first[:, chosen], population.theta[:, chosen],
                                  (names[across], names[up]), solved, theme=look)
    live_chart(figure, key=f"luck_weights_{index}", on_pick=lambda: _open(state, f"luck_weights_{index}", index),
               alt=f"Two initial weights of each of {population.starts} starts, by whether it is solved.")


def _numbers(state: Luck, index: int, population: Population, look: Theme) -> None:
    goal = state.target
    table = pd.DataFrame({
        "start": np.arange(population.starts), "seed": population.seeds,
        "training loss": population.losses("train"), "test loss": population.losses("test"),
        "training accuracy": population.accuracies("train"), "test accuracy": population.accuracies("test"),
        "solved": population.solved(goal),
    }).sort_values("training loss", kind="stable")
    st.dataframe(table, hide_index=True, height=300, key="luck_table",
                 column_config={name: st.column_config.NumberColumn(format="%.4g") for name in table.columns[2:6]})
    losses = table["training loss"]
    st.markdown(f"{for_markdown(str(goal)).capitalize()}: {percent(population.share(goal))}. Median training loss "
                f"{losses.median():.4g}, lowest {losses.min():.4g}, highest {losses.max():.4g}; "
                f"{int((~np.isfinite(losses)).sum())} diverged.")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.download_button("Table (CSV)", table.to_csv(index=False), "starts.csv", "text/csv", key="luck_csv",
                           on_click="ignore", icon=":material/download:")
        start = st.selectbox("Start", table["start"], key="luck_start_to_open", width=130)
        if st.button("Open in the Playground", key="luck_open", icon=":material/open_in_new:"):
            current().player.open(Opening(population.member(int(start))))
            st.switch_page("playground.py", query_params={})


def _open(state: Luck, key: str, index: int) -> None:
    told = picked(key)
    if told and told[2] is not None:
        state.open(index, told[2])
