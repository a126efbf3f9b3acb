"""The loss phase: what each prediction costs, and the loss of all."""

from __future__ import annotations

import numpy as np

from nnplay.engine.passes import Trace
from nnplay.study.one_step.formulas import KNOBS, LOSS_TERMS, put
from nnplay.study.one_step.sheet import AGAIN, LOSS, Sheet


def shares(sheet: Sheet) -> int:
    """Return what the loss divides the sum of its terms by."""
    loss, net = sheet.moment.loss, sheet.moment.net
    if loss.reduction == "sum":
        return 1
    return sheet.samples * (net.output.decisions(net.sizes[-1]) if loss.by == "logits" else net.sizes[-1])


def write_loss(sheet: Sheet, trace: Trace, mark: str = "") -> None:
    """Write the loss of a trace, term by term."""
    net, phase = sheet.moment.net, AGAIN if mark else LOSS
    together = sheet.moment.loss.by == "logits" and net.output.min_outputs > 1
    terms = []
    for n in range(1, sheet.samples + 1):
        for k in [0] if together else range(1, net.sizes[-1] + 1):
            terms.append(_write_term(sheet, trace, n, k, mark))
    total = sheet.name(f"{mark}L", "L" + ("^{+}" if mark else ""), sheet.moment.loss_of(trace), "loss")
    joined, divisor = " + ".join(terms), shares(sheet)
    if divisor > 1:
        joined = (
            rf"\frac{{1}}{{{divisor}}} ({joined})" if len(terms) > 1 else rf"\frac{{1}}{{{divisor}}} \cdot {joined}"
        )
    what = "the mean of its terms" if sheet.moment.loss.reduction == "mean" else "the sum of its terms"
    sheet.add(phase, f"The loss: {what}", total, joined)


def _write_term(sheet: Sheet, trace: Trace, n: int, k: int, mark: str) -> str:
    """Write one term: of sample n and output k, or of all outputs together (k = 0)."""
    moment, net = sheet.moment, sheet.moment.net
    columns = slice(None) if k == 0 else slice(k - 1, k)
    z, a = (layer[-1][:, n - 1 : n, columns] for layer in (trace.z, trace.a))
    y = moment.y[np.newaxis, n - 1 : n, columns]
    value = moment.loss.of(net.output, z, a, y, **moment.loss_knobs)[0]
    above = mark + (f"[{n}]" if sheet.samples > 1 else "")
    only = f"_{{{k}}}" if k and net.sizes[-1] > 1 else ""
    term = sheet.name(f"{mark}l:{n}:{k}", r"\ell" + only + (f"^{{{above}}}" if above else ""), value, "loss")
    outputs = range(1, net.sizes[-1] + 1) if k == 0 else [k]
    pairs = [(f"«{mark}a:{net.layers}:{n}:{each}»", f"«y:{n}:{each}»") for each in outputs]
    whose = f"the term of {sheet.unit_name(net.layers, k)}" if k else "the surprise at the right class"
    sheet.add(AGAIN if mark else LOSS, f"{moment.loss.label}: {whose}", term, _term_formula(sheet, pairs), sample=n)
    return term


def _term_formula(sheet: Sheet, pairs: list[tuple[str, str]]) -> str:
    loss = sheet.moment.loss
    a, y = pairs[0]
    if loss.by == "logits" and sheet.moment.net.output.min_outputs > 1:
        return "-(" + " + ".join(rf"{y} \cdot \ln {a}" for a, y in pairs) + ")"
    if loss.by == "logits":
        return rf"-({y} \cdot \ln {a} + (1 - {y}) \cdot \ln(1 - {a}))"
    if loss.key == "huber":
        delta = sheet.moment.loss_knobs["delta"]
        if abs(sheet.value(a.strip("«»")) - sheet.value(y.strip("«»"))) <= delta:
            return put(LOSS_TERMS["half_mse"], {"a": a, "y": y})
        key = sheet.name("knob:delta", KNOBS["delta"], delta, "loss", "knob")
        return rf"{key} \cdot (|{a} - {y}| - \frac{{{key}}}{{2}})"
    return put(LOSS_TERMS.get(loss.key, rf"\text{{{loss.label}}}(«a», «y»)"), {"a": a, "y": y})
