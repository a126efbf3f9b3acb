"""The live stage."""

from __future__ import annotations

from nnplay.ui.session import Session


def stage(session: Session) -> None:
    """Draw the live picture of the session's run."""
