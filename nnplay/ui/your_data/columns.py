"""What to learn from what: target, inputs and kinds to choose, and a row for each column that says what was done."""

from __future__ import annotations

from html import escape

import streamlit as st

from nnplay.data.reading.kinds import CHOOSABLE, KINDS, USABLE
from nnplay.data.reading.plan import DUPLICATES, MISSING
from nnplay.data.reading.prepare import Note, Prepared
from nnplay.ui.your_data.state import YourData

TALL = 9  # columns; more scroll
USES = {"target": "to predict", "input": "input", "aside": "set aside"}
STYLE = """<style>
.nnp-columns { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.nnp-columns th, .nnp-columns td { text-align: left; vertical-align: top; padding: 0.3rem 1.25rem 0.3rem 0;
  white-space: nowrap;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.nnp-columns th { font-weight: 600; max-width: 16rem; }
.nnp-columns tbody th, .nnp-columns td:last-child { white-space: normal; overflow-wrap: break-word; }
.nnp-columns tbody th { min-width: 6rem; }
.nnp-columns td:last-child { width: 99%; }
.nnp-columns thead th { opacity: 0.75; font-weight: 500; }
.nnp-columns .aside { opacity: 0.72; }
@media (max-width: 640px) {
  .nnp-columns thead { display: none; }
  .nnp-columns tr { display: block; padding: 0.4rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
  .nnp-columns th, .nnp-columns td { display: inline; padding: 0 0.5rem 0 0; border: 0; }
  .nnp-columns td.none { display: none; }
  .nnp-columns td.some::after { content: " missing"; }
  .nnp-columns td:last-child { display: block; width: auto; }
}
</style>"""


def choices(state: YourData, prepared: Prepared) -> None:
    """Draw what a person may decide about the columns."""
    plan, names = prepared.plan, [note.column for note in prepared.notes]
    with st.container(horizontal=True, gap="small", key="your_data_choices"):
        _select(state, "To predict", "target", names, plan.target, dict(zip(names, names)))
        _select(state, "Missing values", "missing", list(MISSING), plan.missing or "drop", MISSING)
        _select(state, "Copies of rows", "duplicates", list(DUPLICATES), plan.duplicates, DUPLICATES)
    key = "your_data_inputs"
    usable = [name for name in prepared.usable if name != plan.target]
    st.session_state[key] = [name for name in plan.inputs or () if name in usable]
    st.multiselect("From", usable, key=key, on_change=_set, args=(state, "inputs", key))
    _kinds(state, prepared)


def _select(state: YourData, label: str, name: str, options: list[str], value: str | None,
            words: dict[str, str]) -> None:
    key = f"your_data_{name}"
    st.session_state[key] = value
    st.selectbox(label, options, format_func=lambda option: words.get(option, option), key=key, width=200,
                 on_change=_set, args=(state, name, key))


def _kinds(state: YourData, prepared: Prepared) -> None:
    """Let a column be taken for something else than it was found to be."""
    notes = {note.column: note for note in prepared.notes}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if st.session_state.get("your_data_column") not in notes:
            st.session_state["your_data_column"] = next(iter(notes))
        column = st.selectbox("Take the column", list(notes), key="your_data_column", width=200)
        key = "your_data_kind"
        kind = notes[column].kind
        st.session_state[key] = kind
        options = list(CHOOSABLE) if kind in CHOOSABLE else [kind, *CHOOSABLE]
        st.selectbox("for", options, format_func=KINDS.__getitem__, key=key, width=200, on_change=_take_for,
                     args=(state, column))


def _take_for(state: YourData, column: str) -> None:
    kind = st.session_state["your_data_kind"]
    if kind in CHOOSABLE:
        state.set(kinds=tuple((dict(state.plan.kinds) | {column: kind}).items()))
        if kind in USABLE and state.plan.inputs is not None and column not in state.plan.inputs:
            state.set(inputs=(*state.plan.inputs, column))


def _set(state: YourData, name: str, key: str) -> None:
    value = st.session_state[key]
    state.set(**{name: tuple(value) if name == "inputs" else value})


def notes(prepared: Prepared) -> None:
    """Draw a row for each column with what was done to it."""
    rows = "".join(map(_row, sorted(prepared.notes, key=lambda note: list(USES).index(note.use))))
    with st.container(height=380 if len(prepared.notes) > TALL else "content", border=False):
        st.html(f"{STYLE}<table class='nnp-columns'><thead><tr><th>Column</th><th>Taken for</th><th>Missing</th>"
                f"<th>Use</th><th>What was done</th></tr></thead><tbody>{rows}</tbody></table>")


def _row(note: Note) -> str:
    missing = f"{note.missing:,}" if note.missing else "none"
    return (f"<tr class='{note.use}'><th scope='row'>{escape(note.column)}</th><td>{KINDS[note.kind]}</td>"
            f"<td class='{'some' if note.missing else 'none'}'>{missing}</td><td>{USES[note.use]}</td>"
            f"<td>{escape(note.sentence)}</td></tr>")
