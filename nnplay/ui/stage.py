"""The live stage: one component, mounted once, that asks for frames and tells what the person did.

It lives in a fragment without a timer. The browser triggers `ask`; the callback hands it to the player; the fragment
answers with packed bytes. The script that draws is in `static/stage/`.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from nnplay.ui import scene
from nnplay.ui.address import keep_address
from nnplay.ui.comeback import awaited, come_back, keepsake
from nnplay.ui.component import static_component
from nnplay.ui.probes import probes
from nnplay.ui.session import Session, current
from nnplay.ui.turns import TURNS
from nnplay.ui.wire import pack

KEY = "stage"
STYLES = ("classes", "uncertainty")  # display options that change what is asked of a network with many classes

_component = static_component("nnplay_stage", "stage/stage.js")


def stage(session: Session) -> None:
    """Draw the live picture of the session's run."""
    session.browser.forget()  # a full run may follow a reload: tell the browser everything
    _stage()


@st.fragment
def _stage() -> None:
    session = current()
    if session.browser.settings_changed:
        session.browser.settings_changed = False
        st.rerun()
    acted, session.browser.acted = session.browser.acted, True  # a run that no question began is a click of the page
    with TURNS.take(acted):
        _component(key=KEY, data=_answer(session), on_ask_change=_asked, on_back_change=_came_back)


def _answer(session: Session) -> bytes:
    """Return the next frames, and what is to be known of the last of them."""
    player = session.player
    with player.lock:
        player.sight.camera.style = next((name for name in STYLES if name in session.browser.view), "answer")
        header, arrays = scene.chunk(player, player.chunk())
        told, more = probes(player.run, player.sight.camera.plane, session.browser.watch)
        header, arrays = header | told, arrays | more
        if session.browser.scene != player.sight.scene:
            header["setting"], more = scene.scene(player)
            arrays |= more
        elif session.browser.points != player.sight.points:
            arrays |= scene.points(player)
        if session.browser.ghosts != player.ghosts.version:
            header["ghost_labels"], more = scene.ghosts(player)
            arrays |= more
        if session.browser.watch.keep is not None and (kept := keepsake(session, session.browser.watch.keep)):
            header["kept"] = kept
    header |= {"hide": session.hide, "view": session.browser.view, **awaited(session)}
    header["done"] = session.browser.done
    if not player.strokes.open:
        keep_address(session)
    return pack(header, arrays)


def _asked() -> None:
    """Take what the browser sent since the last answer."""
    session = current()
    asks = getattr(st.session_state.get(KEY), "ask", None)
    ask = asks[-1] if isinstance(asks, list) and asks else asks  # the last repeats what was not done of the others
    session.browser.acted = isinstance(ask, Mapping) and bool(ask.get("intents"))
    with TURNS.take(session.browser.acted):
        session.browser.take(ask, session.player)


def _came_back() -> None:
    """Take a piece of what another session's browser kept."""
    pieces = getattr(st.session_state.get(KEY), "back", None)
    for piece in pieces if isinstance(pieces, list) else [pieces]:
        with TURNS.take(act=True):
            come_back(current(), piece)
