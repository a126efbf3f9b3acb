"""The runs a person has kept to compare, each under a name."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nnplay.data.reading.raw import tidy
from nnplay.engine.arrays import Array
from nnplay.engine.mlp import Parameters
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.share.opening import Opening
from nnplay.study.plane import plane_of
from nnplay.study.population import bytes_of
from nnplay.study.side_by_side import SideBySide
from nnplay.text import for_markdown
from nnplay.ui.address import Address
from nnplay.ui.frames import Camera
from nnplay.ui.session import Session, current
from nnplay.ui.slices import hold, slice_seconds
from nnplay.ui.turns import TURNS

MOST, MOST_NAME = 6, 40
EPOCHS_A_SLICE = 10  # so that there is something to watch
STEP_SECONDS = 2.0  # that one epoch of all may take


@dataclass(frozen=True)
class Kept:
    """A run as it can be repeated: its settings and its initial weights, theta (1, P)."""

    name: str
    experiment: Experiment
    theta: Array

    @property
    def opening(self) -> Opening:
        """What opens it: with its weights where its seed does not draw them."""
        drawn = Parameters.draw(self.experiment.net, self.experiment.init, [self.experiment.seed],
                                self.experiment.dtype)
        same = np.array_equal(drawn.theta, self.theta)
        return Opening(self.experiment, theta=None if same else tuple(self.theta[0].tolist()))


@dataclass(eq=False)
class KeptRuns:
    """The kept runs, and how they stand on the page that compares them; `turn` tells its askings apart.

    `lock` guards the training, because Streamlit may start a second thread for the same person.
    """

    kept: list[Kept] = field(default_factory=list)
    playing: bool = False
    turn: int = 0
    log: bool = False
    lock: Any = field(default_factory=threading.RLock)
    address: Address = field(default_factory=Address)
    _side_by_side: SideBySide | None = None
    _cameras: dict[int, tuple[Run, Camera]] = field(default_factory=dict)

    @property
    def side_by_side(self) -> SideBySide:
        with self.lock:
            if self._side_by_side is None:
                self._side_by_side = SideBySide([(each.experiment, each.theta) for each in self.kept])
            return self._side_by_side

    def camera(self, number: int) -> Camera:
        """Return what takes pictures of a run, made once for each."""
        run = self.side_by_side.runs[number]
        if number not in self._cameras or self._cameras[number][0] is not run:
            self._cameras[number] = run, Camera(run, plane_of(run.experiment, run.split))
        return self._cameras[number][1]

    def work(self) -> None:
        """Train all for one slice while they play."""
        with TURNS.take(act=not self.playing), self.lock:
            if self.playing:
                self.turn += 1
                self.side_by_side.advance(slice_seconds(self), EPOCHS_A_SLICE)
                self.playing = not self.side_by_side.done

    def step(self) -> None:
        """Train all for one epoch, and pause."""
        with self.lock:
            self.playing = False
            self.side_by_side.advance(STEP_SECONDS, 1)

    def reset(self) -> None:
        """Put all back to their initial weights."""
        with self.lock:
            self.playing = False
            self.side_by_side.reset()

    def keep(self, name: str, session: Session) -> str:
        """Keep the run of the Playground under a name. Returns what stands against it, or an empty string."""
        name = tidy(name)[:MOST_NAME].strip() or self._free_name()
        if len(self.kept) >= MOST:
            return f"Up to {MOST} runs are kept: remove one on the page Compare first."
        if any(each.name == name for each in self.kept):
            return f"There already is a run called {name}."
        run = session.player.run
        try:
            hold(self, sum(bytes_of(each, 1) for each in (run.experiment, *(kept.experiment for kept in self.kept))))
        except ValueError as problem:
            return f"{problem}."
        self.kept.append(Kept(name, run.experiment, run.start.theta.copy()))
        self._renew()
        return ""

    def put(self, kept: Sequence[Kept]) -> None:
        """Keep these runs instead. Raises ValueError, and changes nothing, where there is no memory for them."""
        hold(self, sum(bytes_of(each.experiment, 1) for each in kept))
        self.kept = list(kept)
        self._renew()

    def remove(self, name: str) -> None:
        self.put([each for each in self.kept if each.name != name])

    def _free_name(self) -> str:
        taken = {each.name for each in self.kept}
        return next(name for number in range(1, MOST + 2) if (name := f"Run {number}") not in taken)

    def _renew(self) -> None:
        with self.lock:
            self.playing, self._side_by_side = False, None
            self._cameras.clear()


def keep_box(session: Session, key: str) -> None:
    """Draw a name and the button that keeps the run of the Playground under it."""
    runs = session.of(KeptRuns)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}_row"):
        st.text_input("Name", key=f"{key}_name", max_chars=MOST_NAME, placeholder=f"Run {len(runs.kept) + 1}",
                      width=240)
        st.button("Keep this run", key=f"{key}_keep", icon=":material/bookmark_add:", on_click=_keep, args=(key,))
        if runs.kept and session.page != "compare":
            st.page_link("pages/compare.py", label=f"Compare {len(runs.kept)} kept", icon=":material/compare:")
    _, problem = session.problems.pop(key, ("", ""))
    if problem:
        st.error(for_markdown(problem))


def keep_expander(session: Session) -> None:
    """Offer to keep the run, below the stage; closed it draws nothing."""
    box = st.expander("Keep this run to compare it", key="keep", on_change="rerun")
    if box.open:
        with box:
            keep_box(session, "keep")


def _keep(key: str) -> None:
    session = current()
    session.player.catch_up()
    name = str(st.session_state.get(f"{key}_name", ""))
    problem = session.of(KeptRuns).keep(name, session)
    if problem:
        session.problems[key] = name, problem
    else:
        st.session_state[f"{key}_name"] = ""
