"""What became of the starts: the live fans, the count of the solved, and each of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.figures.population import fan_figure
from nnplay.figures.theme import Theme
from nnplay.share.opening import Opening
from nnplay.study.intervals import difference
from nnplay.study.population import Population
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.chart import live_chart, picked
from nnplay.ui.luck.closer import closer, growing
from nnplay.ui.luck.state import Luck
from nnplay.ui.luck.words import percent, verdict
from nnplay.ui.scaled import say_scaled
from nnplay.ui.session import current
from nnplay.ui.slices import PACE_MS


def board(state: Luck) -> None:
    """Draw the populations: the fans and boundaries live, the rest once they rest."""
    if not state.populations:
        st.info("Press Start: all networks begin from different weights and train at once on the same samples.")
        return
    _live()
    if state.running:
        growing()
    else:
        closer(state, theme())


@st.fragment
def _live() -> None:
    session = current()
    state = session.of(Luck)
    if state.opened is not None:
        population, start = state.opened
        state.opened = None
        session.player.open(Opening(state.populations[population].member(start)))
        st.switch_page("playground.py", query_params={})
    was_running = state.running
    state.work()
    if was_running and not state.running:
        st.rerun()
    if not state.populations:
        return
    look = theme()
    goal = state.target
    epoch = min(population.counted for population in state.populations)
    st.progress(epoch / state.populations[0].epochs, f"Epoch {epoch:,} of {state.populations[0].epochs:,}")
    top = max(_top(population) for population in state.populations)
    bottom = min(_lowest(population) for population in state.populations) / 2
    for index, place in enumerate(st.columns(len(state.populations))):
        with place:
            _fan(state, index, state.populations[index], (bottom, top), look)
    say_scaled(population.experiment for population in state.populations)
    if len(state.populations) == 2:
        one, other = (int(population.solved(goal).sum()) for population in state.populations)
        apart = difference(one, state.populations[0].starts, other, state.populations[1].starts)
        first, second = (for_markdown(name) for name in state.names)
        st.markdown(verdict((first, second), apart))


def _fan(state: Luck, index: int, population: Population, span: tuple[float, float], look: Theme) -> None:
    goal = state.target
    solved = population.solved(goal)
    whose = f"**{for_markdown(state.names[index])}**: " if state.names[index] else ""
    st.markdown(f"{whose}{solved.sum()} of {population.starts} solved: {percent(population.share(goal))}",
                help=f"Solved: {for_markdown(str(goal))}.")
    fan = population.fan()
    figure = fan_figure(fan.epochs, fan.losses, (fan.low, fan.median, fan.high), solved, theme=look,
                        last=population.epochs, bottom=span[0], top=span[1], log=state.log)
    last = index == len(state.populations) - 1
    live_chart(figure, key=f"luck_fan_{index}", turn=state.turn, pace=PACE_MS if state.running and last else 0,
               on_pick=lambda: _open(index),
               alt=f"Training loss of {population.starts} starts up to epoch {population.counted}: the median is "
               f"{fan.median[-1]:.3g}, {solved.sum()} are solved. Click a line to open it in the Playground.")


def _top(population: Population) -> float:
    """Return the loss the axis reaches to: that of most starts at the beginning, and it stands still."""
    first = population.fan().losses[0]
    return float(np.quantile(first[np.isfinite(first)], 0.9)) * 1.1 if np.isfinite(first).any() else 1.0


def _lowest(population: Population) -> float:
    losses = population.fan().losses
    finite = losses[np.isfinite(losses) & (losses > 0)]
    return float(finite.min()) if len(finite) else 1e-3


def _open(index: int) -> None:
    """Open the start that was clicked in the Playground."""
    state, told = current().of(Luck), picked(f"luck_fan_{index}")
    if told and told[2] is not None and index < len(state.populations):
        state.open(index, told[2])
