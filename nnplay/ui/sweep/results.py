"""The results of a sweep: a table to sort, a heatmap, all combinations as lines, and files of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.figures.sweep import grid_figure, lines_figure
from nnplay.figures.theme import Theme
from nnplay.share.opening import Opening
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.plan import Combination, Sweep
from nnplay.study.sweep.results import MEASURES, grid, labels, markdown, runs_table, summary_table
from nnplay.study.sweep.values import SETTINGS
from nnplay.text import for_markdown
from nnplay.ui.chart import live_chart, picked
from nnplay.ui.pages import PAGES
from nnplay.ui.scaled import say_scaled
from nnplay.ui.session import current
from nnplay.ui.sweep.state import SweepPage

LINES, HEATMAP = "sweep_lines", "sweep_heatmap"
ALL = "all, as a mean"
VIEWS = ["Table", "Heatmap", "Lines", "Files"]


def results(job: Job, theme: Theme) -> None:
    """Draw the view of the results that is chosen."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="sweep_choice"):
        view = st.segmented_control("Results as", VIEWS, default="Table", required=True, key="sweep_view")
        measure = st.selectbox("Measure", list(MEASURES), key="sweep_measure", width=220,
                               format_func=lambda key: MEASURES[key].label)
    say_scaled(each.experiment for each in job.sweep.plan.combinations)
    if view == "Table":
        _table(job)
    elif view == "Heatmap":
        _heatmap(job, measure, theme)
    elif view == "Lines":
        _lines(job, measure, theme)
    else:
        _files(job)


def _table(job: Job) -> None:
    missing = job.missing
    table = summary_table(job.sweep, job.results, missing)
    formats: dict[str, Any] = {"Combination": None} | ({} if missing else {"Missing": None})
    for measure in MEASURES.values():
        shown = st.column_config.NumberColumn(format=f"%.{measure.digits}f")
        formats |= {measure.label: shown, f"± {measure.label}": shown}
    st.caption("Means over the repeats; ± is half of the 95 % interval. Runs that diverged count only in their column. "
               "Choose a row to open its first repeat.")
    chosen = st.dataframe(table, hide_index=True, column_config=formats, on_select="rerun", key="sweep_table",
                          selection_mode="single-row", alt="The results of each combination")
    rows = [row for row in chosen.selection.rows if row < len(table)]
    if rows:
        _offer(job.sweep, job.sweep.plan.combinations[int(table["Combination"].iloc[rows[0]])])


def _heatmap(job: Job, measure: str, theme: Theme) -> None:
    sweep, names = job.sweep, list(job.sweep.names)
    if len(names) < 2:
        st.info("A heatmap needs two settings that vary.")
        return
    long_first = sorted(names, key=lambda name: -len(dict(sweep.axes)[name]))
    left, right = st.columns(2)
    across = left.selectbox("Across", names, index=names.index(long_first[0]), key="sweep_across",
                            format_func=lambda name: SETTINGS[name].label)
    others = [name for name in names if name != across]
    up = right.selectbox("Down", others, index=others.index(next(each for each in long_first if each != across)),
                         format_func=lambda name: SETTINGS[name].label, key="sweep_down")
    only = _filters(sweep, [name for name in names if name not in (across, up)])
    entry, titles = MEASURES[measure], (SETTINGS[across].label, SETTINGS[up].label)
    values = grid(sweep, job.results, across, up, measure, only)
    figure = grid_figure(values.to_numpy(), list(values.columns), list(values.index), theme=theme, titles=titles,
                         label=entry.label, best=entry.better)
    live_chart(figure, key=HEATMAP, on_pick=lambda: _choose_cell(job, across, up, measure, only),
               alt=f"{entry.label} by {titles[0]} and {titles[1]}. Click a cell for its best combination.")
    whose = ", of those chosen above" if only else ""
    st.caption(f"Means over all runs with both values{whose}; the bluer, the better. Choose a cell to open its best "
               "combination.")
    _offer_chosen(job.sweep)


def _filters(sweep: Sweep, rest: list[str]) -> dict[str, str]:
    """Draw a choice for each setting that the heatmap does not show; return those of which one value is chosen.

    The scores of one data set say nothing of another's, so they are not mixed unless somebody wants to.
    """
    chosen = {}
    with st.container(horizontal=True, gap="small", key="sweep_filters"):
        for name in rest:
            values = [SETTINGS[name].shown(value) for value in dict(sweep.axes)[name]]
            value = st.selectbox(f"Of {SETTINGS[name].label.lower()}", [ALL, *values], width=200,
                                 index=1 if name == "data" else 0, key=f"sweep_only_{name}")
            if value != ALL:
                chosen[name] = value
    return chosen


def _choose_cell(job: Job, across: str, up: str, measure: str, only: Mapping[str, str]) -> None:
    """Take the best combination of the cell that was clicked; nonsense is ignored."""
    told = picked(HEATMAP)
    if told is None:
        return
    table, axes = summary_table(job.sweep, job.results), dict(job.sweep.axes)
    for name, shown in only.items():
        table = table[table[SETTINGS[name].label] == shown]
    for name, place in ((across, round(told[0])), (up, round(told[1]))):
        if not 0 <= place < len(axes[name]):
            return
        table = table[table[SETTINGS[name].label] == SETTINGS[name].shown(axes[name][place])]
    values = table[MEASURES[measure].label]
    if values.notna().any():
        best = values.idxmax() if MEASURES[measure].better == "high" else values.idxmin()
        current().of(SweepPage).chosen = int(table["Combination"][best])


def _lines(job: Job, measure: str, theme: Theme) -> None:
    sweep, entry = job.sweep, MEASURES[measure]
    if not sweep.axes:
        st.info("Lines need a setting that varies.")
        return
    table = summary_table(sweep, job.results)
    axes = [(label, [SETTINGS[name].shown(value) for value in values])
            for label, (name, values) in zip(labels(sweep), sweep.axes)]
    positions = np.column_stack([table[label].map(names.index).to_numpy() for label, names in axes])
    state = current().of(SweepPage)
    figure = lines_figure(positions, table[entry.label].to_numpy(), axes, theme=theme, label=entry.label,
                          best=entry.better, numbers=table["Combination"].to_numpy(), chosen=state.chosen)
    live_chart(figure, key=LINES, on_pick=_choose,
               alt=f"Every combination as a line over its values, to its {entry.label}. Click one to open it.")
    st.caption("Each line is a combination; the strong blue ones are the best. Click a line to open its first repeat.")
    _offer_chosen(sweep)


def _offer_chosen(sweep: Sweep) -> None:
    chosen = current().of(SweepPage).chosen
    if chosen is not None:
        _offer(sweep, sweep.plan.combinations[chosen])


def _choose() -> None:
    """Take the combination whose line was clicked; nonsense is ignored."""
    state, told = current().of(SweepPage), picked(LINES)
    if told and told[2] is not None and state.job and 0 <= told[2] < len(state.job.sweep.plan.combinations):
        state.chosen = told[2]


def _files(job: Job) -> None:
    parts = job.sweep, job.results, job.missing
    summary, runs = (table.drop(columns="Combination") for table in (summary_table(*parts), runs_table(*parts)))
    with st.container(horizontal=True, gap="small"):
        _download("Combinations as CSV", summary.to_csv(index=False), "sweep.csv", "text/csv")
        _download("Every run as CSV", runs.to_csv(index=False), "runs.csv", "text/csv")
        _download("Combinations as Markdown", markdown(summary), "sweep.md", "text/markdown")
    st.dataframe(_short(runs), hide_index=True, key="sweep_runs", alt="Every run that is done")


def _short(runs: pd.DataFrame) -> pd.DataFrame:
    numbers = runs.select_dtypes("float").columns
    return runs.assign(**{name: runs[name].round(5) for name in numbers})


def _download(label: str, text: str, name: str, kind: str) -> None:
    st.download_button(label, text, name, kind, key=f"sweep_file_{name}", on_click="ignore", icon=":material/download:")


def _offer(sweep: Sweep, combination: Combination) -> None:
    """Draw what was chosen, and the button that opens it."""
    said = ", ".join(f"{label} {SETTINGS[name].shown(value)}"
                     for label, name, value in zip(labels(sweep), sweep.names, combination.values))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="sweep_offer"):
        if st.button("Open in the Playground", key="sweep_open", icon=":material/open_in_new:"):
            session = current()
            session.player.catch_up()
            session.player.open(Opening(combination.experiment))
            st.switch_page(PAGES["playground"].script, query_params={})
        st.markdown(for_markdown(said) or "The only combination")
