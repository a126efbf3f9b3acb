"""Train on the table: a sensible network, its loss, and what its answers are worth."""

from __future__ import annotations

import streamlit as st

from nnplay.data.quantity import quantity
from nnplay.data.reading.advice import advice
from nnplay.data.reading.prepare import Prepared
from nnplay.data.reading.problems import counted
from nnplay.data.table import Table
from nnplay.figures.loss import loss_figure
from nnplay.figures.theme import Theme
from nnplay.run import Run
from nnplay.study.messages import message
from nnplay.study.trial import baseline
from nnplay.study.views.judgement import Estimated, judge
from nnplay.text import for_markdown
from nnplay.ui.chart import live_chart
from nnplay.ui.pages import PAGES
from nnplay.ui.session import current
from nnplay.ui.your_data.state import YourData
from nnplay.ui.your_data.use import use

EPOCHS, SECONDS = 100, 1.0  # of training for each press, whichever is first


def verdict(prepared: Prepared) -> None:
    """Say what is worth knowing about the table, or why nothing can be learnt from it."""
    if prepared.table is None:
        st.error("\n".join(f"- {_sentence(reason)}" for reason in prepared.reasons), title="Not yet")
        return
    sentences = [*prepared.remarks, *advice(prepared.table)]
    if sentences:
        st.info("\n".join(f"- {_sentence(each)}" for each in sentences))


@st.fragment
def train(state: YourData, table: Table, theme: Theme) -> None:
    """Draw the button that trains, and what came of it."""
    trial = state.trial_of(table)
    label = "Train on this" if trial is None else "Train on"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(label, key="your_data_train", type="primary", icon=":material/play_arrow:", on_click=state.train,
                  args=(table, EPOCHS, SECONDS), disabled=trial is not None and trial.run.divergence is not None)
        st.caption(f"{counted(table.inputs.shape[1], 'input')}, {counted(len(table), 'row')}, "
                   + (f"{len(table.classes)} classes" if table.classes else "a number to predict")
                   + ". A quarter of the rows is kept for the test.", width="stretch")
        if st.button("Open in the Playground", key="your_data_open", icon=":material/open_in_new:",
                     help="The network as it stands, with its history"):
            session = current()
            session.player.catch_up()
            state.open(table, session.player)
            st.switch_page(PAGES["playground"].script, query_params={})
    if trial is not None:
        _outcome(trial.run, theme)
        use(trial)


def _outcome(run: Run, theme: Theme) -> None:
    records = run.history_log.records
    epochs, losses, tests = (records[name].copy() for name in ("epoch", "train_loss", "test_loss"))
    sizes = "-".join(map(str, run.params.net.sizes))
    st.markdown(f"A {sizes} network after **{run.epoch:,} epochs**: {_worth(run)}")
    if said := message(run, only="overfitting"):
        st.warning(for_markdown(f"{said.line} {said.why}"), title="It learns the training rows by heart")
    label = "loss of the scaled target" if run.targets.standardized else "loss"
    live_chart(loss_figure(epochs, losses, tests if len(run.split.test) else None, theme=theme, label=label),
               key="your_data_loss",
               alt=f"Loss over {run.epoch:,} epochs: training {losses[-1]:.3g}, test {tests[-1]:.3g}")


def _worth(run: Run) -> str:
    """Say what the answers are worth, beside an answer that never changes."""
    tests = len(run.split.test)
    if run.divergence:
        return "the training has diverged; its numbers are no longer finite."
    if not tests:
        return "there are too few rows for a test."
    judged = judge(run, "test")
    if isinstance(judged, Estimated):
        return (f"on the {tests:,} test rows {for_markdown(run.targets.name)} is off by **{quantity(judged.rmse)}** "
                f"(root of the mean square). Always giving the mean is off by {quantity(baseline(run))}.")
    return (f"**{run.accuracy.test:.1%}** of the {tests:,} test rows right ({run.accuracy.train:.1%} of "
            f"the training rows). Always giving the commonest answer gets {baseline(run):.1%}.")


def _sentence(text: str) -> str:
    return for_markdown(text[:1].upper() + text[1:])
