"""What the README promises: its example prints what it says, and the files it names exist."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


def test_every_example_has_what_it_prints_beside_it() -> None:
    assert len(EXAMPLES) == README.count("```python") == README.count("```text") == 4


@pytest.mark.parametrize(("code", "printed"), EXAMPLES, ids=["experiment", "arrays", "engine", "scikit-learn"])
def test_the_examples_print_the_numbers_beside_them(code: str, printed: str) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, {})
    assert output.getvalue() == printed


def test_the_names_it_gives_the_pieces_are_there() -> None:
    from nnplay.engine import MLP, Parameters, Trace, Trainer, backward, forward

    assert all(callable(piece) for piece in (MLP, Parameters, Trace, Trainer, backward, forward))


def test_every_path_it_names_exists() -> None:
    named = re.findall(r"`([\w./]+/|[\w./]+\.(?:py|txt|png))`", README) + re.findall(r"\]\((docs/.*?)\)", README)
    assert len(named) > 8
    missing = [path for path in named if not any((base / path).exists() for base in (ROOT, ROOT / "nnplay"))]
    assert not missing


def test_every_page_of_the_menu_is_described() -> None:
    from nnplay.ui.pages import PAGES

    rows = re.findall(r"^\| ([\w ]+?) \|", README, re.MULTILINE)
    assert rows[1:] == [page.title for page in PAGES.values()]


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`([\w./]+/|[\w./]+\.(?:py|js|css|md|json))`", text)
    assert len(named) > 8
    bases = (ROOT, ROOT / "nnplay", ROOT / "static" / "stage")
    assert [path for path in named if not any((base / path).exists() for base in bases)] == []
