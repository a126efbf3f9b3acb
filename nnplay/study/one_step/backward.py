"""The backward phase: each delta as the chain of factors it is made of, then the derivatives by weights and biases."""

from __future__ import annotations

import numpy as np

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.study.one_step.formulas import HEAD_SLOPES, LOSS_SLOPES, SLOPES, put
from nnplay.study.one_step.losses import shares
from nnplay.study.one_step.sheet import BACKWARD, Check, Sheet

FACTORS = {"sign": "-1", "two": "2"}


def write_backward(sheet: Sheet, differences: Array) -> None:
    """Write the backward pass; `differences` (P,) are the central differences to set beside it."""
    net = sheet.moment.net
    for n in range(1, sheet.samples + 1):
        if sheet.moment.loss.by == "logits":
            _write_joint_output(sheet, n)
        else:
            _write_output(sheet, n)
    for layer in range(net.layers, 0, -1):
        for n in range(1, sheet.samples + 1) if layer < net.layers else ():
            for j in range(1, net.sizes[layer] + 1):
                _write_hidden(sheet, layer, n, j)
        _write_derivatives(sheet, layer, differences)


def _delta(sheet: Sheet, layer: int, n: int, j: int) -> str:
    value = sheet.step.trace.dz[layer - 1][0, n - 1, j - 1]
    symbol = rf"\delta^{{{sheet.above(layer, n)}}}_{{{j}}}"
    return sheet.name(f"d:{layer}:{n}:{j}", symbol, value, f"unit:{layer}:{j}", "gradient")


def _by_prediction(sheet: Sheet) -> Array:
    """Return the loss gradient by the predictions (N, K), from the engine."""
    moment, trace = sheet.moment, sheet.step.trace
    out = np.empty_like(trace.a[-1])
    moment.loss.gradient(trace.z[-1], trace.a[-1], moment.y[np.newaxis].astype(float), out, **moment.loss_knobs)
    first: Array = out[0]
    return first


def _over(sheet: Sheet, formula: str) -> str:
    divisor = shares(sheet)
    if divisor == 1:
        return formula.removeprefix("(").removesuffix(")") if formula.startswith("(") else formula
    return rf"\frac{{1}}{{{divisor}}} \cdot {formula}"


def _wrong(sheet: Sheet, formula: str) -> tuple[str, str]:
    """Put the planted factor before an output's delta; return the formula and what to say of it."""
    mistake = sheet.step.mistake
    if mistake is None or mistake.key not in FACTORS:
        return formula, ""
    return rf"{FACTORS[mistake.key]} \cdot ({formula})", f"Planted: {mistake.note}"


def _write_joint_output(sheet: Sheet, n: int) -> None:
    """Cross-entropy knows the way to the logits itself: predictions minus targets."""
    net = sheet.moment.net
    for k in range(1, net.sizes[-1] + 1):
        formula = f"«a:{net.layers}:{n}:{k}» - «y:{n}:{k}»"
        divisor = shares(sheet)
        formula, planted = _wrong(sheet, formula if divisor == 1 else rf"\frac{{1}}{{{divisor}}} \cdot ({formula})")
        note = (
            f"The chain of {net.output.label.lower()} and cross-entropy: the slope of the one cancels the division "
            "in the derivative of the other, and the difference is what remains."
        )
        sheet.add(BACKWARD, f"The delta of {sheet.unit_name(net.layers, k)}", _delta(sheet, net.layers, n, k), formula,
                  note=planted or note, sample=n)


def _write_output(sheet: Sheet, n: int) -> None:
    net, trace, layer = sheet.moment.net, sheet.step.trace, sheet.moment.net.layers
    by_prediction, slope = _by_prediction(sheet), np.ones_like(trace.a[-1])
    outputs = range(1, net.sizes[-1] + 1)
    for k in outputs:
        a, y = f"«a:{layer}:{n}:{k}»", f"«y:{n}:{k}»"
        symbol = rf"\frac{{\partial L}}{{\partial {sheet.quantities[a.strip('«»')].symbol}}}"
        g = sheet.name(f"da:{layer}:{n}:{k}", symbol, by_prediction[n - 1, k - 1], f"unit:{layer}:{k}", "gradient")
        sheet.add(
            BACKWARD, f"Derivative of the loss with respect to {sheet.unit_name(layer, k)}", g,
            _over(sheet, _loss_slope(sheet, a, y)), sample=n
        )
    if net.output.min_outputs == 1:
        net.output.pull_back(trace.z[-1], trace.a[-1], slope)
    for k in outputs:
        unit = sheet.unit_name(layer, k)
        a, g = f"«a:{layer}:{n}:{k}»", f"«da:{layer}:{n}:{k}»"
        if net.output.min_outputs == 1:
            symbol = rf"f'(z^{{{sheet.above(layer, n)}}}_{{{k}}})"
            s = sheet.name(f"s:{layer}:{n}:{k}", symbol, slope[0, n - 1, k - 1], f"unit:{layer}:{k}", "slope")
            names = {"z": f"«z:{layer}:{n}:{k}»", "a": a}
            sheet.add(BACKWARD, f"The slope of {unit}: {net.output.label}", s,
                      put(HEAD_SLOPES.get(net.head, "f'(«z»)"), names), sample=n)
            formula, note = _wrong(sheet, rf"{g} \cdot {s}")
        else:
            products = " + ".join(rf"«a:{layer}:{n}:{c}» \cdot «da:{layer}:{n}:{c}»" for c in outputs)
            formula, note = _wrong(sheet, rf"{a} \cdot ({g} - ({products}))")
        sheet.add(BACKWARD, f"The delta of {unit}", _delta(sheet, layer, n, k), formula, note=note, sample=n)


def _loss_slope(sheet: Sheet, a: str, y: str) -> str:
    loss = sheet.moment.loss
    prediction, target = sheet.value(a.strip("«»")), sheet.value(y.strip("«»"))
    if loss.key == "hinge":
        return rf"(-{y})" if target * prediction < 1 else "0"
    if loss.key == "huber":
        inside = abs(prediction - target) <= sheet.moment.loss_knobs["delta"]
        form = LOSS_SLOPES["half_mse"] if inside else r"\operatorname{sign}(«a» - «y») \cdot «knob:delta»"
        return put(form, {"a": a, "y": y})
    return put(LOSS_SLOPES.get(loss.key, r"\ell'(«a», «y»)"), {"a": a, "y": y})


def _write_hidden(sheet: Sheet, layer: int, n: int, j: int) -> None:
    net, trace, mistake = sheet.moment.net, sheet.step.trace, sheet.step.mistake
    place, unit, above = f"unit:{layer}:{j}", sheet.unit_name(layer, j), sheet.above(layer, n)
    swapped = mistake is not None and mistake.key == "transposed" and net.sizes[layer] == net.sizes[layer + 1]
    terms = [rf"«d:{layer + 1}:{n}:{k}» \cdot «w:{layer + 1}:" + (f"{k}:{j}»" if swapped else f"{j}:{k}»")
             for k in range(1, net.sizes[layer + 1] + 1)]
    da = sheet.name(f"da:{layer}:{n}:{j}", rf"\frac{{\partial L}}{{\partial a^{{{above}}}_{{{j}}}}}",
                    trace.dx[layer][0, n - 1, j - 1], place, "gradient")
    sheet.add(BACKWARD, f"The blame that reaches {unit}", da, " + ".join(terms), sample=n,
              note=f"Planted: {mistake.note}" if swapped and mistake else "")
    if mistake is not None and mistake.key == "slope":
        sheet.add(BACKWARD, f"The delta of {unit}", _delta(sheet, layer, n, j), da, sample=n,
                  note=f"Planted: {mistake.note}")
        return
    slopes = np.empty_like(trace.a[layer - 1])
    net.slopes[layer - 1](trace.z[layer - 1], trace.a[layer - 1], slopes)
    s = sheet.name(f"s:{layer}:{n}:{j}", rf"f'(z^{{{above}}}_{{{j}}})", slopes[0, n - 1, j - 1], place, "slope")
    names = {"z": f"«z:{layer}:{n}:{j}»", "a": f"«a:{layer}:{n}:{j}»", "k": f"«knob:{layer}»"}
    entry = ACTIVATIONS[net.activation[layer - 1]]
    sheet.add(
        BACKWARD, f"The slope of {unit}: {entry.label}", s, put(SLOPES.get(entry.key, "f'(«z»)"), names), sample=n
    )
    sheet.add(BACKWARD, f"The delta of {unit}", _delta(sheet, layer, n, j), rf"{da} \cdot {s}", sample=n)


def _write_derivatives(sheet: Sheet, layer: int, differences: Array) -> None:
    for parameter in sheet.parameters():
        if parameter.layer != layer:
            continue
        value = sheet.step.data[parameter.at]
        symbol = rf"\frac{{\partial L}}{{\partial {parameter.symbol}}}"
        g = sheet.name(f"g:{parameter.name}", symbol, value, parameter.place, "gradient")
        deltas = [f"«d:{layer}:{n}:{parameter.unit}»" for n in range(1, sheet.samples + 1)]
        if parameter.source:
            deltas = [rf"«a:{layer - 1}:{n}:{parameter.source}» \cdot {delta}" for n, delta in enumerate(deltas, 1)]
        numeric = float(differences[parameter.at])
        sheet.add(BACKWARD, f"Derivative of the loss with respect to {parameter.words}", g, " + ".join(deltas),
                  check=Check(numeric, float(value) - numeric))

