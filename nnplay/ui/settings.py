"""What a person should know about settings, and reading those that are typed."""

from __future__ import annotations

from nnplay.data.outside import printable, shown
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.share.limits import MAX_HIDDEN_LAYERS, MAX_UNITS


def remarks_on(run: Run) -> list[str]:
    """Return what a person should know about how the settings were taken."""
    experiment, train, test = run.experiment, len(run.split.train), len(run.split.test)
    remarks = _on_samples(experiment, train, test)
    if experiment.batch > train:
        remarks.append(f"The batch of {experiment.batch} is larger than the training set: each step uses all {train}.")
    return remarks


def _on_samples(experiment: Experiment, train: int, test: int) -> list[str]:
    share, samples = experiment.test_share, experiment.samples
    if experiment.source.drawn is not None:
        return [f"Points of your own: {train:,} to learn from, {test:,} as the test. Choose a data set to leave them."]
    if experiment.source.fixed:
        return [] if test else [f"All {train} rows are learnt from; there is no test set."]
    if not test:
        return [f"A test share of {share:g} % of {samples} samples is less than one sample: there is no test set."]
    if round(samples * share / 100) > test:
        return [f"A test share of {share:g} % of {samples} samples leaves none to learn from: one was kept for "
                "training."]
    return []


def read_hidden(text: str, *, layers: int = MAX_HIDDEN_LAYERS, units: int = MAX_UNITS) -> tuple[int, ...]:
    """Read hidden layer sizes like "4, 2"; nothing means no hidden layer.

    Raises ValueError naming what is not one, and for more than so many `layers`, or `units` in one of them.
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise ValueError(f"{shown(part)} is not a layer size: write whole numbers, as in 4, 2")
    hidden = tuple(int(part[:6]) for part in parts)
    if len(hidden) > layers or any(not 1 <= size <= units for size in hidden):
        raise ValueError(f"There can be up to {layers} hidden layers of 1 to {units} units, got {printable(text)}")
    return hidden
