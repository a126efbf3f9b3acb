"""The choices of the page Landscape: which plane, how much of it, and how it is drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from nnplay.study.naming import parameter_names
from nnplay.ui.bound import bound
from nnplay.ui.landscape.state import PLANES, Landscape
from nnplay.ui.number import number_field
from nnplay.ui.session import Session, current

CELLS = (21, 31, 41, 61, 81, 101, 121)
ZOOMS = (0.1, 0.2, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
TRAIN_EPOCHS, TRAIN_STEPS = 100, 3000
REDRAW = ("cells", "zoom", "samples")


def choices(session: Session, state: Landscape) -> None:
    """Draw the choices; each takes effect at once."""
    run = session.player.run
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="landscape_choices"):
        _widget(state, "kind", st.selectbox, "Plane", list(PLANES), format_func=PLANES.__getitem__, width=290)
        if state.kind == "weights":
            names = parameter_names(run.experiment)
            for side, label in (("across", "Across"), ("up", "Up")):
                setattr(state, side, min(getattr(state, side), len(names) - 1))
                _widget(state, side, st.selectbox, label, range(len(names)), format_func=names.__getitem__, width=170)
        elif state.kind != "path":
            random = state.kind == "random"
            number_field("Directions" if random else "Other start", 0, 9999, key="landscape_seed", value=state.seed,
                         write=partial(setattr, state, "seed"), width=120,
                         help="Another number, other random directions." if random else
                         "Another number, another start: trained for as many steps as the Playground's network.")
        _widget(state, "samples", st.segmented_control, "Loss on", ["train", "test"], required=True,
                disabled=not len(run.split.test), format_func={"train": "Training", "test": "Test"}.__getitem__)
        _widget(state, "cells", st.select_slider, "Resolution", CELLS, width=150,
                format_func=lambda cells: f"{cells} × {cells}")
        _widget(state, "zoom", st.select_slider, "Extent", ZOOMS, width=150, format_func=lambda zoom: f"× {zoom:g}")
        _widget(state, "view", st.segmented_control, "Draw", ["contours", "surface"], required=True,
                format_func={"contours": "Contours", "surface": "Surface"}.__getitem__)
        _widget(state, "log", st.toggle, "Log scale")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="landscape_source"):
        sizes = "-".join(map(str, run.params.net.sizes))
        st.markdown(f"The Playground's {sizes} network at epoch {run.epoch:,}, {run.params.net.size:,} parameters.",
                    width="content")
        st.button(f"Train it {TRAIN_EPOCHS} epochs on", key="landscape_train", on_click=_train,
                  type="secondary" if run.epoch else "primary",
                  icon=":material/model_training:", disabled=run.divergence is not None or run.stopped is not None)


def _train() -> None:
    """Train the Playground's network on, for no more than a moment."""
    player = current().player
    with player.lock:
        player.train(epochs=TRAIN_EPOCHS, seconds=1.0)


def _widget(state: Landscape, name: str, widget: Any, label: str, *arguments: Any, **options: Any) -> None:
    """Draw a widget that shows a choice and writes it back."""
    bound(f"landscape_{name}", widget, label, *arguments, value=getattr(state, name), write=partial(_keep, name),
          **options)


def _keep(name: str, value: Any) -> None:
    state = current().of(Landscape)
    setattr(state, name, value)
    if name in REDRAW:
        state.redraw()
