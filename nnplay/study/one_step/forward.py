"""The forward phase: each unit's weighted sum, and what its activation makes of it."""

from __future__ import annotations

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.passes import Trace
from nnplay.study.one_step.formulas import activation_formula, head_formula, put
from nnplay.study.one_step.sheet import AGAIN, FORWARD, Sheet


def name_parameters(sheet: Sheet) -> None:
    """Note all weights and biases before and after the step."""
    before, after = sheet.moment.theta, sheet.step.after.theta
    for parameter in sheet.parameters():
        sheet.name(parameter.name, parameter.symbol, before[parameter.at], parameter.place)
        sheet.name("+" + parameter.name, parameter.marked("+"), after[parameter.at], parameter.place)


def name_samples(sheet: Sheet) -> None:
    """Note inputs and targets."""
    def above(n: int) -> str:
        return f"^{{[{n}]}}" if sheet.samples > 1 else ""

    for n, (x, y) in enumerate(zip(sheet.moment.x, sheet.moment.y), 1):
        for i, value in enumerate(x, 1):
            sheet.name(f"a:0:{n}:{i}", f"x_{{{i}}}{above(n)}", value, f"unit:0:{i}")
        for k, value in enumerate(y, 1):
            only = "" if len(y) == 1 else f"_{{{k}}}"
            sheet.name(f"y:{n}:{k}", f"y{only}{above(n)}", value, f"target:{k}")


def write_forward(sheet: Sheet, trace: Trace, mark: str = "") -> None:
    """Write the forward pass of a trace; `mark` is "+" for the pass after the update."""
    for n in range(1, sheet.samples + 1):
        for layer, (_, H) in enumerate(sheet.moment.net.shapes, 1):
            for j in range(1, H + 1):
                _name_unit(sheet, trace, layer, n, j, mark)
            for j in range(1, H + 1):
                _write_unit(sheet, layer, n, j, mark)


def _name_unit(sheet: Sheet, trace: Trace, layer: int, n: int, j: int, mark: str) -> None:
    above = sheet.above(layer, n, mark)
    place = f"unit:{layer}:{j}"
    sheet.name(f"{mark}z:{layer}:{n}:{j}", f"z^{{{above}}}_{{{j}}}", trace.z[layer - 1][0, n - 1, j - 1], place, "sum")
    symbol = f"a^{{{above}}}_{{{j}}}"
    if layer == sheet.moment.net.layers:
        symbol = r"\hat y" + ("" if sheet.moment.net.sizes[-1] == 1 else f"_{{{j}}}")
        symbol += (f"^{{{mark}" + (f"[{n}]" if sheet.samples > 1 else "") + "}").replace("^{}", "")
    sheet.name(f"{mark}a:{layer}:{n}:{j}", symbol, trace.a[layer - 1][0, n - 1, j - 1], place)


def _write_unit(sheet: Sheet, layer: int, n: int, j: int, mark: str) -> None:
    net = sheet.moment.net
    phase = AGAIN if mark else FORWARD
    read = "" if layer == 1 else mark
    terms = [
        rf"«{read}a:{layer - 1}:{n}:{i}» \cdot «{mark}w:{layer}:{i}:{j}»" for i in range(1, net.sizes[layer - 1] + 1)
    ]
    if net.bias:
        terms.append(f"«{mark}b:{layer}:{j}»")
    unit = sheet.unit_name(layer, j)
    z, a = f"«{mark}z:{layer}:{n}:{j}»", f"«{mark}a:{layer}:{n}:{j}»"
    sheet.add(phase, f"The sum of {unit}", z, " + ".join(terms), sample=n)
    if layer < net.layers:
        entry = ACTIVATIONS[net.activation[layer - 1]]
        knobs = list(knobs_of(entry, net.knobs).items())
        names = {"z": z}
        if len(knobs) == 1:
            names["k"] = sheet.name(f"knob:{layer}", r"\alpha", knobs[0][1], f"unit:{layer}:{j}", "knob")
        sheet.add(phase, f"The activation of {unit}: {entry.label}", a, put(activation_formula(entry), names), sample=n)
    elif net.output.min_outputs > 1:
        exponentials = [rf"e^{{«{mark}z:{layer}:{n}:{k}»}}" for k in range(1, net.sizes[-1] + 1)]
        sheet.add(phase, f"{unit.capitalize()}: softmax", a, rf"\frac{{e^{{{z}}}}}{{{' + '.join(exponentials)}}}",
                  sample=n)
    else:
        sheet.add(phase, f"{unit.capitalize()}: {net.output.label}", a, put(head_formula(net.head), {"z": z}), sample=n)
