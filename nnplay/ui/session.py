"""What one person is doing: the one typed value that the app keeps for a browser tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from nnplay.experiment import Experiment
from nnplay.share.opening import Opening
from nnplay.study.adjust import adjusted
from nnplay.ui.browser import Browser
from nnplay.ui.player import Player

KEY = "nnplay"
T = TypeVar("T")


@dataclass
class Session:
    """The run on the stage, the browser that shows it, the page the person is on, and what is yet to be said.

    `notices` are shown at the top of the next page, `remarks` below the controls (what changed along with a setting),
    `problems` under the control whose value could not be used: that value, and why. `hide` are controls that a lesson
    leaves out.
    """

    player: Player = field(default_factory=lambda: Player(Experiment()))
    browser: Browser = field(default_factory=Browser)
    page: str = ""
    notices: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    problems: dict[str, tuple[Any, str]] = field(default_factory=dict)
    hide: tuple[str, ...] = ()
    kept: dict[type, Any] = field(default_factory=dict)

    def of(self, kind: type[T]) -> T:
        """Return what a page keeps for this person: one value of its own type, made on first use."""
        value: T = self.kept.setdefault(kind, kind())
        return value

    def change(self, **changes: Any) -> None:
        """Change settings of the experiment, and what must change with them. Raises ValueError where that cannot be."""
        self.player.catch_up()
        experiment, remarks = adjusted(self.player.experiment, **changes)
        self.player.change(experiment)
        self.remarks += remarks

    def open(self, opening: Opening) -> None:
        """Show what a link or a file opens."""
        self.player.catch_up()
        problem = self.player.open(opening)
        self.player.show(opening.plane)
        if problem and self.page == "playground" and self.player.play_to(opening.step):
            problem = ""  # it gets there under everybody's eyes
        self.hide, self.browser.view = opening.hide, opening.view
        self.notices += [problem] if problem else []

    def enter(self, page: str) -> None:
        """Note which page is shown. Leaving a page stops what plays on it; the run stays where it was."""
        if page != self.page:
            self.player.catch_up()
            self.player.pause()
        self.page = page


def current() -> Session:
    """Return the session of this browser tab, a new one on its first visit."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Session()
    session: Session = st.session_state[KEY]
    return session
