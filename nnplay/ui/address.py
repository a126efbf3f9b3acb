"""The address bar: it always holds the experiment on the stage, and an address that is opened is what is shown.

The browser's history holds the experiments one after the other, so Back returns to the one before.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from nnplay.experiment import Experiment
from nnplay.share import opening, pasted
from nnplay.share.opening import Opening
from nnplay.share.packed import MAX_NUMBERS
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.pages import PAGES
from nnplay.ui.session import Session
from nnplay.ui.turns import TURNS

LINK = "link"  # the parameter
LATENCY = 3.0  # seconds; no answer takes longer on its way to the browser and back


@dataclass
class Address:
    """What was put into the address bar last, and when.

    The browser may still send the address from before, until ours has arrived: until it has told so, or long enough
    ago. A different address after that is one that the person went to.
    """

    written: dict[str, str] = field(default_factory=dict)
    at: float = -math.inf

    def put(self, params: dict[str, str]) -> None:
        self.written, self.at = params, time.monotonic()

    @property
    def has_arrived(self) -> bool:
        return time.monotonic() - self.at > LATENCY

    def confirm(self) -> None:
        self.at = -math.inf


def arrive(session: Session) -> None:
    """Open the experiment of the address, if the person has come with one or gone back to one."""
    address, params = session.of(Address), _in_the_bar()
    if params == address.written:
        address.confirm()
    elif address.has_arrived and ("v" in params or (params and session.page == "playground")):
        address.written = params
        with TURNS.take(act=True):
            opened, warnings = _opened(params)
            session.open(opened)
        session.notices += warnings


def arrived_with(address: Address, key: str) -> str:
    """Return the text of a page's own parameter if the person has come with it, or gone back to it; else nothing."""
    text = _in_the_bar().get(key, "")
    if {key: text} == address.written:
        address.confirm()
    elif text and address.has_arrived:
        address.written = {key: text}
        return text
    return ""


def keep_in_address(address: Address, key: str, text: str) -> None:
    """Put a page's own parameter into the address bar, alone, where it is not there already; take it out if empty."""
    bar = _in_the_bar()
    if bar.get(key, "") != text:
        params = {key: text} if text else {}
        address.put(params)
        st.query_params.from_dict(params)


def _opened(params: dict[str, str]) -> tuple[Opening, list[str]]:
    """Return what an address opens; its `link` is a whole link of another playground, as `fragment.js` sends it."""
    if LINK not in params:
        return opening.read(params, layers=MAX_LAYERS, units=MAX_UNITS)
    try:
        return pasted.read(params[LINK], layers=MAX_LAYERS, units=MAX_UNITS)
    except ValueError as error:
        return Opening(Experiment()), [f"{error}."]


def keep_address(session: Session) -> None:
    """Put the experiment into the address bar, where it is not there already."""
    params = opening.write(_shown(session))
    if _in_the_bar() != params:
        session.of(Address).put(params)  # first: another thread that sees it half written must not open that
        st.query_params.from_dict(params)


def _in_the_bar() -> dict[str, str]:
    """Return the parameters of the address.

    Streamlit may start a second thread for the same person, which exchanges them under the eyes of this one: a name
    seen is gone, or one comes, before all are read. Then they are read again.
    """
    while True:
        try:
            return st.query_params.to_dict()
        except (KeyError, RuntimeError):
            continue


def page_address(page: str, params: dict[str, str]) -> str:
    """Return the link of a page that keeps something of its own in its address."""
    own = PAGES[page].script.removeprefix("pages/").removesuffix(".py")
    return f"{_home(page).rstrip('/')}/{own}?{urlencode(params)}"


def link_of(session: Session, opened: Opening) -> str:
    """Return the link of anything that can be opened. Raises ValueError when it is too much for a link."""
    return opening.address(_home(session.page), opened)


def _shown(session: Session) -> Opening:
    """Return what the address bar holds: the experiment from its start, as the page looks."""
    player = session.player
    begun = replace(player.opened, experiment=player.experiment, hide=session.hide, view=session.browser.view,
                    plane=player.sight.slice)
    return begun if begun.theta is None or len(begun.theta) <= MAX_NUMBERS else replace(begun, step=0, theta=None)


def _home(page: str) -> str:
    """Return the address of the Playground, from the address of the page that is shown."""
    parts = urlsplit(st.context.url or "http://localhost:8501/")
    path = parts.path.rstrip("/")
    script = PAGES[page].script if page in PAGES else ""
    if script.startswith("pages/"):
        path = path.removesuffix(script.removeprefix("pages/").removesuffix(".py")).rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", ""))
