"""A moment of a run as text: what a browser keeps, so that a server which has forgotten the run goes on exactly there.

Two texts: the document of the experiment, which changes rarely and may be long, and the moment itself. Numbers travel
to the last bit. What comes back is from outside: it is bounded, and checked against the experiment that it is of.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.data.outside import FINITE, checked_numbers
from nnplay.engine.arrays import Array
from nnplay.engine.registry import check_number
from nnplay.engine.training import Snapshot
from nnplay.experiment import Experiment
from nnplay.history import COLUMNS, WHOLE, History
from nnplay.run import Run
from nnplay.share import document
from nnplay.share.opening import MAX_STEP

VERSION = 1
MOST = 2_700_000  # characters of either text: 2 MB as base64
MOST_PLAIN = 12_000_000  # bytes of a document
MOST_ROWS = 20_000  # of a history; a run of a million epochs has 11,000
MOST_PARTS = 8  # of what an optimizer remembers


@dataclass(frozen=True)
class Moment:
    """Where a run stands, and how it got there.

    `start` is the step and theta (P,) with which the run began, theta None where its seed draws them; `straight` says
    that all of it follows from the start by the present settings.
    """

    experiment: Experiment
    snapshot: Snapshot
    history: History
    start: tuple[int, tuple[float, ...] | None]
    straight: bool

    def begin(self) -> Run:
        """Return the run at its start."""
        step, theta = self.start
        return self.experiment.start() if theta is None else self.experiment.start(theta=theta, step=step)

    def go_on(self, run: Run) -> None:
        """Put a run that has begun like this one at this moment. Raises ValueError where it does not fit."""
        for name, array in run.trainer.memory.items():
            if name not in self.snapshot.memory or self.snapshot.memory[name].shape != array.shape:
                raise ValueError(f"what the optimizer {run.experiment.optimizer} remembers is not among it")
        run.history_log = self.history.copy()
        run.restore(self.snapshot)


def write_document(experiment: Experiment) -> str:
    """Return the text of an experiment. Raises ValueError for one with a table that is too long to be kept."""
    text = base64.b64encode(zlib.compress(document.write(experiment).encode(), 6)).decode()
    if len(text) > MOST:
        raise ValueError(f"it takes {len(text):,} characters, and {MOST:,} are kept")
    return text


def write(run: Run, start: tuple[int, tuple[float, ...] | None], straight: bool) -> str:
    """Return the text of the present moment of a run of one network."""
    now = run.snapshot()
    return json.dumps({
        "version": VERSION, "straight": straight, "at": [now.epoch, now.position, now.step, now.memory_from],
        "start": start[0], "first": None if start[1] is None else _pack(np.array(start[1])),
        "theta": _pack(now.theta), "memory": {name: _pack(array) for name, array in now.memory.items()},
        "history": write_history(run.history_log)})


def read(experiment: str, moment: str) -> Moment:
    """Return the moment of two texts. Raises ValueError for what is damaged, too long, or not of this experiment."""
    if len(moment) > MOST:
        raise ValueError(f"the moment has {len(moment):,} characters, and at most {MOST:,} are read")
    plain = _inflate(experiment, MOST_PLAIN)
    try:
        found, kept = document.read(plain.decode()).experiment, json.loads(moment)
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError):
        raise ValueError("it is damaged") from None
    if not isinstance(kept, dict) or kept.get("version") != VERSION:
        raise ValueError("it is of another version")
    size = found.net.size
    memory = kept.get("memory")
    if not isinstance(memory, dict) or len(memory) > MOST_PARTS:
        raise ValueError("it is damaged: what the optimizer remembers is missing")
    epoch, position, step, memory_from = _whole_numbers(kept.get("at"))
    snapshot = Snapshot(_numbers(kept.get("theta"), size), {str(name): _numbers(text, size) for name, text in
                                                            memory.items()}, epoch, position, step, memory_from)
    first = kept.get("first")
    theta = None if first is None else tuple(_numbers(first, size)[0].tolist())
    begun = check_number("start", kept.get("start"), 0, MAX_STEP, integer=True)
    history = read_history(kept.get("history"), epoch)
    return Moment(found, snapshot, history, (begun, theta), kept.get("straight") is True)


def _pack(values: Array) -> str:
    planes = np.ascontiguousarray(values, dtype="<f8").view(np.uint8).reshape(-1, 8).T.tobytes()  # alike side by side
    return base64.b64encode(zlib.compress(planes, 1)).decode()


def _inflate(text: Any, most: int) -> bytes:
    """Return up to so many bytes. Raises ValueError; never holds more."""
    if not isinstance(text, str) or len(text) > MOST:
        raise ValueError("it is damaged or too long")
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(base64.b64decode(text.encode("ascii"), validate=True), most + 1)
    except (UnicodeError, binascii.Error, zlib.error):
        raise ValueError("it is damaged") from None
    if len(plain) > most or not reader.eof:
        raise ValueError("it is damaged or too long")
    return plain


def _unpack(text: Any, most: int) -> Array:
    planes = _inflate(text, 8 * most)
    if len(planes) % 8:
        raise ValueError("it is damaged")
    return np.frombuffer(planes, np.uint8).reshape(8, -1).T.copy().view("<f8").ravel().astype(np.float64)


def _numbers(text: Any, size: int) -> Array:
    """Return parameters (1, P)."""
    numbers = _unpack(text, size)
    if numbers.size != size:
        raise ValueError(f"it has {numbers.size:,} numbers where the network has {size:,}")
    return checked_numbers("its weights", numbers, FINITE)[np.newaxis]


def _whole_numbers(values: Any) -> list[int]:
    if not isinstance(values, list) or len(values) != 4:
        raise ValueError("it does not say where it stands")
    return [check_number("at", value, 0, MAX_STEP, integer=True) for value in values]


def write_history(history: History) -> str:
    """Return the text of all that was recorded of a run of one network."""
    return _pack(np.array([history.records[name] for name in COLUMNS]))


def read_history(text: Any, epoch: int = MAX_STEP, most: int = MOST_ROWS) -> History:
    """Return recorded rows up to an epoch, in order, at most so many. Raises ValueError for anything else."""
    values = _unpack(text, most * len(COLUMNS))
    if values.size == 0 or values.size % len(COLUMNS):
        raise ValueError("its history is damaged")
    columns = dict(zip(COLUMNS, values.reshape(len(COLUMNS), -1), strict=True))
    for name in WHOLE:
        column = columns[name]
        if not (np.isfinite(column).all() and (column == column.round()).all() and (np.diff(column) > 0).all()
                and column[0] >= 0 and column[-1] <= MAX_STEP):
            raise ValueError(f"its history has a damaged column {name!r}")
    if columns["epoch"][-1] > epoch:
        raise ValueError("its history goes on behind it")
    history = History()
    for row in range(len(columns["epoch"])):
        history.add(**{name: column[row] for name, column in columns.items()})
    return history
