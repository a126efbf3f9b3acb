"""The cells: in a grid to edit while the table is small, the first rows to look at when it is large."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from nnplay.data.reading.raw import RawTable
from nnplay.ui.your_data.state import YourData

EDITABLE_ROWS, EDITABLE_COLUMNS = 2000, 60
SHOWN_ROWS = 200
ROW = "row"
HEIGHT = 400
# Streamlit's own download would hand a spreadsheet the cells as formulas; ours does not.
STYLE = '<style>.st-key-your_data_grid button[aria-label^="Download as CSV"] { display: none; }</style>'


def grid(state: YourData, raw: RawTable) -> None:
    """Draw the cells, and take over what is changed in them."""
    rows, columns = len(raw), len(raw.names)
    editable = rows <= EDITABLE_ROWS and columns <= EDITABLE_COLUMNS
    with st.container(key="your_data_grid", gap="small"):
        st.html(STYLE, width="content")
        if editable:
            _editor(state, raw)
        else:
            st.dataframe(_frame(raw, SHOWN_ROWS, EDITABLE_COLUMNS), column_config=_config(raw), hide_index=True,
                         height=HEIGHT, key=f"your_data_cells_{state.revision}", alt="The first rows of the table")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(f"{rows:,} rows and {columns:,} columns"
                       + (": click a cell to change it." if editable else
                          f". The first are shown; up to {EDITABLE_ROWS:,} rows and {EDITABLE_COLUMNS} columns can be "
                          "changed here."), width="stretch")
            st.download_button("Table as CSV", raw.to_csv, "table.csv", "text/csv", key="your_data_download",
                               on_click="ignore", icon=":material/download:", type="tertiary",
                               help="Cells that a spreadsheet would run as formulas begin with an apostrophe.")


def _editor(state: YourData, raw: RawTable) -> None:
    key = f"your_data_cells_{state.revision}"
    # The grid remembers its changes to what it began with, for as long as it is on the page.
    if key not in st.session_state:
        state.began = raw
    began = state.began or raw
    cells = st.data_editor(_frame(began, len(began), len(began.names)), key=key, num_rows="dynamic", hide_index=True,
                           height=min(HEIGHT, 36 * (len(began) + 2)), disabled=[ROW], column_config=_config(raw),
                           alt="The cells of the table")
    rows, last = [], max(began.rows, default=0)
    for number in cells[ROW]:
        last = last + 1 if pd.isna(number) else last
        rows.append(last if pd.isna(number) else int(number))
    places = range(len(began.names))
    columns = [[cell.strip() for cell in cells[f"c{index}"].fillna("").astype(str)] for index in places]
    state.edit(columns, rows)


def _frame(raw: RawTable, rows: int, columns: int) -> pd.DataFrame:
    """Return cells as a frame. Its columns go by number: a person's names may be anything."""
    frame: dict[str, Any] = {ROW: pd.array(raw.rows[:rows], dtype="Int64")}
    for index, cells in enumerate(raw.columns[:columns]):
        frame[f"c{index}"] = pd.array(cells[:rows], dtype="str")
    return pd.DataFrame(frame)


def _config(raw: RawTable) -> dict[str, Any]:
    return {ROW: st.column_config.NumberColumn("row", width=50, format="%d"),
            **{f"c{index}": st.column_config.TextColumn(name) for index, name in enumerate(raw.names)}}
