"""The loss as a place: around the weights, along the path of training, and optimizers that race over it."""

import streamlit as st

from nnplay.ui.frame import frame
from nnplay.ui.landscape.board import board
from nnplay.ui.landscape.choices import choices
from nnplay.ui.landscape.state import Landscape

session = frame("landscape")
st.title("Landscape")
state = session.of(Landscape)
choices(session, state)
board(session, state)
