"""Threat: the next line of code that shows somebody's text forgets to escape it.

Limit: in the source, Markdown takes words that may be somebody's only through `for_markdown`, HTML is written in a few
places that escape, and scripts write markup that holds no text at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKDOWN = {"badge", "button", "caption", "checkbox", "download_button", "error", "expander", "header", "info",
            "markdown", "metric", "multiselect", "number_input", "radio", "segmented_control", "selectbox", "slider",
            "subheader", "success", "text_area", "text_input", "toast", "toggle", "warning", "write"}
READ = {"body", "help", "label", "placeholder", "title", ""}  # arguments that Streamlit reads as Markdown
# What a text from outside is called here. A place that shows one and is right all the same uses another word.
OUTSIDE = {"name", "names", "target", "problem", "problems", "reason", "reasons", "error", "text", "column",
           "notice", "notices", "class_names", "classes", "sheet", "file", "goal"}
ESCAPES = {"for_markdown", "for_html", "_sentence", "_as_list", "len", "sum", "share", "solved"}
HTML = {"nnplay/ui/frame.py", "nnplay/ui/from_scratch/source.py", "nnplay/ui/qr.py", "nnplay/ui/your_data/grid.py",
        "nnplay/ui/your_data/columns.py"}
MARKUP = re.compile(r"(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML\(|document\.write\(|createContextualFragment\(")
NO_TEXT = re.compile(r"[A-Z_]+( \* \d+)?|named\.innerHTML")  # constants, and an element's own text as markup


def trees() -> Iterator[tuple[str, ast.AST]]:
    for path in [ROOT / "playground.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "nnplay").rglob("*.py")]:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def raw(node: ast.AST) -> Iterator[str]:
    """Names of texts from outside that stand in an expression and pass no escape on their way."""
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ESCAPES:
            return
    if isinstance(node, ast.Name | ast.Attribute):
        word = node.id if isinstance(node, ast.Name) else node.attr
        if word in OUTSIDE:
            yield word
    elif isinstance(node, ast.IfExp):
        yield from (*raw(node.body), *raw(node.orelse))  # which of them is shown may hang on a text
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield from raw(node.elt)
    else:
        for child in ast.iter_child_nodes(node):
            yield from raw(child)


def unescaped(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MARKDOWN \
                and isinstance(node.func.value, ast.Name):
            shown = [*node.args[:1], *(each.value for each in node.keywords if each.arg in READ)]
            for word in (word for part in shown for word in raw(part)):
                yield node.lineno, word


def test_markdown_takes_words_of_others_only_escaped() -> None:
    found = [f"{path}:{line} shows {word!r} as it came" for path, tree in trees()
             if path.startswith(("nnplay/ui", "pages")) for line, word in unescaped(tree)]
    assert not found, found


@pytest.mark.parametrize("line", ['st.write(f"Column {name}")', "st.caption(problem)", 'st.info("- " + str(error))',
                                  'st.button("Go", help=table.target)', 'st.error("a" if x else reason)'])
def test_a_forgotten_escape_is_found(line: str) -> None:
    assert list(unescaped(ast.parse(line)))


def test_html_is_written_where_it_is_known_to_be() -> None:
    written = {path for path, tree in trees() for node in ast.walk(tree)
               if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.html"}
    assert written <= HTML
    assert not [path for path, tree in trees() for node in ast.walk(tree)
                if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html"]


def test_scripts_write_no_text_as_markup() -> None:
    for path in sorted((ROOT / "static").rglob("*.js")):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function\(", source), path
        for begin in (match.end() for match in MARKUP.finditer(source)):
            markup = re.match(r"\s*(?:`([^`]*)`|[A-Z]+\b)", source[begin:])
            assert markup, f"{path.name}: markup that is no template: {source[begin:begin + 60]!r}"
            for inside in re.findall(r"\$\{(.*?)\}", markup[1] or ""):
                assert NO_TEXT.fullmatch(inside), f"{path.name}: ${{{inside}}} in markup"
