"""A sweep under way: Start, Pause, Cancel, how far it is, and the results as they come in."""

from __future__ import annotations

import streamlit as st

from nnplay.data.reading.problems import counted
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.plan import Sweep
from nnplay.study.sweep.results import named
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.session import current
from nnplay.ui.sweep import link
from nnplay.ui.sweep.results import results
from nnplay.ui.sweep.state import SweepPage

EVERY = 0.8  # seconds between two looks at a sweep that runs


def progress(state: SweepPage, sweep: Sweep | None) -> None:
    """Draw the button that begins, and the sweep that was begun last."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="sweep_start_row"):
        st.button("Start", key="sweep_start", type="primary", icon=":material/play_arrow:", disabled=sweep is None,
                  on_click=_start, args=(sweep,))
        if sweep and st.button("Link to this sweep", key="sweep_link", icon=":material/link:",
                               help="Put the sweep into the address bar, to be copied from there"):
            written = link.write(sweep)
            state.read_from = written[link.KEY]
            st.query_params.from_dict(written)
            st.toast("The address of this page now holds the sweep.")
    if state.job:
        running = state.job.state == "running"
        st.fragment(_live, run_every=EVERY if running else None)(running)


def _live(was_running: bool) -> None:
    """Draw how the sweep stands. A run of the whole page follows its end, so that the clock stops."""
    job = current().of(SweepPage).job
    if job is None:
        return
    if was_running and job.state != "running":
        st.rerun()
    _standing(job)
    if job.results or job.missing:
        results(job, theme())
    else:
        st.caption("The first results come in a moment." if was_running else "There is no result yet.")


def _standing(job: Job) -> None:
    now, state = job.progress, job.state
    said = {"running": "Training", "paused": "Paused", "cancelled": "Cancelled", "done": "Done"}[state]
    left = ""
    if state in ("running", "paused") and now.left is not None:
        left = f", about {_time(now.left)} left"
    st.progress(1.0 if state == "done" else now.share,
                f"{said}: {now.done:,} of {job.sweep.runs:,} runs in {_time(now.worked)}{left}")
    if job.missing:
        st.warning(f"{for_markdown(named(job.sweep, job.missing))}. The process that trained them broke down twice; "
                   "every other run goes on. The files mark what is missing.",
                   title=f"{counted(len(job.missing), 'run is', 'runs are')} missing")
    if state in ("running", "paused"):
        with st.container(horizontal=True, gap="small", key="sweep_under_way"):
            if state == "running":
                st.button("Pause", key="sweep_pause", icon=":material/pause:", on_click=job.pause)
            else:
                st.button("Go on", key="sweep_go_on", icon=":material/play_arrow:", on_click=_go_on)
            st.button("Cancel", key="sweep_cancel", icon=":material/close:", on_click=job.cancel,
                      help="What is done stays")


def _time(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"


def _start(sweep: Sweep) -> None:
    current().of(SweepPage).start(sweep)


def _go_on() -> None:
    job = current().of(SweepPage).job
    if job:
        job.go_on()
