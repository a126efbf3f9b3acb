"""Threat: limits that disagree, so that what a page allows ends the connection, or what it forbids comes in.

Limits: one for every file that is uploaded, one for every message; what a page lets people paste fits in a message.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from nnplay.data.reading.read import MAX_BYTES
from nnplay.ui.server import MAX_MESSAGE
from nnplay.ui.your_data.source import PASTED

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]


def test_there_is_one_upload_limit() -> None:
    assert SETTINGS["maxUploadSize"] * 2**20 == MAX_BYTES
    assert [path for path in ROOT.glob("nnplay/**/*.py") if "max_upload_size" in path.read_text(encoding="utf-8")] == []


def test_what_may_be_pasted_fits_in_a_message() -> None:
    assert SETTINGS["maxWidgetStateSize"] * 1_000_000 == MAX_MESSAGE
    assert 4 * PASTED < MAX_MESSAGE
