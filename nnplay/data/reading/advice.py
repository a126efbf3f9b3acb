"""Plain sentences on what will make a table hard to learn from, or what it teaches to be wary of."""

from __future__ import annotations

import numpy as np

from nnplay.data.reading.problems import counted, shown
from nnplay.data.table import Table

FEW_ROWS, FEW_OF_A_CLASS = 30, 5
LOPSIDED = 0.8


def advice(table: Table) -> list[str]:
    """Return what is worth knowing before training."""
    rows, inputs = table.inputs.shape
    sentences = []
    if rows < FEW_ROWS:
        sentences.append(f"{counted(rows, 'row')} are few: scores on the test rows will change a lot from split to "
                         "split.")
    if inputs > rows:
        sentences.append(f"There are {inputs:,} inputs and {rows:,} rows: with more inputs than rows a network can "
                         "learn them by heart. Watch the test loss; try regularization.")
    if table.classes:
        counts = np.bincount(table.targets.astype(int), minlength=len(table.classes))
        most = int(counts.argmax())
        if counts[most] > LOPSIDED * rows:
            sentences.append(f"{counts[most] / rows:.0%} of the rows are {shown(table.classes[most])}: a network that "
                             "always says so is right that often. Compare accuracy with that.")
        few = [f"{shown(table.classes[index])} ({counts[index]})" for index in np.flatnonzero(counts < FEW_OF_A_CLASS)]
        if few:
            sentences.append(f"Fewer than {FEW_OF_A_CLASS} rows: {', '.join(few[:5])}. A split may leave none of them "
                             "to learn from, or none to test with.")
    return sentences
