"""The results of a sheet as columns: the parameters before and after, and all operations."""

from __future__ import annotations

from nnplay.study.one_step.sheet import Sheet


def parameter_columns(sheet: Sheet) -> dict[str, list[object]]:
    """Return a row per parameter: its value before and after, its derivative, and the central difference beside it."""
    checks = {operation.result: operation.check for operation in sheet.operations if operation.check}
    columns: dict[str, list[object]] = {name: [] for name in (
        "parameter", "before", "after", "change", "derivative", "central difference", "apart by", "agrees")}
    for parameter in sheet.parameters():
        before, after = sheet.value(parameter.name), sheet.value(f"+{parameter.name}")
        check = checks[f"g:{parameter.name}"]
        assert check is not None
        row = (parameter.words.removeprefix("the "), before, after, after - before, sheet.value(f"g:{parameter.name}"),
               check.numeric, check.difference, "yes" if check.agrees else "NO")
        for column, value in zip(columns.values(), row):
            column.append(value)
    return columns


def operation_columns(sheet: Sheet, digits: int) -> dict[str, list[object]]:
    """Return a row per operation: phase, title, sample, formula and numbers in LaTeX, and the exact result."""
    lines = list(sheet.lines(digits))
    return {
        "number": [line.number for line in lines], "phase": [line.phase for line in lines],
        "operation": [line.title for line in lines], "sample": [str(line.sample or "all") for line in lines],
        "result": [line.value for line in lines], "formula": [f"{line.left} = {line.symbols}" for line in lines],
        "in numbers": [line.numbers for line in lines],
    }
