"""A sheet as plain data for the browser, with every number already written to the chosen digits."""

from __future__ import annotations

from typing import Any

from nnplay.study.one_step import notation
from nnplay.study.one_step.sheet import PHASES, Sheet


def payload(sheet: Sheet, digits: int) -> dict[str, Any]:
    """Return the sheet as JSON types: quantities by key and the operations in order."""
    used = {key for operation in sheet.operations for key in [operation.result, *notation.keys(operation.formula)]}
    used |= {key for key in sheet.quantities if key[0] in "wbay"}
    return {
        "sizes": list(sheet.moment.net.sizes),
        "bias": sheet.moment.net.bias,
        "samples": sheet.samples,
        "phases": list(PHASES.values()),
        "quantities": {
            key: {"symbol": quantity.symbol, "text": notation.text(quantity.value, digits), "place": quantity.place,
                  "kind": quantity.kind, "value": _plain(quantity.value)}
            for key, quantity in sheet.quantities.items() if key in used
        },
        "operations": [
            {"phase": operation.phase, "title": operation.title, "result": operation.result,
             "symbols": notation.in_symbols(operation.formula), "numbers": sheet.in_numbers(operation, digits),
             "rounded": notation.is_rounded(sheet.value(operation.result), digits), "note": operation.note,
             "sample": operation.sample,
             "check": operation.check and {"numeric": notation.text(operation.check.numeric, digits),
                                           "difference": notation.text(operation.check.difference, 2),
                                           "agrees": operation.check.agrees}}
            for operation in sheet.operations
        ],
    }


def _plain(value: float) -> float | None:
    """JSON has no infinities."""
    return value if abs(value) < float("inf") else None
