"""What was on the screen comes back, when the server no longer knows the person: it has restarted, or forgotten them.

The browser keeps the moment on the stage (`static/stage/kept.js`), as this module writes it; a server that does not
know the person gets it back in pieces, and goes on from there.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.share import moment, past_runs
from nnplay.share.lesson import CONTROLS, VIEWS
from nnplay.share.opening import Opening
from nnplay.study.timeline import Timeline
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.compare import link as compared
from nnplay.ui.compare.kept import KeptRuns
from nnplay.ui.pieces import Pieces
from nnplay.ui.session import Session
from nnplay.ui.wishes import whole

MOST_BEHIND = 1_000_000  # steps that a page may have shown since it kept a moment
GONE = "What this browser had kept cannot be used: {}. The run begins afresh."


@dataclass
class Kept:
    """What the browser of a session keeps: `key` tells sessions apart, `document` the experiment it has already.

    `pieces` are what has come back so far of what another session's browser kept.
    """

    key: str = field(default_factory=lambda: secrets.token_hex(8))
    experiment: Experiment | None = None
    document: str = ""
    pieces: Pieces = field(default_factory=Pieces)


def keepsake(session: Session, known: str) -> dict[str, Any] | None:
    """Return what the browser is to keep of the present moment, None where there is nothing to come back to.

    `known` names the document that the browser has, and after a blank the version of the earlier runs; others come
    along.
    """
    player, kept = session.player, session.of(Kept)
    run = player.run
    if run.divergence or player.blank or not np.isfinite(run.params.theta).all():
        return None
    if kept.experiment is not run.experiment:
        kept.experiment, kept.document = run.experiment, secrets.token_hex(8)
    told: dict[str, Any] = {"session": kept.key, "document": kept.document, "epoch": run.epoch, "step": run.step,
                            "worth": run.step > player.timeline.first or not player.straight}
    document, _, past = known.partition(" ")
    told["past"] = str(player.ghosts.version)
    if past != told["past"]:
        told["earlier"] = past_runs.write(((ghost.experiment, ghost.history) for ghost in player.ghosts),
                                          run.experiment.table)
    if document != kept.document:
        try:
            told["experiment"] = moment.write_document(run.experiment)
        except ValueError:
            told["missing"] = run.experiment.source.label
    begun = player.opened
    told["moment"] = moment.write(run, (begun.step, begun.theta), player.straight)
    try:
        told["runs"] = compared.write(session.of(KeptRuns).kept)
    except ValueError:
        told["runs"] = ""  # they are too many for it
    told["look"] = {"hide": session.hide, "view": session.browser.view}
    return told


def awaited(session: Session) -> dict[str, Any]:
    """Return by what the browser knows that this is another session, and how many pieces have come back to it."""
    kept = session.of(Kept)
    return {"session": kept.key, "back": len(kept.pieces)}


def come_back(session: Session, sent: Any) -> None:
    """Take a piece of what the browser kept; after the last one, go on from there."""
    text = session.of(Kept).pieces.take(sent)
    if text is not None:
        try:
            _go_on(session, text)
        except ValueError as problem:
            session.player.word = GONE.format(problem)


def _go_on(session: Session, text: str) -> None:
    """Go on from what a browser kept. Raises ValueError, and changes nothing, where that cannot be."""
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in ("experiment", "moment")):
        raise ValueError("it is damaged")
    found = moment.read(kept["experiment"], kept["moment"])
    experiment = found.experiment
    if len(experiment.hidden) > MAX_LAYERS or any(size > MAX_UNITS for size in experiment.hidden):
        raise ValueError(f"the Playground shows up to {MAX_LAYERS} hidden layers of {MAX_UNITS} units")
    session.player.go_on_from(*_revived(found))
    if isinstance(kept.get("earlier"), str):
        session.player.ghosts.bring(past_runs.read(kept["earlier"], experiment.table))
    look = kept["look"] if isinstance(kept.get("look"), dict) else {}
    session.hide, session.browser.view = _known(look.get("hide"), CONTROLS), _known(look.get("view"), VIEWS)
    session.browser.settings_changed = True
    runs = kept["runs"] if isinstance(kept.get("runs"), str) else ""
    if runs and not session.of(KeptRuns).kept:
        session.of(KeptRuns).put(compared.read(runs)[0])
    shown, stands = whole(kept.get("shown")), session.player.run.step
    if shown > stands:
        session.player.play_to(min(shown, stands + MOST_BEHIND))


def _revived(found: moment.Moment) -> tuple[Run, Timeline, Opening, bool]:
    """Return the run at a moment, with the way that led there where it can be trained again."""
    run = found.begin()
    timeline = Timeline(run)
    found.go_on(run)
    if found.straight:
        timeline.mark(run)
    else:
        timeline = Timeline(run)
    step, theta = found.start
    return run, timeline, Opening(found.experiment, step if theta is not None else 0, theta), found.straight


def _known(names: Any, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in known if isinstance(names, list) and name in names)
