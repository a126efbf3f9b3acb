"""The browser's side of the conversation about the stage: what it has, and what it asked for.

An ask is {"generation", "frame", "scene", "intents": [{"serial", "action", ...}]}. The browser repeats intents until
an answer says they are done, and intents are numbered, so that none is lost and none happens twice. Nothing in an
ask is trusted: it may come from anybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnplay.engine.fields import MAX_SEED
from nnplay.share.lesson import VIEWS
from nnplay.ui.building import rebuild
from nnplay.ui.drawing import draw
from nnplay.ui.player import Player
from nnplay.ui.probes import Watch
from nnplay.ui.turns import TURNS
from nnplay.ui.wishes import number, whole

MAX_INTENTS = 8  # in one ask; people are slower, and the browser repeats what is not done

# What a person may do. An action that returns False has had its time and is not done: the browser asks again.
ACTIONS: Mapping[str, Callable[[Player, Mapping[str, Any]], bool | None]] = {
    "play": lambda player, intent: player.play(),
    "pause": lambda player, intent: player.pause(),
    "step": lambda player, intent: player.step(
        "epoch" if intent.get("unit") == "epoch" else "batch", TURNS.allowance),
    "reset": lambda player, intent: player.reset(),
    "new_weights": lambda player, intent: player.new_weights(),
    "seed": lambda player, intent: player.change(
        player.experiment.with_(seed=whole(intent.get("seed"), player.experiment.seed) % (MAX_SEED + 1))),
    "speed": lambda player, intent: player.set_speed(whole(intent.get("speed"), player.pace.speed)),
    "set": lambda player, intent: player.set_parameter(whole(intent.get("index"), -1), number(intent.get("value"))),
    "drag": lambda player, intent: player.set_parameter(
        whole(intent.get("index"), -1), number(intent.get("value")), press=whole(intent.get("press"))),
    "rebuild": lambda player, intent: rebuild(player, intent),
    "undo": lambda player, intent: player.undo(),
    "draw": lambda player, intent: draw(player, intent),
    "undraw": lambda player, intent: draw(player, {"do": "undo"}),
    "visit": lambda player, intent: player.visit(whole(intent.get("step"), player.run.step), TURNS.allowance),
    "back": lambda player, intent: player.back(TURNS.allowance),
    "clear_ghosts": lambda player, intent: player.clear_ghosts(),
    "go_on": lambda player, intent: player.go_on(),
    "recover": lambda player, intent: player.recover(),
}


def _views(names: Any) -> tuple[str, ...]:
    return tuple(name for name in VIEWS if isinstance(names, list) and name in names)


@dataclass
class Browser:
    """What is known of the browser: the scene and the version of the earlier runs it has drawn, and the
    number of its last intent that was done.
    """

    scene: str | None = None
    ghosts: int | None = None
    points: int | None = None
    done: int = 0
    view: tuple[str, ...] = ()  # display options, as in a link
    watch: Watch = field(default_factory=Watch)  # what it wants to know of the moment on the screen
    acted: bool = True  # the person did something since the last answer
    settings_changed: bool = False  # by the stage; the controls beside it must be drawn again
    unsettled: bool = False  # they will have to be, when the stroke under way ends

    def forget(self) -> None:
        """Take nothing for granted of what the browser has drawn."""
        self.scene = self.ghosts = self.points = None

    def take(self, ask: Any, player: Player) -> None:
        """Do what an ask says; what is not understood is left out."""
        if not isinstance(ask, Mapping):
            return
        self.scene = str(ask.get("scene"))[:40]
        self.ghosts = whole(ask.get("ghosts"))
        self.points = whole(ask.get("points"), -1)
        self.watch = Watch.read(ask.get("watch"))
        player.acknowledge(whole(ask.get("generation")), whole(ask.get("frame")))
        intents = ask.get("intents")
        begun = time.thread_time()
        for intent in intents[:MAX_INTENTS] if isinstance(intents, list) else ():
            if time.thread_time() - begun > TURNS.allowance:
                break
            serial = whole(intent.get("serial")) if isinstance(intent, Mapping) else 0
            if serial > self.done and intent.get("action") == "view":
                self.done, self.view = serial, _views(intent.get("names"))
                continue
            action = ACTIONS.get(str(intent.get("action"))) if serial > self.done else None
            if action is None:
                continue
            former, self.done = self.done, serial  # done, even if it fails: it would fail again
            before = player.experiment
            player.acknowledge(whole(intent.get("generation")), whole(intent.get("frame")))
            unfinished = action(player, intent) is False
            self.unsettled |= player.experiment.with_(seed=before.seed) != before
            player.strokes.open &= intent.get("action") == "draw"
            if unfinished:
                self.done = former
                break
        if not player.strokes.open:
            self.settings_changed, self.unsettled = self.settings_changed or self.unsettled, False
