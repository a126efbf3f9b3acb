"""Train on the table: a sensible network, its loss, and what its answers are worth."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nnplay.data.reading.advice import advice
from nnplay.data.reading.prepare import Prepared
from nnplay.data.table import Table
from nnplay.figures.loss import loss_figure
from nnplay.figures.theme import Theme
from nnplay.study.trial import Trial
from nnplay.ui.chart import live_chart
from nnplay.ui.pages import PAGES
from nnplay.ui.session import current
from nnplay.ui.text import plain
from nnplay.ui.your_data.state import YourData

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
    trial = state.trial if state.trial is not None and state.trial.table == table else None
    label = "Train on this" if trial is None else "Train on"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(label, key="your_data_train", type="primary", icon=":material/play_arrow:", on_click=_train,
                  args=(state, table), disabled=trial is not None and trial.diverged)
        st.caption(f"{table.inputs.shape[1]:,} inputs, {len(table):,} rows, "
                   + (f"{len(table.classes)} classes" if table.classes else "a number to predict")
                   + ". A quarter of the rows is kept for the test.", width="stretch")
        if st.button("Open in the Playground", key="your_data_open", icon=":material/open_in_new:"):
            _open(table)
            st.switch_page(PAGES["playground"].script, query_params={})
    if trial is not None:
        _outcome(trial, theme)


def _open(table: Table) -> None:
    """Put the table on the stage, with a network that suits its size."""
    session = current()
    units = 8 if table.inputs.shape[1] > 4 or len(table.classes) > 2 else 4
    session.change(table=table, inputs=None, standardize=None, hidden=(units, units), lr=0.03, optimizer="sgd",
                   test_share=25, regularization={}, stop={}, knobs={})


def _train(state: YourData, table: Table) -> None:
    if state.trial is None or state.trial.table != table:
        state.trial = Trial(table)
    state.trial.advance(EPOCHS, SECONDS)


def _outcome(trial: Trial, theme: Theme) -> None:
    epochs, losses, tests = np.array(trial.losses).T
    sizes = "-".join(map(str, trial.net.sizes))
    st.markdown(f"A {sizes} network after **{trial.epoch:,} epochs**: {_worth(trial)}")
    live_chart(loss_figure(epochs, losses, tests if trial.test_rows else None, theme=theme), key="your_data_loss",
               alt=f"Loss over {trial.epoch:,} epochs: training {losses[-1]:.3g}, test {tests[-1]:.3g}")


def _worth(trial: Trial) -> str:
    """Say what the answers are worth, beside an answer that never changes."""
    if trial.diverged:
        return "the training has diverged; its numbers are no longer finite."
    if not trial.test_rows:
        return "there are too few rows for a test."
    if trial.table.classes:
        return (f"**{trial.accuracy[1]:.1%}** of the {trial.test_rows:,} test rows right ({trial.accuracy[0]:.1%} of "
                f"the training rows). Always giving the commonest answer gets {trial.baseline:.1%}.")
    return (f"on the {trial.test_rows:,} test rows {plain(trial.table.target)} is off by **{trial.typical_error:.4g}** "
            f"(root of the mean square). Always giving the mean is off by {trial.baseline:.4g}.")


def _sentence(text: str) -> str:
    return plain(text[:1].upper() + text[1:])
