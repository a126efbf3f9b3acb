"""Kept runs side by side."""

import streamlit as st

from nnplay.ui.compare.board import board
from nnplay.ui.frame import frame

session = frame("compare")
st.title("Compare runs")
board(session)
