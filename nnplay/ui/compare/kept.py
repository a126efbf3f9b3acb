"""The runs a person has kept to compare, each under a name."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from nnplay.engine.arrays import Array
from nnplay.experiment import Experiment
from nnplay.study.side_by_side import SideBySide
from nnplay.ui.session import Session, current
from nnplay.ui.text import plain

MOST, MOST_NAME = 6, 40


@dataclass(frozen=True)
class Kept:
    """A run as it can be repeated: its settings and its first weights, theta (1, P)."""

    name: str
    experiment: Experiment
    theta: Array


@dataclass
class KeptRuns:
    """The kept runs, and how they stand on the page that compares them; `turn` tells its askings apart."""

    kept: list[Kept] = field(default_factory=list)
    playing: bool = False
    turn: int = 0
    log: bool = False
    _side_by_side: SideBySide | None = None

    @property
    def side_by_side(self) -> SideBySide:
        if self._side_by_side is None:
            self._side_by_side = SideBySide([(each.experiment, each.theta) for each in self.kept])
        return self._side_by_side

    def keep(self, name: str, session: Session) -> str:
        """Keep the run of the Playground under a name. Returns what stands against it, or an empty string."""
        name = " ".join(name.split())[:MOST_NAME] or f"Run {len(self.kept) + 1}"
        if len(self.kept) >= MOST:
            return f"Up to {MOST} runs are kept: remove one on the page Compare first."
        if any(each.name == name for each in self.kept):
            return f"There already is a run called {name}."
        run = session.player.run
        self.kept.append(Kept(name, run.experiment, run.start.theta.copy()))
        self._renew()
        return ""

    def remove(self, name: str) -> None:
        self.kept = [each for each in self.kept if each.name != name]
        self._renew()

    def _renew(self) -> None:
        self.playing, self._side_by_side = False, None


def keep_box(session: Session, key: str) -> None:
    """Draw a name and the button that keeps the run of the Playground under it."""
    runs = session.of(KeptRuns)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}_row"):
        st.text_input("Name", key=f"{key}_name", max_chars=MOST_NAME, placeholder=f"Run {len(runs.kept) + 1}",
                      width=240)
        st.button("Keep this run", key=f"{key}_keep", icon=":material/bookmark_add:", on_click=_keep, args=(key,))
        if runs.kept and session.page != "compare":
            st.page_link("pages/compare.py", label=f"Compare {len(runs.kept)} kept", icon=":material/compare:")
    problem = session.problems.pop(key, "")
    if problem:
        st.error(plain(problem))


def keep_expander(session: Session) -> None:
    """Offer to keep the run, below the stage; closed it draws nothing."""
    box = st.expander("Keep this run to compare it", key="keep", on_change="rerun")
    if box.open:
        with box:
            keep_box(session, "keep")


def _keep(key: str) -> None:
    session = current()
    session.player.catch_up()
    problem = session.of(KeptRuns).keep(str(st.session_state.get(f"{key}_name", "")), session)
    if problem:
        session.problems[key] = problem
    else:
        st.session_state[f"{key}_name"] = ""
