"""What one person is doing: the one typed value that the app keeps for a browser tab."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from nnplay.experiment import Experiment
from nnplay.ui.browser import Browser
from nnplay.ui.player import Player

KEY = "nnplay"


@dataclass
class Session:
    """The run on the stage, the browser that shows it, the page the person is on, and messages not yet shown."""

    player: Player = field(default_factory=lambda: Player(Experiment()))
    browser: Browser = field(default_factory=Browser)
    page: str = ""
    notices: list[str] = field(default_factory=list)

    def enter(self, page: str) -> None:
        """Note which page is shown. Leaving a page stops what plays on it; the run stays where it was."""
        if page != self.page:
            self.player.pause()
        self.page = page


def current() -> Session:
    """Return the session of this browser tab, a new one on its first visit."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Session()
    session: Session = st.session_state[KEY]
    return session
