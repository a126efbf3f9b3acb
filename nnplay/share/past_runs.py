"""The earlier runs on the loss chart as text: what a browser keeps of them beside the moment of the present one.

Of each run: the settings as in its link, and its curve, thinned. What comes back is from outside, and checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from nnplay.data.table import Table
from nnplay.experiment import Experiment
from nnplay.history import History
from nnplay.share import link, tables
from nnplay.share.moment import MOST, read_history, write_history

MOST_RUNS = 12
MOST_PARTS = 100  # of the settings of a run
ROWS = 160  # kept of a curve


def write(runs: Iterable[tuple[Experiment, History]], table: Table | None) -> str:
    """Return the text of runs; `table` is the one that is kept beside it.

    A run of another table which is too long for a link is left out.
    """
    plain = []
    for experiment, history in runs:
        params = link.write(experiment)
        if experiment.table is not None and experiment.table != table:
            text = tables.write(experiment.table)
            if not text:
                continue
            params["table"] = text
        plain.append([params, write_history(history.thinned(ROWS))])
    return json.dumps(plain, separators=(",", ":"))


def read(text: str, table: Table | None) -> Iterator[tuple[Experiment, History]]:
    """Yield the runs of a text; those that are damaged are left out."""
    try:
        plain = json.loads(text) if len(text) <= MOST else []
    except (ValueError, RecursionError):
        return
    for entry in plain[:MOST_RUNS] if isinstance(plain, list) else []:
        try:
            yield _run(entry, table)
        except ValueError:
            continue


def _run(entry: Any, table: Table | None) -> tuple[Experiment, History]:
    """Return one run. Raises ValueError for one that is damaged."""
    if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[0], dict):
        raise ValueError("an earlier run must be its settings and its curve")
    params = entry[0]
    if len(params) > MOST_PARTS or not all(isinstance(value, str) for value in params.values()):
        raise ValueError("the settings of an earlier run must be texts")
    if (own := params.pop("table", None)) is not None:
        table = tables.read(own)
    return link.read(params, table=table)[0], read_history(entry[1], most=ROWS)
