"""The same network from many starts: how often it works, and when a difference between two settings is real."""

import streamlit as st

from nnplay.ui.frame import frame
from nnplay.ui.luck.board import board
from nnplay.ui.luck.choices import choices
from nnplay.ui.luck.state import Luck

session = frame("luck")
st.title("Luck")
state = session.of(Luck)
choices(session, state)
board(state)
