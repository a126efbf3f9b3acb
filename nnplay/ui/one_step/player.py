"""The player of operations: all of them go to the browser at once, which steps through them by itself."""

from __future__ import annotations

from nnplay.figures.theme import Theme
from nnplay.study.one_step.payload import payload
from nnplay.study.one_step.sheet import Sheet
from nnplay.ui.component import static_component

_component = static_component("nnplay_one_step", "one_step/view.js")


def player(sheet: Sheet, digits: int, theme: Theme) -> None:
    """Draw the picture of the network with the operation in question, its formula and its numbers."""
    colours = {name: value for name, value in theme.to_dict().items() if isinstance(value, str) and name != "name"}
    _component(key="one_step_player", data=payload(sheet, digits) | {"colours": colours})
