"""The pages, in the order of the menu. To add one, add a row here and a script in `pages/`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page: its key, the script Streamlit runs for it, what the menu calls it, and what it is for."""

    key: str
    script: str
    title: str
    purpose: str


PAGES = {
    page.key: page
    for page in (
        Page("playground", "app.py", "Playground", "Watch a network learn: choose data and layers, press Play."),
    )
}
