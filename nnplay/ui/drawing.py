"""Drawing on the picture: points that a person adds to the data or erases, as the browser names them.

A stroke comes in several intents, each with the places passed since the one before; the last one says `end`. The
network goes on learning with the weights it has. The first stroke on a data set draws its points again, so that they
can be added to and erased as well; `clear` takes them all away, and nothing is learnt until there is a point again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.drawn import Drawn, Paper, added, drawing, erased, traced
from nnplay.data.table import Table
from nnplay.engine.arrays import Array
from nnplay.engine.knobs import Knobs
from nnplay.experiment import OF_DATA, OWN, Experiment
from nnplay.study.adjust import adjusted
from nnplay.study.surgery import Surgery, set_outputs
from nnplay.ui.wishes import number, whole

if TYPE_CHECKING:
    from nnplay.ui.player import Player

MAX_PLACES = 300  # in one intent; hands are slower
MOST_CLASSES = 8  # whose colours are told apart at a glance
MOST_STROKES = 30  # that can be taken back
WIDEST = 0.25  # of the square, that an eraser reaches

NO_PLANE = "points can be drawn where the data have two inputs, x1 and x2: choose such a data set first"
SCALED = "no points can be drawn among those of a table whose target is standardized: choose a made data set first"


class Strokes:
    """What can be taken back: the experiment and the paper before each stroke, none of which other acts have undone."""

    def __init__(self) -> None:
        self.open = False  # a stroke is under way
        self._past: list[tuple[Experiment, Paper | None]] = []
        self._left: tuple[Table | None, Paper | None] = None, None  # what the last stroke led to
        self._number: int | None = None

    def count(self, player: Player) -> int:
        """Return how many strokes can be taken back."""
        if (player.experiment.table, player.blank) != self._left:
            self._past.clear()  # other data came since
        return len(self._past)

    def note(self, player: Player, stroke: int | None) -> None:
        """Remember how things are before a stroke; once for all intents of one."""
        self.count(player)
        if stroke is None or stroke != self._number or not self._past:
            self._past = [*self._past, (player.experiment, player.blank)][-MOST_STROKES:]
        self._number = stroke

    def done(self, player: Player) -> None:
        self._left = player.experiment.table, player.blank

    def take_back(self) -> tuple[Experiment, Paper | None]:
        self._number = None
        return self._past.pop()


def draw(player: Player, intent: Mapping[str, Any]) -> None:
    """Do what an intent asks of the points; what cannot be done changes nothing and is said."""
    act = ACTS.get(str(intent.get("do")))
    with player.lock:
        player.strokes.open = intent.get("end") is False
        try:
            if act is not None:
                act(player, intent)
        except ValueError as problem:
            player.word = str(problem)


def drawable(experiment: Experiment) -> bool:
    """Say whether points can be added to an experiment's: they lie in a plane, their targets are learnt as they are."""
    return experiment.source.planar and not experiment.source.standardize_target


def check_drawable(experiment: Experiment) -> None:
    """Raise ValueError where no points can be added."""
    if not drawable(experiment):
        raise ValueError(SCALED if experiment.source.planar else NO_PLANE)


def paper_of(player: Player) -> Paper:
    """Return what is drawn on now."""
    if player.blank is not None:
        return player.blank
    experiment, source, split = player.experiment, player.experiment.source, player.run.split
    share = 0.0 if source.whole else experiment.test_share
    if source.drawn is not None:
        return replace(source.drawn.paper, share=share, seed=experiment.data_seed)
    reach = 1.0
    if not experiment.classes:
        reach = float(np.abs(np.concatenate([split.train.targets, split.test.targets])).max()) or 1.0
    return Paper(source.low, source.high, experiment.class_names, reach, share, experiment.data_seed)


def _add(player: Player, intent: Mapping[str, Any]) -> None:
    paper, value = paper_of(player), number(intent.get("value"))
    if value is None:
        raise ValueError(f"a point needs a class or a target, got {str(intent.get('value'))[:40]!r}")
    places = _places(intent)
    before = None if player.blank else _present(player, paper)
    _put(player, intent, paper, before, added(paper, before, places, value))


def _erase(player: Player, intent: Mapping[str, Any]) -> None:
    paper, radius = paper_of(player), number(intent.get("radius"))
    widest = WIDEST * (paper.high - paper.low)
    if radius is None or not 0 < radius <= widest:
        raise ValueError(f"an eraser reaches up to {widest:g}, got {str(intent.get('radius'))[:40]!r}")
    places = _places(intent)
    if player.blank is None:
        before = _present(player, paper)
        _put(player, intent, paper, before, erased(before, places, radius))


def _clear(player: Player, intent: Mapping[str, Any]) -> None:
    if player.blank is None:
        _put(player, {}, paper_of(player), player.experiment.source.drawn, None)


def _add_class(player: Player, intent: Mapping[str, Any]) -> None:
    """Let there be one more class. The hidden layers keep what they have learnt, the output layer where it can."""
    paper = paper_of(player)
    if not 2 <= len(paper.classes) < MOST_CLASSES:
        raise ValueError(f"points are drawn of 2 to {MOST_CLASSES} classes, and there are {len(paper.classes)}")
    if player.blank is not None:
        raise ValueError("draw a point first, then add a class")
    drawn = _present(player, paper)
    name = next(name for number in count(len(paper.classes) + 1) if (name := f"class {number}") not in paper.classes)
    wider = replace(paper, classes=(*paper.classes, name))
    table = drawing(wider, drawn.cells, drawn.targets, drawn.test)

    def widened(experiment: Experiment) -> Surgery:
        new, _ = adjusted(experiment, table=table, inputs=experiment.inputs, standardize=experiment.standardize,
                          test_share=paper.share, split_seed=0)
        return set_outputs(experiment, new)

    player.operate(widened)


def _undo(player: Player, intent: Mapping[str, Any]) -> None:
    if player.strokes.count(player):
        before, blank = player.strokes.take_back()
        _learn(player, {name: getattr(before, name) for name in OF_DATA}, before.knobs, blank)


ACTS: Mapping[str, Callable[[Player, Mapping[str, Any]], None]] = {
    "add": _add, "erase": _erase, "clear": _clear, "undo": _undo, "class": _add_class,
}


def _places(intent: Mapping[str, Any]) -> Array:
    """Read places (K, 2). Raises ValueError for what is none."""
    sent = intent.get("places")
    if not isinstance(sent, list) or len(sent) > MAX_PLACES:
        raise ValueError(f"a stroke has up to {MAX_PLACES} places at a time")
    places = [[number(part) for part in place] if isinstance(place, list) else [] for place in sent]
    for place, given in zip(places, sent):
        if len(place) != 2 or None in place:
            raise ValueError(f"a place is two numbers, got {str(given)[:40]!r}")
    return np.array(places, dtype=float).reshape(-1, 2)


def _present(player: Player, paper: Paper) -> Drawn:
    """Return the points there are as drawn ones. Raises ValueError where they cannot be."""
    source, split = player.experiment.source, player.run.split
    if source.drawn is not None and source.drawn.paper == paper and not player.experiment.split_seed:
        return source.drawn
    check_drawable(player.experiment)
    train, test = ((part.points, part.targets) for part in (split.train, split.test))
    drawn, _ = traced(paper, train, test)
    if drawn is None:
        raise ValueError("none of the present points lie in the picture: clear them to draw your own")
    return drawn


def _put(player: Player, intent: Mapping[str, Any], paper: Paper, before: Drawn | None, after: Drawn | None) -> None:
    """Learn from other points, or, when there are none, wait for one."""
    check_drawable(player.experiment)
    if (after is None and player.blank) or (after is not None and after == before):
        return
    stroke = intent.get("stroke")
    player.strokes.note(player, whole(stroke) if stroke is not None else None)
    data = {name: getattr(player.experiment, name) for name in OF_DATA}
    if after is not None:
        data |= {"data": OWN, "table": after, "samples": None, "test_share": paper.share, "split_seed": 0}
    _learn(player, data, () if after is not None else player.experiment.knobs, paper if after is None else None)


def _learn(player: Player, data: dict[str, Any], knobs: Knobs, blank: Paper | None) -> None:
    """Let the present network learn from other data, of which `knobs` has the knobs."""
    experiment = player.experiment
    own = [f"{name}." for name in (experiment.data, data["data"])]
    kept = [pair for pair in experiment.knobs if not pair[0].startswith(tuple(own))]
    kept += [pair for pair in knobs if pair[0].startswith(own[1])]
    data |= {"inputs": experiment.inputs, "standardize": experiment.standardize, "knobs": kept}
    player.learn_from(experiment.with_(**data), blank)
    player.strokes.done(player)
