"""Links: an experiment as readable query parameters, and back.

A link holds the version of its keys and what differs from the usual experiment: `v=1&data=spiral&hidden=8-8&l2=0.001`.
Fields of `Experiment` go by their names (two by shorter ones), regularizers and knobs by their registry names
(`dropout=0.2`, `adam.beta1=0.8`), stopping rules as `stop.epoch=100`; so whatever is added there can be in a link.

Nothing in a link is trusted. Reading it never raises, and never does more than a bounded amount of work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import Field, fields
from typing import Any
from urllib.parse import urlencode

from nnplay.data.formula import read_formula
from nnplay.data.outside import printable, shown
from nnplay.data.table import Table
from nnplay.engine.registry import UnknownName
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import Experiment
from nnplay.share.limits import MAX_HIDDEN_LAYERS, MAX_UNITS

VERSION = "1"
SHORT = {"test_share": "test", "activation": "act", "wrong_labels": "wrong"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
NOTHING = "none"  # an empty list

TRACKING = {"fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh",
            "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "oly_enc_id", "vero_id", "mkt_tok"}

MAX_PARAMETERS, MAX_LENGTH, MAX_WARNINGS = 100, 400, 12

FIELDS = {item.name: item for item in fields(Experiment)}
NAMED_NUMBERS = ("regularization", "stop", "knobs")  # their entries are parameters of their own
NOT_WRITTEN = "table"  # it travels packed, see `opening`
KEYS = {SHORT.get(name, name): name for name in FIELDS if name not in (*NAMED_NUMBERS, NOT_WRITTEN)}
STOP = "stop."

# A setting that needs another one, which the link does not mention, gets it: the first of these that fits.
NEEDS: dict[str, tuple[dict[str, Any], ...]] = {
    "loss": ({"head": "sigmoid"}, {"head": "tanh"}, {"head": "identity"}, {"head": "softmax"}),
    "optimizer": ({"batch": 0},),
}


def write(experiment: Experiment) -> dict[str, str]:
    """Return the query parameters of an experiment, in a stable order."""
    usual = Experiment(data=experiment.data, table=experiment.table)
    params = {"v": VERSION}
    for key, name in KEYS.items():
        text = _written(name, getattr(experiment, name))
        if text != _written(name, getattr(Experiment if name == "data" else usual, name)):
            params[key] = text
    if not experiment.hidden:
        params.pop("act", None)  # there is no layer to have one
    params |= {name: _number(value) for name, value in dict(experiment.regularization).items()}
    params |= {STOP + name: _number(value) for name, value in dict(experiment.stop).items()}
    params |= {name: _number(value) for name, value in dict(experiment.knobs).items()}
    return params


def address(base: str, experiment: Experiment) -> str:
    """Return the link that opens an experiment in the app at `base`."""
    return f"{base.partition('#')[0].partition('?')[0]}?{urlencode(write(experiment))}"


def read(params: Mapping[str, str], *, layers: int = MAX_HIDDEN_LAYERS,
         units: int = MAX_UNITS, table: Table | None = None) -> tuple[Experiment, list[str]]:
    """Return the experiment of query parameters, and what to say of each that could not be used.

    A network with more than so many hidden `layers`, or `units` in one of them, counts as out of range.
    """
    return _Reader(layers, units, table).read(params)


def is_tracking(key: str) -> bool:
    """Say whether a parameter is one that others hang on links to follow people: nobody asked for a word about it."""
    return key in TRACKING or key.startswith("utm_")


class _Reader:
    """Collects what can be used and says what cannot."""

    def __init__(self, layers: int, units: int, table: Table | None) -> None:
        self.table = table
        self.layers, self.units = layers, units
        self.problems: list[tuple[str, str]] = []  # the field (or knob) and what is wrong with it
        self.values: dict[str, Any] = {}
        self.numbers: dict[str, dict[str, float]] = {name: {} for name in NAMED_NUMBERS}

    def read(self, params: Mapping[str, str]) -> tuple[Experiment, list[str]]:
        for number, (key, text) in enumerate(params.items()):
            if number == MAX_PARAMETERS:
                self.problems.append(("", f"{len(params) - number} parameters beyond the first {number} were not read"))
                break
            try:
                self._take(str(key), str(text))
            except ValueError as error:
                self.problems.append((_field(str(key)), str(error)))
        experiment = self._combined()
        return experiment, self._warnings(experiment)

    def _take(self, key: str, text: str) -> None:
        """Read one parameter by itself."""
        if len(text) > MAX_LENGTH:
            raise ValueError(f"{shown(key)} has {len(text):,} characters, and at most {MAX_LENGTH} are read")
        if is_tracking(key):
            return
        if key == "v":
            if text != VERSION:
                self.problems.append(("", f"the link is of version {shown(text)}, read here as version {VERSION}"))
        elif key == "data" and self.table is not None:
            return  # it is the table that came along
        elif key in KEYS:
            value = READERS.get(KEYS[key], _reader(FIELDS[KEYS[key]]))(key, text)
            if key == "hidden" and (len(value) > self.layers or any(size > self.units for size in value)):
                raise ValueError(f"hidden may have up to {self.layers} layers of {self.units} units, got {shown(text)}")
            self.values[KEYS[key]] = value
        elif key in REGULARIZERS:
            rate = _read_number(key, text)
            Experiment(regularization=((key, rate),))
            self.numbers["regularization"][key] = rate
        elif key.startswith(STOP) and key.removeprefix(STOP) in STOPPING:
            number = _read_number(key, text)
            Experiment(stop=((key.removeprefix(STOP), number),))
            self.numbers["stop"][key.removeprefix(STOP)] = number
        elif "." in key and not key.startswith(STOP):
            self.numbers["knobs"][key] = _read_number(key, text)
        else:
            known = (*KEYS, *REGULARIZERS, *(STOP + name for name in STOPPING))
            raise ValueError(str(UnknownName("setting", printable(key), known)).partition(". Known:")[0])

    def _combined(self) -> Experiment:
        """Put together what fits together: all of it, or else one after the other, those that need others last."""
        accepted: dict[str, Any] = {"regularization": self.numbers["regularization"], "stop": self.numbers["stop"],
                                    "table": self.table}
        with suppress(ValueError):
            return self._tuned(Experiment(**accepted, **self.values))
        for name in sorted(self.values, key=lambda name: name in NEEDS):
            self._accept(accepted, name, self.values[name])
        return self._tuned(Experiment(**accepted))

    def _tuned(self, experiment: Experiment) -> Experiment:
        """Set the knobs that the experiment has."""
        known = {f"{entry.key}.{knob.name}" for entry in experiment.entries() for knob in entry.knobs}
        for name, number in self.numbers["knobs"].items():
            try:
                if name not in known:
                    raise ValueError(f"{shown(name)} tunes nothing that this experiment uses")
                experiment = experiment.with_(knobs={**dict(experiment.knobs), name: number})
            except ValueError as error:
                self.problems.append((name, str(error)))
        return experiment

    def _accept(self, accepted: dict[str, Any], name: str, value: Any) -> None:
        problem = ""
        for also in ({}, *NEEDS.get(name, ())):
            if self.values.keys() & also.keys():
                continue  # the link says otherwise
            try:
                Experiment(**{**accepted, **also, name: value})
            except ValueError as error:
                problem = problem or _short(str(error))
                continue
            accepted |= {**also, name: value}
            self.problems += [(field, problem) for field in also]
            return
        self.problems.append((name, problem))

    def _warnings(self, experiment: Experiment) -> list[str]:
        warnings = []
        for name, problem in self.problems:
            used = ""
            if name in FIELDS:
                value = _written(name, getattr(experiment, name))
                used = f"; {SHORT.get(name, name)} is {value if len(value) < 60 else 'as usual'} instead"
            elif name:
                used = "; it was left out"
            warnings.append(f"{_short(problem.rstrip('.'))}{used}.")
        if len(warnings) > MAX_WARNINGS:
            warnings[MAX_WARNINGS:] = [f"{len(warnings) - MAX_WARNINGS} more parts of the link could not be used."]
        return warnings


def _short(message: str) -> str:
    return message if len(message) <= 300 else message[:299] + "…"


def _field(key: str) -> str:
    return KEYS.get(key, printable(key) or "''")


def _reader(item: Field[Any]) -> Callable[[str, str], Any]:
    """Return what reads a field, by what the field says about itself; ValueError if it is not written like one."""
    if "registry" in item.metadata:
        return lambda key, text: item.metadata["registry"][printable(text)].key
    if "low" in item.metadata:
        return _read_number
    if isinstance(item.default, bool):
        return _read_flag
    if isinstance(item.default, tuple) and all(isinstance(each, int) for each in item.default):
        return lambda key, text: tuple(_read_whole(key, part) for part in _parts(text))
    if isinstance(item.default, tuple):
        return lambda key, text: _parts(text)
    return lambda key, text: printable(text)


def _read_number(key: str, text: str) -> float:
    if not NUMBER.fullmatch(text.strip()):
        raise ValueError(f"{printable(key)} must be a number, got {shown(text)}")
    number = float(text)
    return int(number) if number.is_integer() else number


def _read_whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{key} must be whole numbers like 4-2, got {shown(text)}")
    return int(text)


def _read_flag(key: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"{key} must be 0 or 1, got {shown(text)}")
    return text == "1"


def _read_act(key: str, text: str) -> tuple[str, ...]:
    return _parts(text) or ("tanh",)


def _parts(text: str) -> tuple[str, ...]:
    """Split a list like 4-2; commas do as well."""
    return () if text in ("", NOTHING) else tuple(printable(part) for part in re.split("[-, ]", text))


# Fields that do not say themselves how they are read.
READERS: dict[str, Callable[[str, str], Any]] = {
    "samples": _read_number, "activation": _read_act, "standardize": _read_flag,
    "inputs": lambda key, text: _parts(text), "formula": lambda key, text: read_formula(text).text,
}


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        same = name == "activation" and len(set(value)) == 1
        return _list(value[:1] if same else value)
    return _number(value) if isinstance(value, int | float) else str(value)


def _list(values: Iterable[object]) -> str:
    return "-".join(map(str, values)) or NOTHING


def _number(value: float) -> str:
    """Write a number with all its digits and no more."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
