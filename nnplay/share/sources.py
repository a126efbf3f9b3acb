"""The source code of functions, taken out of our modules so that it runs without them.

Functions come with everything of ours they refer to; type annotations are left out.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType
from typing import Any

import numpy as np


class Sources:
    """Collects definitions, each once, those that others need first. `taken` names are never given to one."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.definitions: dict[str, str] = {}
        self._taken = set(taken)
        self._names: dict[Any, str] = {}

    def name(self, function: Callable[..., Any]) -> str:
        """Return an expression for a function, and keep the definitions it needs. Raises ValueError if it has none."""
        if isinstance(function, np.ufunc):
            return f"np.{function.__name__}"
        if not isinstance(function, FunctionType):
            raise ValueError(f"{function!r} is no function with a source")
        if function.__name__ == "<lambda>":
            return f"({ast.unparse(lambda_of(function))})"
        maker, _, inner = function.__qualname__.partition(".<locals>.")
        if inner:  # made by a function of ours, from what it closes over
            cells = zip(function.__code__.co_freevars, function.__closure__ or ())
            made_from = ", ".join(f"{name}={self.name(cell.cell_contents)}" for name, cell in cells)
            return f"{self.name(function.__globals__[maker])}({made_from})"
        return self._names.get(function) or self._define(function)

    def _define(self, function: FunctionType) -> str:
        own = self._names[function] = self._free(function.__name__, function)
        tree = ast.parse(inspect.getsource(function))
        bare = _WithoutAnnotations().visit(tree)
        used = {node.id for node in ast.walk(bare) if isinstance(node, ast.Name)} & function.__globals__.keys()
        names = {function.__name__: own}
        for each in sorted(used - {function.__name__}):
            names[each] = self._needed(each, function.__globals__[each])
        bare.body[0].name = own
        self.definitions[own] = ast.unparse(_Renamed(names).visit(bare))
        return own

    def _needed(self, name: str, value: Any) -> str:
        """Keep what a definition refers to, and return what it is called here."""
        if isinstance(value, FunctionType):
            return self.name(value)
        if isinstance(value, int | float):
            self.definitions.setdefault(name, f"{name} = {value!r}")
        elif not isinstance(value, ModuleType):
            raise ValueError(f"{name} has no source that can be taken along")
        return name

    def _free(self, name: str, function: FunctionType) -> str:
        """Return a function's name, with its module's where another has the same."""
        if name in self._taken or name in self._names.values():
            return f"{function.__module__.rpartition('.')[2]}_{name}"
        return name


def lambda_of(function: FunctionType) -> ast.Lambda:
    """Return the lambda that a function was written as."""
    module = ast.parse(inspect.getsource(inspect.getmodule(function)))  # type: ignore[arg-type]
    # The instructions of its body; the first of a function has the width 0.
    places = [(line, column) for line, _, column, end in function.__code__.co_positions() if line and column and end]
    for node in ast.walk(module):
        if isinstance(node, ast.Lambda):
            first, last = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
            if places and all(first <= place < last for place in places):
                return node
    raise ValueError(f"the source of {function!r} was not found")


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        for argument in (*node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node
