"""What a link opens: an experiment and, where it says so, a moment of its run, its weights, and how the page looks.

Besides the keys of `link` there may be: `at`, the step to stand at; `weights`, packed: those at that step (or, without
`at`, the first ones), so that nothing is trained again, and `scale`, the mean and spread of the target that they were
learnt for; `table`, samples that a person brought; `hide`, controls that
a lesson leaves out; `view`, display options; `plane`, what the pictures show of more than two columns. Like there,
nothing is trusted and reading never raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np

from nnplay.data.outside import printable, shown
from nnplay.data.slice import USUAL, Slice, read_slice
from nnplay.data.table import Table
from nnplay.engine.mlp import Parameters
from nnplay.engine.registry import UnknownName
from nnplay.experiment import OWN, Experiment
from nnplay.share import link, scale, tables
from nnplay.share.lesson import CONTROLS, VIEWS
from nnplay.share.limits import MAX_HIDDEN_LAYERS, MAX_UNITS
from nnplay.share.packed import pack, unpack

MAX_STEP = 1_000_000_000


@dataclass(frozen=True)
class Opening:
    """An experiment and how to open it. `theta` (P,) are weights at `step`; without them the run is trained to it."""

    experiment: Experiment
    step: int = 0
    theta: tuple[float, ...] | None = None
    hide: tuple[str, ...] = ()
    view: tuple[str, ...] = ()
    plane: Slice = USUAL


def write(opening: Opening) -> dict[str, str]:
    """Return the query parameters. Raises ValueError when the weights are too many for a link."""
    params = link.write(opening.experiment)
    if opening.experiment.table is not None and (text := tables.write(opening.experiment.table)):
        params["table"] = text
    if opening.step:
        params["at"] = str(opening.step)
    if opening.theta is not None:
        params["weights"] = pack(np.array(opening.theta))
        if learnt := scale.scale_of(opening.experiment):
            params["scale"] = scale.write(learnt)
    for key, names in (("hide", opening.hide), ("view", opening.view)):
        if names:
            params[key] = "-".join(names)
    if plane := str(opening.plane):
        params["plane"] = plane
    return params


def address(base: str, opening: Opening) -> str:
    """Return the link that opens this in the app at `base`."""
    return f"{base.partition('#')[0].partition('?')[0]}?{urlencode(write(opening))}"


def read(params: Mapping[str, str], *, layers: int = MAX_HIDDEN_LAYERS,
         units: int = MAX_UNITS) -> tuple[Opening, list[str]]:
    """Return what the parameters open, and what to say of each that could not be used."""
    table, remarks = _table(params)
    plain = {key: text for key, text in params.items() if key not in (*READERS, "table", "scale")}
    if remarks:
        plain = {key: text for key, text in plain.items() if key not in ("data", "inputs", "samples")}
    experiment, warnings = link.read(plain, layers=layers, units=units, table=table)
    warnings = [*remarks, *warnings]
    opening = Opening(experiment)
    for key, (field, reader) in READERS.items():
        if key in params:
            try:
                opening = replace(opening, **{field: reader(str(params[key]), experiment)})
            except ValueError as error:
                warnings.append(f"{key}: {error}; it was left out.")
    if opening.theta is not None:
        opening, remark = _in_scale(opening, params.get("scale"))
        warnings += [f"{remark}."] if remark else []
    if "weights" in params and opening.theta is None and opening.step:
        opening = replace(opening, step=0)  # the moment without its weights would be another moment
    return opening, warnings


def _table(params: Mapping[str, str]) -> tuple[Table | None, list[str]]:
    """Return the table that came along, and what to say when one that is needed did not."""
    if "table" not in params:
        missing = params.get("data") == OWN
        return None, ["the link is about a table that was too large for it: bring the table itself."] if missing else []
    try:
        return tables.read(str(params["table"])), []
    except ValueError as error:
        return None, [f"the table of the link cannot be read: {error}; circle is used instead."]


def _in_scale(opening: Opening, text: str | None) -> tuple[Opening, str]:
    """Return the opening with weights that answer on its own scale of the target, and what to say of that."""
    params = Parameters(opening.experiment.net, np.array([opening.theta]))
    W, b = params.layers[-1]
    try:
        remark = scale.in_scale(opening.experiment, W[0], None if b is None else b[0, 0],
                                None if text is None else scale.read(text))
    except ValueError as error:
        return opening, f"scale: {error}; it was left out"
    return (replace(opening, theta=tuple(params.theta[0].tolist())), remark) if remark else (opening, "")


def _step(text: str, _: Experiment) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MAX_STEP):
        raise ValueError(f"a step is a whole number from 0 to {MAX_STEP:,}, got {shown(text)}")
    return int(text)


def _theta(text: str, experiment: Experiment) -> tuple[float, ...]:
    try:
        return tuple(unpack(text, experiment.net.size).tolist())
    except ValueError as error:
        raise ValueError(f"the {experiment.net.size:,} weights cannot be read: {error}") from None


def _plane(text: str, experiment: Experiment) -> Slice:
    if len(text) > link.MAX_LENGTH:
        raise ValueError(f"it has {len(text):,} characters, and at most {link.MAX_LENGTH} are read")
    return read_slice(text, len(experiment.source.columns))


def _names(known: Mapping[str, Any], what: str) -> Callable[[str, Experiment], tuple[str, ...]]:
    def read(text: str, _: Experiment) -> tuple[str, ...]:
        names = [name for name in text[:link.MAX_LENGTH].split("-") if name]
        for name in names:
            if name not in known:
                raise ValueError(str(UnknownName(what, printable(name), tuple(known))).partition(". Known:")[0])
        return tuple(key for key in known if key in names)

    return read


READERS: dict[str, tuple[str, Callable[[str, Experiment], Any]]] = {
    "at": ("step", _step), "weights": ("theta", _theta),
    "hide": ("hide", _names(CONTROLS, "control")), "view": ("view", _names(VIEWS, "display option")),
    "plane": ("plane", _plane),
}
