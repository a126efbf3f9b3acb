"""The landscape itself, live while it is computed and while optimizers race over it."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from nnplay.figures.landscape import add_mark, add_way, contour_figure, curves_figure, surface_figure
from nnplay.figures.theme import Theme
from nnplay.study.landscape import losses_at
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.chart import live_chart, picked
from nnplay.ui.landscape.race import contestants, results, ways
from nnplay.ui.landscape.state import Landscape
from nnplay.ui.scaled import say_scaled
from nnplay.ui.session import Session, current
from nnplay.ui.slices import PACE_MS

CHART = "landscape_chart"
SOON_MS = 20
DASHES = {"train": "solid", "test": "dash"}


def board(session: Session, state: Landscape) -> None:
    """Draw the landscape, the race and the cut."""
    state.look_at(session.player)
    state.shown = (state.plane, state.race)
    picture, side = st.columns([5, 3], gap="medium")
    with picture:
        _live()
    with side:
        contestants(state)
    cut, race = st.columns(2, gap="medium")
    with cut:
        _cut(state, theme())
    with race:
        results(state)
    say_scaled([session.player.experiment])


@st.fragment
def _live() -> None:
    session = current()
    state = session.of(Landscape)
    was_racing = state.race is not None and not state.race.done
    state.work()
    ended = was_racing and state.race is not None and state.race.done
    before, race = state.shown
    if ended or state.race is not race or state.plane is not before:
        st.rerun()  # what stands beside the picture depends on them, too
    if state.problem:
        st.info(f"{for_markdown(state.problem[:1].upper() + state.problem[1:])}.")
        return
    _words(state)
    surface = state.surface
    plane = state.plane
    if plane is None or surface is None or not surface.computed:
        if state.busy:
            live_chart(_empty(theme()), key=CHART, alt="The landscape is being computed.", turn=state.turn,
                       pace=SOON_MS)
        return
    look = theme()
    lines = ways(state, look)
    if state.view == "surface":
        on_it = [(name, colour, places, surface.over(places)) for name, colour, places, _ in lines]
        figure = surface_figure(surface.x, surface.y, surface.loss, on_it, theme=look, log=state.log,
                                names=plane.names)
    else:
        figure = contour_figure(surface.x, surface.y, surface.loss, surface.done, theme=look, log=state.log,
                                names=plane.names)
        for name, colour, places, losses in lines:
            add_way(figure, places, losses, name=name, colour=colour, halo=look.background)
        if state.other:
            x, y = plane.coordinates(state.other.params.theta)[0].tolist()
            add_mark(figure, (x, y), name="the other start's end", symbol="diamond", theme=look)
        if state.start:
            add_mark(figure, state.start, name="start of the race", theme=look)
    finite = surface.loss[np.isfinite(surface.loss)]
    spoken = f"from {finite.min():.3g} to {finite.max():.3g}" if len(finite) else "nowhere finite"
    live_chart(figure, key=CHART, turn=state.turn, pace=_pace(state), on_pick=_race_from_here,
               alt=f"The {'training' if state.samples == 'train' else 'test'} loss over the plane, {spoken}, with the "
               "path of training. Click a place to let the optimizers race from there.")


def _pace(state: Landscape) -> int:
    """Return after how many milliseconds to go on: the surface as soon as may be, a race so that one can follow."""
    if not state.busy:
        return 0
    return PACE_MS if state.surface is not None and state.surface.complete else SOON_MS


def _empty(look: Theme) -> go.Figure:
    nothing = np.full((2, 2), np.nan)
    return contour_figure(np.arange(2.0), np.arange(2.0), nothing, np.zeros((2, 2), bool), theme=look, log=False)


def _words(state: Landscape) -> None:
    """Say what the plane is, and how much of the path it shows."""
    plane, surface = state.plane, state.surface
    if plane is None or surface is None:
        st.caption("Training the other start …")
        return
    off = plane.distances(state.path)
    length = np.linalg.norm(state.path[0] - state.path[-1])
    said = {
        "path": f"The plane holds {plane.share or 0:.1%} of the variance of the path; the rest of it is projected.",
        "random": "Directions are filter-normalized: 1 is as far as each unit's weights are long. The path is "
                  "projected onto the plane.",
        "weights": "All other weights stay as they now are; the path is projected onto the plane.",
        "three": "The plane goes exactly through the start, the present weights and the other start's end.",
    }[state.kind]
    far = f" The path leaves the plane by up to {off.max():.3g}; start and end are {length:.3g} apart." \
        if len(off) > 1 else ""
    broken = int((surface.done & ~np.isfinite(surface.loss)).sum())
    note = f" {broken:,} cells are not finite: the network's numbers overflow there." if broken else ""
    turn = " Drag to turn it." if state.view == "surface" else ""
    st.caption(f"{said}{far}{note}{turn}" if surface.complete else f"Computing: {surface.progress:.0%}")


def _race_from_here() -> None:
    state, told = current().of(Landscape), picked(CHART)
    if told and state.surface is not None and state.view == "contours" and state.race_ready:
        x, y = told[0], told[1]
        if state.surface.x[0] <= x <= state.surface.x[-1] and state.surface.y[0] <= y <= state.surface.y[-1]:
            state.start_race((x, y))


def _cut(state: Landscape, look: Theme) -> None:
    """Draw the loss along the straight line from the start to the present weights."""
    st.subheader("From the start straight to here", anchor=False)
    if state.run is None or len(state.path) < 2 or not np.isfinite(state.path[[0, -1]]).all():
        st.caption("Train the network first: start and present weights are the same.")
        return
    along = np.linspace(-0.25, 1.25, 121)
    theta = state.path[0] + np.multiply.outer(along, state.path[-1] - state.path[0])
    curves = [(f"{samples} loss", look.train if samples == "train" else look.test, DASHES[samples],
               losses_at(state.run, theta, samples))
              for samples in ("train", "test") if samples == "train" or len(state.run.split.test)]
    figure = curves_figure(along, curves, theme=look, across="0: the start, 1: the present weights", log=state.log,
                           marks=((0.0, "start"), (1.0, "now")))
    live_chart(figure, key="landscape_cut",
               alt="The loss along the straight line from the first to the present weights.")
    st.caption("Linear interpolation (Goodfellow, Vinyals and Saxe 2015): training went round by another way.")
