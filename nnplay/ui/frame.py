"""How every page begins: settings, session, navigation, title. A page calls `frame` before anything else.

There is no `st.navigation`: with it, a page opened by its own address on a fresh server would run without this frame.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nnplay.text import for_markdown
from nnplay.ui.address import arrive
from nnplay.ui.pages import PAGES
from nnplay.ui.process import prepare_process
from nnplay.ui.session import Session, current
from nnplay.ui.share import share_button

ICON = Path(__file__).parents[2] / "static" / "favicon.svg"


def frame(key: str) -> Session:
    """Begin the page `key` and return the person's session."""
    page = PAGES[key]
    st.set_page_config(page_title=f"{page.title} · nnplay", page_icon=str(ICON), layout="wide")
    prepare_process()
    session = current()
    session.enter(key)
    arrive(session)
    _navigation(session)
    if session.notices:
        st.warning("\n".join(f"- {for_markdown(notice)}" for notice in session.notices), title="About the link")
    session.notices.clear()
    return session


# A page of pictures needs the room that Streamlit leaves free: at either side, and beside the menu at the top.
STYLE = """<style>
@media (min-width: 760px) {
  .stMainBlockContainer { padding-left: 2rem; padding-right: 2rem; }
  .stApp:not(:has([data-testid="stExpandSidebarButton"])) .stMainBlockContainer { padding-top: 0.75rem; }
  .stAppHeader, .stAppHeader div { background: transparent; pointer-events: none; }
  .stAppHeader button { pointer-events: auto; }
}
@media (max-width: 759px) { /* one row that scrolls by itself, with Share always in sight */
  .stMainBlockContainer { padding-top: 3.8rem; }
  .st-key-navigation { flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: none; gap: 0.1rem;
    padding-top: 2px; }
  .st-key-navigation > * { flex: none !important; }
  .st-key-navigation > :last-child { position: sticky; right: 0; background: var(--st-background-color, inherit); }
}
</style>"""


def _navigation(session: Session) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="navigation"):
        st.html(STYLE, width="content")
        st.markdown("**nnplay**", width="content")
        for page in PAGES.values():
            st.page_link(page.script, label=page.title, help=page.purpose, disabled=page.key == session.page)
        share_button(session)
