"""The kept runs at the same epoch: one Play for all, their curves over one another, their boundaries and settings."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.data.reading.raw import harmless
from nnplay.figures.compare import Side, answer_figure, boundary_figure, overlay_figure
from nnplay.figures.theme import Theme
from nnplay.share.history_file import history_csv
from nnplay.study.compare import described, differences
from nnplay.text import for_markdown
from nnplay.ui.address import arrived_with, keep_in_address
from nnplay.ui.appearance import theme
from nnplay.ui.chart import live_chart
from nnplay.ui.compare.kept import MOST, KeptRuns, keep_box
from nnplay.ui.compare.link import KEY, read, write
from nnplay.ui.pages import PAGES
from nnplay.ui.scaled import say_scaled
from nnplay.ui.session import Session, current
from nnplay.ui.slices import PACE_MS

MEASURES = ("loss", "accuracy")


def board(session: Session) -> None:
    """Draw the page."""
    state = session.of(KeptRuns)
    _arrive(state)
    if len(state.kept) < MOST:
        st.caption("The run of the Playground, with its present settings and its initial weights:")
        keep_box(session, "compare_keep")
    keep_in_address(state.address, KEY, _written(state))
    if not state.kept:
        st.info("Keep at least two runs: the one that is in the Playground now, another after you have changed it.")
        return
    _live()
    say_scaled(each.experiment for each in state.kept)
    _settings(state)


def _arrive(state: KeptRuns) -> None:
    """Take over the runs of the address, if the person has come with some."""
    if text := arrived_with(state.address, KEY):
        kept, problems = read(text)
        try:
            state.put(kept)
        except ValueError as problem:
            problems.append(f"{problem}.")
        if problems:
            st.warning("\n".join(f"- {for_markdown(each)}" for each in problems), title="About the link")


def _written(state: KeptRuns) -> str:
    """Return what the address bar holds: nothing where the runs are too much for it, which is then said."""
    try:
        return write(state.kept)
    except ValueError:
        st.caption("These runs do not fit into the address of the page: they are gone when it is loaded again.")
        return ""


@st.fragment
def _live() -> None:
    state = current().of(KeptRuns)
    state.work()
    runs = state.side_by_side
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="compare_bar"):
        st.button("Pause" if state.playing else "Play", key="compare_play", type="primary", on_click=_play,
                  icon=":material/pause:" if state.playing else ":material/play_arrow:", disabled=runs.done)
        st.button("Step", key="compare_step", icon=":material/skip_next:", on_click=state.step, disabled=runs.done,
                  help="One epoch for all")
        st.button("Reset", key="compare_reset", icon=":material/replay:", on_click=state.reset)
        measure = st.segmented_control("Curves", list(MEASURES), default="loss", required=True, key="compare_measure",
                                       label_visibility="collapsed", format_func=str.capitalize)
        state.log = st.toggle("Log", key="compare_log", disabled=measure != "loss")
        st.markdown(f"Epoch **{runs.epoch:,}**")
    look = theme()
    _boundaries(state, look)
    curves = []
    for kept, run in zip(state.kept, runs.runs):
        records = run.history_log.records
        train, test = (records[f"{samples}_{measure}"].copy() for samples in ("train", "test"))
        curves.append((kept.name, records["epoch"].copy(), train, test))
    live_chart(overlay_figure(curves, theme=look, log=state.log and measure == "loss", label=measure),
               key="compare_curves", turn=state.turn, pace=PACE_MS if state.playing else 0, on_ask=_asked,
               alt="Losses: " + ", ".join(f"{kept.name} {run.loss.train:.3g} train, {run.loss.test:.3g} test"
                                          for kept, run in zip(state.kept, runs.runs)))


def _boundaries(state: KeptRuns, look: Theme) -> None:
    across = min(3, len(state.kept))
    for first in range(0, len(state.kept), across):
        for place, number in zip(st.columns(across), range(first, min(first + across, len(state.kept)))):
            with place:
                _boundary(state, number, look)


def _boundary(state: KeptRuns, number: int, look: Theme) -> None:
    name, run, camera = state.kept[number].name, state.side_by_side.runs[number], state.camera(number)
    accuracy = "" if np.isnan(run.accuracy.train) else f", {run.accuracy.train:.1%} right"
    st.markdown(f"**{for_markdown(name)}**: train {run.loss.train:.3f}, test {run.loss.test:.3f}{accuracy}")
    plane, output = camera.plane, camera.output(run)
    ends = [Side(axis.label, axis.low, axis.high) for axis in plane.axes]
    points = camera.points(run.split.train.points, run.split.train.targets)
    for column, end in enumerate(ends):
        share = (points[:, column] - plane.low) / (plane.high - plane.low)
        points[:, column] = end.low + share * (end.high - end.low)
    draw, shown = (answer_figure, output[0]) if plane.line else (boundary_figure, output)
    live_chart(draw(shown, points, theme=look, across=ends[0], up=ends[1]), key=f"compare_boundary_{number}",
               alt=f"What {name} answers at epoch {run.epoch}, over {plane.axes[0].label} and {plane.axes[1].label}")
    if run.divergence or run.stopped:
        st.caption(for_markdown(str(run.divergence) if run.divergence else f"It stopped at epoch {run.epoch:,}."))


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
        st.download_button("Histories (CSV)", lambda: _histories(state), "runs.csv", "text/csv", key="compare_csv",
                           on_click="ignore", icon=":material/download:")
        st.button("Remove", key="compare_remove", icon=":material/delete:", on_click=state.remove, args=(chosen,))
        if st.button("Open in the Playground", key="compare_open", icon=":material/open_in_new:"):
            session = current()
            session.player.catch_up()
            session.player.open(next(each.opening for each in state.kept if each.name == chosen))
            st.switch_page(PAGES["playground"].script, query_params={})


def _histories(state: KeptRuns) -> str:
    """Return the histories of all runs, one below the other, each row with the name of its run."""
    with state.lock:
        tables = [pd.read_csv(io.StringIO(history_csv(run))).assign(run=harmless(kept.name))
                  for kept, run in zip(state.kept, state.side_by_side.runs)]
    table = pd.concat(tables)
    return str(table[["run", *table.columns.drop("run")]].to_csv(index=False))


def _play() -> None:
    state = current().of(KeptRuns)
    with state.lock:
        state.playing = not state.playing


def _asked() -> None:
    """Nothing: the fragment that follows goes on."""
