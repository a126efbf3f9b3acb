"""What the README promises: its example prints what it says, and the files it names exist."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_the_numbers_beside_it() -> None:
    (code,), (printed,) = (re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL) for kind in ("python", "text"))
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, {})
    assert output.getvalue() == printed


def test_every_path_it_names_exists() -> None:
    named = re.findall(r"`([\w./]+/|[\w./]+\.(?:py|txt|png))`", README) + re.findall(r"\]\((docs/.*?)\)", README)
    assert len(named) > 8
    missing = [path for path in named if not any((base / path).exists() for base in (ROOT, ROOT / "nnplay"))]
    assert not missing


def test_every_page_of_the_menu_is_described() -> None:
    from nnplay.ui.pages import PAGES

    rows = re.findall(r"^\| ([\w ]+?) \|", README, re.MULTILINE)
    assert rows[1:] == [page.title for page in PAGES.values()]
