"""Formulas of one variable that a person types, like `sin(2x) + |x|/3`: read by the grammar below, never evaluated.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed | power)*     a power that follows directly is multiplied: 2x, 3 sin(x)
    signed   = ("+" | "-") signed | power
    power    = atom (("^" | "**") signed)?              from the right: 2^3^2 = 2^9
    atom     = number | "x" | "pi" | "e" | name "(" sum ("," sum)* ")" | "(" sum ")" | "|" sum "|"
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import numpy as np

from nnplay.engine.arrays import Array

MAX_LENGTH, MAX_DEPTH = 120, 20
USUAL_FORMULA = "sin(x) + x/3"
LARGEST = 1e6  # a number that may be written, and a value that a formula may have
REACH, CHECKED = 6.0, 481  # values are looked at from -REACH to REACH at so many places

CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS = {"sin": ("sin", 1), "cos": ("cos", 1), "tan": ("tan", 1), "exp": ("exp", 1), "log": ("log", 1),
             "ln": ("log", 1), "sqrt": ("sqrt", 1), "abs": ("abs", 1), "tanh": ("tanh", 1), "sign": ("sign", 1),
             "min": ("minimum", 2), "max": ("maximum", 2)}  # names of NumPy's functions, and how many arguments
OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}
KNOWN = ("x", *CONSTANTS, *FUNCTIONS)
END = ""

TOKEN = re.compile(r"(?P<number>(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?)|(?P<name>[a-z]+)|(?P<sign>\*\*|[-+*/^(),|])",
                   re.ASCII | re.IGNORECASE)
SAME = {"**": "^", "−": "-", "·": "*", "×": "*", "π": "pi"}
RAISED = {"²": "2", "³": "3"}


@dataclass(frozen=True)
class Node:
    """One step of a formula: a NumPy function of other nodes, or a number, or the variable when it has neither."""

    function: str = ""
    arguments: tuple[Node, ...] = ()
    number: float | None = None


@dataclass(frozen=True)
class Formula:
    """A formula that has been read: call it with values of x."""

    text: str
    root: Node

    def __call__(self, x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.broadcast_to(_value(self.root, np.asarray(x, dtype=np.float64)), np.shape(x)).copy()

    @property
    def source(self) -> str:
        """The same as a Python expression in NumPy, made from what was read and not from the text."""
        return _written(self.root)


@lru_cache(maxsize=256)
def read_formula(text: str) -> Formula:
    """Read a formula. Raises ValueError that says what is wrong with it, and where, counted from 1."""
    if not isinstance(text, str):
        raise ValueError(f"a formula is text like {USUAL_FORMULA}, got {str(text)[:20]!r}")
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a formula has at most {MAX_LENGTH} characters, got {len(text):,}")
    if not text:
        raise ValueError(f"a formula is missing: write one of x, as in {USUAL_FORMULA}")
    formula = Formula(text, _Reader(text).read())
    places = np.linspace(-REACH, REACH, CHECKED)
    values = formula(places)
    for wrong, what in ((~np.isfinite(values), "has no value"), (np.abs(values) > LARGEST, f"is beyond ±{LARGEST:g}")):
        if wrong.any():
            x = round(float(places[wrong.argmax()]), 3) + 0.0
            raise ValueError(f"the formula {what} at x = {x:g}; it needs one everywhere from {-REACH:g} to {REACH:g}")
    return formula


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Return the kind, the text and the position, from 1, of each token; the last is the end."""
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        character = text[at]
        if found:
            part = found.group()
            tokens.append((found.lastgroup or "sign", SAME.get(part, part.lower()), at + 1))
            at = found.end()
            continue
        if character in RAISED:
            tokens += [("sign", "^", at + 1), ("number", RAISED[character], at + 1)]
        elif character in SAME:
            tokens.append(("name" if SAME[character].isalpha() else "sign", SAME[character], at + 1))
        elif not character.isspace():
            raise ValueError(f"{character!r} at position {at + 1} means nothing in a formula: it has numbers, x, "
                             "+ - * / ^ ( ) | and names like sin")
        at += 1
    return [*tokens, ("end", END, len(text) + 1)]


class _Reader:
    """Goes through the tokens once, from the left."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.bars = False  # whether there is one to close within the present parentheses

    def read(self) -> Node:
        root = self._sum()
        kind, token, position = self.tokens[self.at]
        if kind != "end":
            raise ValueError(f"{token!r} at position {position} is not expected there" +
                             (": a parenthesis was never opened" if token == ")" else ""))
        return root

    def _peek(self) -> str:
        return self.tokens[self.at][1]

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _expect(self, sign: str, opened: int) -> None:
        _, token, position = self.tokens[self.at]
        if token != sign:
            got = repr(token) if token else "the end"
            raise ValueError(f"{sign!r} is expected at position {position}, for that of position {opened}, got {got}")
        self.at += 1

    def _go_deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            position = self.tokens[self.at][2]
            raise ValueError(f"a formula is nested up to {MAX_DEPTH} deep; position {position} is deeper")

    def _sum(self) -> Node:
        self._go_deeper()
        node = self._product()
        while self._peek() in ("+", "-"):
            node = Node(OPERATORS[self._take()], (node, self._product()))
        self.depth -= 1
        return node

    def _product(self) -> Node:
        node = self._signed()
        while True:
            kind, token, _ = self.tokens[self.at]
            if token in ("*", "/"):
                node = Node(OPERATORS[self._take()], (node, self._signed()))
            elif kind == "name" or token == "(" or (token == "|" and not self.bars):
                node = Node("multiply", (node, self._power()))
            else:
                return node

    def _signed(self) -> Node:
        signs = []
        while self._peek() in ("+", "-"):
            signs.append(self._take())
        node = self._power()
        return Node("negative", (node,)) if signs.count("-") % 2 else node

    def _power(self) -> Node:
        node = self._atom()
        if self._peek() != "^":
            return node
        self._take()
        self._go_deeper()
        exponent = self._signed()
        self.depth -= 1
        return Node("power", (node, exponent))

    def _atom(self) -> Node:
        kind, token, position = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            number = float(token)
            if number > LARGEST:
                raise ValueError(f"{token[:20]} at position {position} is too large: numbers go up to {LARGEST:g}")
            return Node(number=number)
        if kind == "name":
            return self._named(token, position)
        if token == "(":
            return self._within(")", position)
        if token == "|":
            return Node("abs", (self._within("|", position),))
        raise ValueError(f"a number, x or a function is expected at position {position}, got " +
                         (repr(token) if token else "the end"))

    def _named(self, name: str, position: int) -> Node:
        if name == "x":
            return Node()
        if name in CONSTANTS:
            return Node(number=CONSTANTS[name])
        if name not in FUNCTIONS:
            near = get_close_matches(name, KNOWN, n=1, cutoff=0.6)
            raise ValueError(f"{name[:20]!r} at position {position} is unknown. " +
                             (f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(KNOWN)}."))
        if self._peek() != "(":
            raise ValueError(f"{name} at position {position} needs parentheses, as in {name}(x)")
        function, count = FUNCTIONS[name]
        arguments = self._arguments()
        if len(arguments) != count:
            raise ValueError(f"{name} at position {position} takes {count} argument{'s' * (count > 1)}, "
                             f"got {len(arguments)}")
        return Node(function, arguments)

    def _arguments(self) -> tuple[Node, ...]:
        """Read what is between the parentheses of a function."""
        opened = self.tokens[self.at][2]
        bars, self.bars = self.bars, False
        parts: list[Node] = []
        while not parts or self._peek() == ",":
            self.at += 1
            parts.append(self._sum())
        self._expect(")", opened)
        self.bars = bars
        return tuple(parts)

    def _within(self, closing: str, opened: int) -> Node:
        """Read what is between parentheses or bars, up to the closing one."""
        bars, self.bars = self.bars, closing == "|"
        node = self._sum()
        self._expect(closing, opened)
        self.bars = bars
        return node


def _value(node: Node, x: Array) -> Array:
    if node.function:
        return np.asarray(getattr(np, node.function)(*(_value(part, x) for part in node.arguments)))
    return x if node.number is None else np.asarray(node.number)


def _written(node: Node) -> str:
    if node.function:
        return f"np.{node.function}({', '.join(map(_written, node.arguments))})"
    return "x" if node.number is None else repr(node.number)
