"""Remarks on the samples of a run, in plain sentences: what makes them hard to learn from, or to test on."""

from __future__ import annotations

import numpy as np

from nnplay.run import Run

RARE = 10  # the largest class is so many times the smallest
FEW = 3  # samples of a class


def data_remarks(run: Run) -> list[str]:
    """Return what a person should know about the training and test samples; training goes on all the same."""
    split, experiment = run.split, run.experiment
    remarks = []
    if experiment.classes:
        names = experiment.class_names
        train, test = (np.bincount(part.targets.astype(int), minlength=len(names)).tolist()
                       for part in (split.train, split.test))
        remarks += _of_classes(names, train, test, whole=experiment.source.whole)
    elif np.ptp(split.train.targets) == 0:
        remarks.append(f"Every training target is {split.train.targets[0]:g}: answering that number always is all "
                       "there is to learn.")
    inputs = len(experiment.inputs)
    if inputs > len(split.train) and not experiment.source.whole:
        remarks.append(f"There are more inputs, {inputs}, than training samples, {len(split.train)}: a network can "
                       "learn them by heart without any hidden layer. Trust the test alone.")
    return remarks


def _of_classes(names: tuple[str, ...], train: list[int], test: list[int], *, whole: bool) -> list[str]:
    """Return remarks on how many samples of each class are learnt from and tested on."""
    there = [index for index, count in enumerate(train) if count]
    if len(there) == 1:
        return [f"Every training sample is of one class, {names[there[0]]}: there is nothing to tell apart."]
    if whole:
        return []
    largest, smallest = max(there, key=train.__getitem__), min(there, key=train.__getitem__)
    remarks = []
    if train[largest] >= RARE * train[smallest]:
        remarks.append(f"{names[largest]} has {train[largest]:,} training samples and {names[smallest]} only "
                       f"{train[smallest]:,}: always answering {names[largest]} would already be right for "
                       f"{train[largest] / sum(train):.0%}.")
    for part, counts, what in (("training", train, "to learn it from"), ("test", test, "to judge it by")):
        few = [index for index in range(len(names)) if counts[index] < FEW]
        if few and any(counts):
            listed = ", ".join(f"{counts[index]} of {names[index]}" for index in few)
            remarks.append(f"Too few {part} samples of a class {what}: {listed}.")
    return remarks
