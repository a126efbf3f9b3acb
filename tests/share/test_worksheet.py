"""A worked step as LaTeX, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest

from nnplay.share.worksheet import to_csv, to_latex, to_markdown
from nnplay.study.one_step.results import operation_columns, parameter_columns
from nnplay.study.one_step.sources import Exercise
from nnplay.study.one_step.work_out import work_out

SHEET = work_out(Exercise().moment(Exercise().example()))


def test_latex_has_every_operation_and_balanced_braces() -> None:
    latex = to_latex(SHEET.lines(6))
    assert latex.count(r"\begin{align*}") == latex.count(r"\end{align*}") == len(SHEET.operations)
    assert latex.count("{") == latex.count("}")
    assert latex.isascii()
    assert r"\approx 0.298371" in latex
    assert "«" not in latex


def test_markdown_has_every_operation_between_dollar_signs() -> None:
    markdown = to_markdown(SHEET.lines(6))
    assert len(re.findall(r"\$\$.+\$\$", markdown)) == len(SHEET.operations)
    assert markdown.startswith("## Forward")


def test_csv_keeps_every_digit() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(parameter_columns(SHEET)))))
    assert len(rows) == SHEET.moment.net.size
    assert float(rows[0]["after"]) == SHEET.value("+w:1:1:1")
    for row in rows:
        before, after, change, slope = (float(row[name]) for name in ("before", "after", "change", "derivative"))
        assert change == after - before == pytest.approx(-SHEET.moment.lr * slope, rel=1e-6) != 0
        assert float(row["central difference"]) == pytest.approx(slope, rel=1e-4)
    operations = list(csv.DictReader(io.StringIO(to_csv(operation_columns(SHEET, 6)))))
    assert [float(row["result"]) for row in operations] == [SHEET.value(each.result) for each in SHEET.operations]
