"""The kept runs at the same epoch: one Play for all, their curves over one another, their boundaries and settings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.figures.compare import boundary_figure, overlay_figure
from nnplay.figures.theme import Theme
from nnplay.run import Run
from nnplay.study.compare import described, differences
from nnplay.study.plane import plane_of
from nnplay.ui.chart import live_chart
from nnplay.ui.compare.kept import MOST, KeptRuns, keep_box
from nnplay.ui.frame import theme
from nnplay.ui.frames import Camera
from nnplay.ui.pages import PAGES
from nnplay.ui.session import Session, current
from nnplay.ui.slices import PACE_MS, slice_seconds
from nnplay.ui.text import plain

EPOCHS_A_SLICE = 10  # so that there is something to watch


def board(session: Session) -> None:
    """Draw the page."""
    state = session.of(KeptRuns)
    if len(state.kept) < MOST:
        st.caption("The run of the Playground, with its present settings and its first weights:")
        keep_box(session, "compare_keep")
    if not state.kept:
        st.info("Keep at least two runs: the one that is in the Playground now, another after you have changed it.")
        return
    _live()
    _settings(state)


@st.fragment
def _live() -> None:
    state = current().of(KeptRuns)
    runs = state.side_by_side
    if state.playing:
        runs.advance(slice_seconds(state), EPOCHS_A_SLICE)
        state.turn += 1
        if runs.done:
            state.playing = False
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="compare_bar"):
        st.button("Pause" if state.playing else "Play", key="compare_play", type="primary", on_click=_play,
                  icon=":material/pause:" if state.playing else ":material/play_arrow:", disabled=runs.done)
        st.button("Step", key="compare_step", icon=":material/skip_next:", on_click=_step, disabled=runs.done,
                  help="One epoch for all")
        st.button("Reset", key="compare_reset", icon=":material/replay:", on_click=_reset)
        state.log = st.toggle("Log", key="compare_log")
        st.markdown(f"Epoch **{runs.epoch:,}**")
    look = theme()
    _boundaries(state, look)
    curves = []
    for kept, run in zip(state.kept, runs.runs):
        records = run.history_log.records
        curves.append((plain_text(kept.name), records["epoch"].copy(), records["train_loss"].copy(),
                       records["test_loss"].copy()))
    live_chart(overlay_figure(curves, theme=look, log=state.log), key="compare_curves", turn=state.turn,
               pace=PACE_MS if state.playing else 0, on_ask=_asked,
               alt="Losses: " + ", ".join(f"{kept.name} {run.loss.train:.3g} train, {run.loss.test:.3g} test"
                                          for kept, run in zip(state.kept, runs.runs)))


def _boundaries(state: KeptRuns, look: Theme) -> None:
    across = min(3, len(state.kept))
    for first in range(0, len(state.kept), across):
        for place, number in zip(st.columns(across), range(first, min(first + across, len(state.kept)))):
            with place:
                _boundary(number, state.kept[number].name, state.side_by_side.runs[number], look)


def _boundary(number: int, name: str, run: Run, look: Theme) -> None:
    accuracy = "" if np.isnan(run.accuracy.train) else f", {run.accuracy.train:.1%} right"
    st.markdown(f"**{plain(name)}**: train {run.loss.train:.3f}, test {run.loss.test:.3f}{accuracy}")
    data, train = run.experiment.source, run.split.train
    if not data.planar or run.experiment.classes > 2:
        st.caption("Boundaries are drawn here of data in a plane with two classes or a number.")
        return
    camera = Camera(run, plane_of(run.experiment, run.split))
    output = (camera.moving(run, 0).output.astype(float) - 128) / 127
    targets = train.targets * 2 - 1 if data.classes else train.targets
    live_chart(boundary_figure(output, train.points, targets, theme=look, low=data.low, high=data.high),
               key=f"compare_boundary_{number}", alt=f"Decision boundary of {name} at epoch {run.epoch}")
    if run.divergence or run.stopped:
        st.caption(plain(str(run.divergence) if run.divergence else f"It stopped at epoch {run.epoch:,}."))


def _settings(state: KeptRuns) -> None:
    """Draw the settings side by side; those that differ come first and are marked."""
    first = state.kept[0].experiment
    different = sorted({name for each in state.kept for name in differences(first, each.experiment)})
    same = [name for name in ("data", "hidden", "activation", "lr", "optimizer", "batch", "loss", "init", "seed")
            if name not in different]
    table = pd.DataFrame({"Setting": [name.replace("_", " ") for name in (*different, *same)],
                          "Differs": ["≠"] * len(different) + [""] * len(same)})
    for kept in state.kept:
        table[kept.name] = [described(getattr(kept.experiment, name)) for name in (*different, *same)]
    st.dataframe(table, hide_index=True, key="compare_settings",
                 alt="The settings of the kept runs; ≠ where they differ")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="compare_manage"):
        chosen = st.selectbox("Kept run", [each.name for each in state.kept], key="compare_chosen", width=240)
        st.button("Remove", key="compare_remove", icon=":material/delete:", on_click=state.remove, args=(chosen,))
        if st.button("Open in the Playground", key="compare_open", icon=":material/open_in_new:"):
            session = current()
            session.player.catch_up()
            session.player.change(next(each.experiment for each in state.kept if each.name == chosen))
            st.switch_page(PAGES["playground"].script, query_params={})


def plain_text(name: str) -> str:
    """Return a name for Plotly, which reads some HTML."""
    return name.replace("&", "&amp;").replace("<", "&lt;")


def _play() -> None:
    state = current().of(KeptRuns)
    state.playing = not state.playing


def _step() -> None:
    state = current().of(KeptRuns)
    state.playing = False
    state.side_by_side.advance(0.0, 1)


def _reset() -> None:
    state = current().of(KeptRuns)
    state.playing = False
    state.side_by_side.reset()


def _asked() -> None:
    """Nothing: the fragment that follows goes on."""
