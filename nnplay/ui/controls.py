"""The sidebar of the Playground: what is learnt, by what network, and how."""

from __future__ import annotations

from nnplay.ui.session import Session


def controls(session: Session) -> None:
    """Draw the controls of the session's experiment."""
