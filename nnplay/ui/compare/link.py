"""The kept runs as one query parameter: a name and the parameters of its own link for each.

Nothing in it is trusted: it is bounded, and what cannot be used is named and left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.data.outside import shown
from nnplay.data.reading.raw import tidy
from nnplay.engine.mlp import Parameters
from nnplay.share import opening
from nnplay.share.packed import pack_text, unpack_text
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.compare.kept import MOST, MOST_NAME, Kept

KEY = "runs"
MOST_PARTS = 100  # of a run


def write(kept: Sequence[Kept]) -> str:
    """Return the text of the parameter, empty for none. Raises ValueError when they are too much for a link."""
    plain = [[each.name, opening.write(each.opening)] for each in kept]
    return pack_text(json.dumps(plain, separators=(",", ":"))) if plain else ""


def read(text: str) -> tuple[list[Kept], list[str]]:
    """Return the runs of a link, and what to say of those that cannot be used."""
    try:
        plain = json.loads(unpack_text(text)) if text else []
    except (ValueError, RecursionError) as problem:
        return [], [f"The kept runs of the link cannot be read: {str(problem)[:80]}."]
    if not isinstance(plain, list) or len(plain) > MOST:
        return [], [f"A link holds up to {MOST} kept runs."]
    kept: dict[str, Kept] = {}
    problems: list[str] = []
    for entry in plain:
        try:
            each, remarks = _run(entry)
        except ValueError as problem:
            problems.append(f"{str(problem)[:1].upper()}{str(problem)[1:]}.")
            continue
        kept.setdefault(each.name, each)
        problems += [f"{each.name}: {remark}" for remark in remarks]
    return list(kept.values()), problems


def _run(entry: Any) -> tuple[Kept, list[str]]:
    if not isinstance(entry, list) or list(map(type, entry)) != [str, dict]:
        raise ValueError("a kept run must be a name and its link")
    name, params = tidy(entry[0])[:MOST_NAME].strip(), entry[1]
    if not name or len(params) > MOST_PARTS or not all(isinstance(value, str) for value in params.values()):
        raise ValueError(f"the kept run {shown(entry[0][:60])} is damaged")
    found, remarks = opening.read(params, layers=MAX_LAYERS, units=MAX_UNITS)
    experiment = found.experiment
    theta = Parameters.draw(experiment.net, experiment.init, [experiment.seed], experiment.dtype).theta
    if found.theta is not None:
        theta = np.array([found.theta], dtype=theta.dtype)
    return Kept(name, experiment, theta), remarks
