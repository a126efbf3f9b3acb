"""The sheet of a step: its quantities by key, and the operations that make one from others, in order.

The phases are in `forward`, `losses`, `backward` and `update`; `work_out` puts them together.
Keys count layers, units and samples from 1: "z:1:2:3" is the sum in layer 1, sample 2, unit 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from nnplay.study.one_step import notation
from nnplay.study.one_step.step import Moment, Step

FORWARD, LOSS, BACKWARD, UPDATE, AGAIN = range(1, 6)
PHASES = {FORWARD: "Forward", LOSS: "Loss", BACKWARD: "Backward", UPDATE: "Update", AGAIN: "Again"}


class Quantity(NamedTuple):
    """One number: its symbol in LaTeX, its value, and where it lives in the picture of the network.

    A place is "unit:layer:unit" (layer 0 are the inputs), "edge:layer:from:to", "bias:layer:unit", "target:output",
    "loss" or "rule". `kind` says what it is of that place: value, slope, gradient or memory.
    """

    symbol: str
    value: float
    place: str
    kind: str = "value"


class Check(NamedTuple):
    """A derivative by central difference, and how far the analytic one is from it."""

    numeric: float
    difference: float

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= 1e-7 + 1e-5 * abs(self.numeric)


class Operation(NamedTuple):
    """One line of the arithmetic: `result` is a key, `formula` LaTeX whose quantities stand as «key»."""

    phase: int
    title: str
    result: str
    formula: str
    note: str = ""
    sample: int = 0
    check: Check | None = None


class Line(NamedTuple):
    """An operation written out: what results, by which formula, the same in numbers (LaTeX), and the exact result."""

    number: int
    phase: str
    title: str
    sample: int
    left: str
    symbols: str
    numbers: str
    value: float


class Parameter(NamedTuple):
    """One weight or bias: its place in theta (`at`), and the name, symbol and place that go with it."""

    at: int
    name: str
    symbol: str
    place: str
    layer: int
    source: int  # 0 for a bias
    unit: int

    @property
    def words(self) -> str:
        """Its name in words."""
        if self.source:
            return f"the weight {self.source} → {self.unit} of layer {self.layer}"
        return f"the bias of unit {self.unit} in layer {self.layer}"

    def marked(self, mark: str) -> str:
        """The symbol with a mark behind its layer: w^{(1)+}."""
        return self.symbol.replace(f"^{{({self.layer})}}", f"^{{({self.layer}){mark}}}")


@dataclass
class Sheet:
    """The arithmetic of a step, written down."""

    step: Step
    quantities: dict[str, Quantity] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)

    @property
    def moment(self) -> Moment:
        return self.step.before

    @property
    def samples(self) -> int:
        return len(self.moment.x)

    def name(self, key: str, symbol: str, value: float, place: str, kind: str = "value") -> str:
        """Note a quantity and return its key in the marks that formulas use."""
        self.quantities[key] = Quantity(symbol, float(value), place, kind)
        return f"«{key}»"

    def add(self, phase: int, title: str, result: str, formula: str, **more: object) -> None:
        """Note an operation; the result must have been named."""
        self.operations.append(Operation(phase, title, result.strip("«»"), formula, **more))  # type: ignore[arg-type]

    def value(self, key: str) -> float:
        return self.quantities[key].value

    def in_numbers(self, operation: Operation, digits: int) -> str:
        """Return the operation's formula as it must look with numbers in it, with «key» for each."""
        return notation.in_numbers(operation.formula, self.value, digits)

    def latex(self, operation: Operation, digits: int) -> tuple[str, str, str]:
        """Return an operation in LaTeX: what results, by which formula, and the same in numbers with the result."""
        result = self.quantities[operation.result]
        symbols = notation.filled(notation.in_symbols(operation.formula), lambda key: self.quantities[key].symbol)
        numbers = notation.filled(
            self.in_numbers(operation, digits), lambda key: notation.latex(self.value(key), digits)
        )
        sign = r"\approx" if notation.is_rounded(result.value, digits) else "="
        return result.symbol, symbols, f"{numbers} {sign} {notation.latex(result.value, digits)}"

    def lines(self, digits: int) -> Iterator[Line]:
        """Yield the operations as they are written to so many digits."""
        for number, operation in enumerate(self.operations, 1):
            left, symbols, numbers = self.latex(operation, digits)
            yield Line(
                number,
                PHASES[operation.phase],
                operation.title,
                operation.sample * (self.samples > 1),
                left,
                symbols,
                numbers,
                self.value(operation.result),
            )

    def parameters(self) -> Iterator[Parameter]:
        """Yield the network's parameters in the order of theta."""
        index = 0
        for layer, (D, H) in enumerate(self.moment.net.shapes, 1):
            for i in range(1, D + 1):
                for j in range(1, H + 1):
                    yield Parameter(index, f"w:{layer}:{i}:{j}", f"w^{{({layer})}}_{{{subscript(i, j)}}}",
                                    f"edge:{layer}:{i}:{j}", layer, i, j)
                    index += 1
            for j in range(1, H * self.moment.net.bias + 1):
                yield Parameter(index, f"b:{layer}:{j}", f"b^{{({layer})}}_{{{j}}}", f"bias:{layer}:{j}", layer, 0, j)
                index += 1

    def above(self, layer: int, sample: int, mark: str = "") -> str:
        """Return the superscript of a layer's quantities; several samples are told apart by [n]."""
        return f"({layer}){mark}" + (f"[{sample}]" if self.samples > 1 else "")

    def unit_name(self, layer: int, unit: int) -> str:
        """Name a unit in words."""
        if layer == 0:
            return f"input {unit}"
        if layer == self.moment.net.layers:
            return f"output {unit}" if self.moment.net.sizes[-1] > 1 else "the output"
        only = self.moment.net.layers == 2
        return f"hidden unit {unit}" if only else f"unit {unit} of hidden layer {layer}"


def subscript(i: int, j: int) -> str:
    """Write two indices, with a comma where they could be misread."""
    return f"{i}{j}" if max(i, j) < 10 else f"{i},{j}"
