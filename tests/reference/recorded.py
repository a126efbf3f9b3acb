"""What PyTorch computed, as `record.py` wrote it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORDED: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "reference.json").read_text("utf-8"))


def name(case: dict[str, Any]) -> str:
    """Name a recorded case, for the test's id."""
    parts = [case.get("key") or case.get("optimizer") or "-".join(map(str, case["sizes"])), case.get("head", "")]
    parts += [str(value) for value in (*case.get("knobs", {}).values(), *case.get("recipe", {}).values())]
    return " ".join(part for part in parts if part)
