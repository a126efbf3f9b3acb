"""People's own programs pass a type checker, and it finds their mistakes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
USAGE = Path(__file__).parent / "typing" / "usage.py"


def test_mypy_complains_of_the_wrong_lines_of_the_documented_usage_and_of_no_other() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--ignore-missing-imports",
         "--follow-imports", "silent", "--cache-dir", str(ROOT / ".mypy_cache" / "usage"), str(USAGE)],
        cwd=ROOT, capture_output=True, text=True, timeout=300)
    found = {int(line) for line in re.findall(r"^\S*usage\.py:(\d+): error", checked.stdout, re.MULTILINE)}
    wrong = {number for number, line in enumerate(USAGE.read_text(encoding="utf-8").splitlines(), start=1)
             if line.endswith("# wrong")}
    assert found == wrong and len(wrong) == 5, checked.stdout + checked.stderr


def test_the_usage_runs_up_to_its_wrong_lines() -> None:
    source = "\n".join(line for line in USAGE.read_text(encoding="utf-8").splitlines() if not line.endswith("# wrong"))
    exec(compile(source, "usage.py", "exec"), {})
