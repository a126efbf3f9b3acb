"""The values of a setting as a person writes them, in a box, in a link and in a table: `none; 2; 5,5`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import FEATURES
from nnplay.data.formula import read_formula
from nnplay.data.outside import shown
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Registry, UnknownName
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.experiment import Experiment
from nnplay.study.adjust import adjusted

MAX_TEXT = 400
NOTHING = "none"


@dataclass(frozen=True)
class Setting:
    """A setting that can be swept: how its values are written and read.

    With a `registry` the values are chosen; else they are typed, and `example` shows how. `listed` values may be
    lists themselves, so only semicolons divide them.
    """

    name: str
    label: str
    read: Callable[[str], Any]
    example: str = ""
    registry: Registry[Any] | None = None
    listed: bool = False

    def written(self, value: Any) -> str:
        """Write one value as `read` reads it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, tuple):
            return ",".join(f"{part[0]} {part[1]:g}" if isinstance(part, tuple) else str(part)
                            for part in value) or NOTHING
        return f"{value:.12g}" if isinstance(value, float) else str(value)

    def shown(self, value: Any) -> str:
        """Write one value as a table shows it."""
        return str(self.registry[value].label) if self.registry else self.written(value)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{text[:20]!r} is not a number") from None
    return int(value) if value.is_integer() else value


def _hidden(text: str) -> tuple[int, ...]:
    if text == NOTHING:
        return ()
    inside = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    parts = re.split(r"[ ,-]", inside.replace(", ", ",").strip(", "))  # 5,5 or (5, 5), and 5-5 as in links
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise ValueError(f"{shown(text)} is no hidden layers: write whole numbers, as in 5,5, or none")
    return tuple(int(part[:6]) for part in parts)


def _inputs(text: str) -> tuple[str, ...]:
    return tuple(FEATURES[part].key for part in text.replace(",", " ").split())


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"{text[:20]!r} is neither yes nor no")
    return text == "yes"


def _rates(text: str) -> tuple[tuple[str, float], ...]:
    if text == NOTHING:
        return ()
    pairs = []
    for part in text.split(","):
        name, _, rate = part.strip().partition(" ")
        pairs.append((REGULARIZERS[name].key, float(_number(rate.strip() or "nothing"))))
    return tuple(pairs)


def _batch(text: str) -> float:
    return 0 if text == "all" else _number(text)


def _chosen(name: str, label: str, registry: Registry[Any]) -> Setting:
    return Setting(name, label, lambda text: registry[text].key, registry=registry)


SETTINGS = {setting.name: setting for setting in (
    _chosen("data", "Data set", DATA_SETS),
    Setting("formula", "Formula", lambda text: read_formula(text).text, "x; sin(x); |x| - 2", listed=True),
    Setting("noise", "Noise %", _number, "0, 15"),
    Setting("balance", "Class balance %", _number, "10, 100"),
    Setting("wrong_labels", "Wrong labels %", _number, "0, 10, 30"),
    Setting("samples", "Samples", _number, "50, 500"),
    Setting("test_share", "Test share %", _number, "20, 50"),
    Setting("inputs", "Inputs", _inputs, "x1,x2; x1,x2,sin_x1,sin_x2", listed=True),
    Setting("hidden", "Hidden layers", _hidden, "none; 2; 5,5", listed=True),
    _chosen("activation", "Activation", ACTIVATIONS),
    _chosen("init", "Weight initialization", INITIALIZERS),
    Setting("bias", "Biases", _flag, "yes, no"),
    Setting("lr", "Learning rate", _number, "0.01, 0.03, 0.1"),
    Setting("batch", "Batch size", _batch, "1, 10, all"),
    _chosen("optimizer", "Optimizer", OPTIMIZERS),
    Setting("regularization", "Regularization", _rates, "none; l2 0.001; l1 0.001", listed=True),
    _chosen("loss", "Loss", LOSSES),
    _chosen("head", "Output", HEADS),
    _chosen("schedule", "Rate schedule", SCHEDULES),
    _chosen("clip", "Gradient clipping", CLIPS),
    Setting("data_seed", "Data seed", _number, "0, 1, 2"),
    Setting("split_seed", "Split", _number, "0, 1, 2"),
)}


def read_values(name: str, text: str, *, layers: int = 8, units: int = 16) -> tuple[Any, ...]:
    """Read the values of a setting. Raises ValueError naming the first that is none, and what is allowed."""
    if name not in SETTINGS:
        raise UnknownName("setting", name[:40], tuple(SETTINGS))
    setting = SETTINGS[name]
    if len(text) > MAX_TEXT:
        raise ValueError(f"{setting.label}: {len(text):,} characters, and at most {MAX_TEXT} are read")
    parts = (text if setting.listed else text.replace(",", ";")).split(";")
    values = []
    for part in filter(None, (" ".join(part.lower().split()) for part in parts)):
        try:
            value = setting.read(part)
            if name == "hidden" and (len(value) > layers or any(not 1 <= size <= units for size in value)):
                raise ValueError(f"up to {layers} layers of 1 to {units} units, got {part[:40]}")
            fitting, _ = adjusted(Experiment(), **{name: value})
        except ValueError as problem:
            raise ValueError(f"{setting.label}: {problem}") from None
        values.append(value if name == "activation" else getattr(fitting, name))
    if not values:
        raise ValueError(f"{setting.label}: write at least one value" +
                         (f", as in {setting.example}" if setting.example else ""))
    return tuple(dict.fromkeys(values))


def written_values(name: str, values: tuple[Any, ...]) -> str:
    """Write values as `read_values` reads them."""
    setting = SETTINGS[name]
    return ("; " if setting.listed else ", ").join(setting.written(value) for value in values)
