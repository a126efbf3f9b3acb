"""A word below losses that are not in the unit of what is predicted."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from nnplay.experiment import Experiment


def say_scaled(experiments: Iterable[Experiment]) -> None:
    """Say it where any of the experiments learns a scaled target."""
    if any(experiment.source.standardize_target for experiment in experiments):
        st.caption("Losses are of the scaled target: less the mean of the training rows, divided by their deviation.")
