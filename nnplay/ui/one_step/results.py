"""What one takes away: before and after, the check of the derivatives, all operations, and files of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nnplay.share.worksheet import to_csv, to_latex, to_markdown
from nnplay.study.one_step import notation
from nnplay.study.one_step.results import operation_columns, parameter_columns
from nnplay.study.one_step.sheet import Sheet


def results(sheet: Sheet, digits: int) -> None:
    """Draw the loss before and after, and the tables with their downloads."""
    _losses(sheet, digits)
    parameters, operations = parameter_columns(sheet), operation_columns(sheet, digits)
    before, everything, files = st.tabs(["Weights before and after", "Every operation", "LaTeX and Markdown"],
                                        key="one_step_tabs")
    with before:
        _verdict(sheet)
        _table(parameters, digits, "one_step_weights")
        st.download_button("Weights as CSV", to_csv(parameters), "weights.csv", "text/csv", key="one_step_weights_csv",
                           on_click="ignore")
    with everything:
        _table(operations, digits, "one_step_operations")
        st.download_button("Operations as CSV", to_csv(operations), "operations.csv", "text/csv",
                           key="one_step_operations_csv", on_click="ignore")
    with files:
        _documents(sheet, digits)


def _losses(sheet: Sheet, digits: int) -> None:
    before, after = sheet.value("L"), sheet.value("+L")
    with st.container(horizontal=True, gap="large", key="one_step_losses"):
        st.metric("Loss before", notation.text(before, digits), width="content")
        st.metric("Loss after", notation.text(after, digits), width="content")
        st.metric("Change", notation.text(after - before, digits), width="content")


def _verdict(sheet: Sheet) -> None:
    checks = [operation.check for operation in sheet.operations if operation.check]
    wrong = sum(not check.agrees for check in checks)
    if wrong:
        st.error(f"{wrong} of {len(checks)} derivatives do not agree with their central differences.")
    else:
        st.success(f"All {len(checks)} derivatives agree with their central differences.")


def _table(columns: dict[str, list[object]], digits: int, key: str) -> None:
    numbers = {name: st.column_config.NumberColumn(format=f"%.{digits}g")
               for name, values in columns.items() if values and isinstance(values[0], float)}
    st.dataframe(pd.DataFrame(columns), hide_index=True, column_config=numbers, key=key, height="auto",
                 alt="The numbers of the step as a table")


def _documents(sheet: Sheet, digits: int) -> None:
    latex, markdown = to_latex(sheet.lines(digits)), to_markdown(sheet.lines(digits))
    left, right = st.columns(2)
    with left:
        st.download_button("LaTeX", latex, "one_step.tex", "application/x-tex", key="one_step_tex", on_click="ignore")
        st.code(latex, language="latex", height=320)
    with right:
        st.download_button("Markdown", markdown, "one_step.md", "text/markdown", key="one_step_md", on_click="ignore")
        st.code(markdown, language="markdown", height=320)
