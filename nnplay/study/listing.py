"""The tutorial's own source, and which of its lines a chapter is about."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable

from nnplay.study import tutorial

SOURCE = inspect.getsource(tutorial)


def lines_of(names: Iterable[str], source: str = SOURCE) -> set[int]:
    """Return the numbers, from 1, of the lines that define these functions and methods."""
    wanted, found = set(names), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in wanted:
            wanted.remove(node.name)
            last = node.end_lineno or node.lineno
            if isinstance(node, ast.ClassDef):
                last = node.lineno
            found |= set(range(node.lineno, last + 1))
    if wanted:
        raise KeyError(f"the tutorial defines no {', '.join(sorted(wanted))}")
    return found
