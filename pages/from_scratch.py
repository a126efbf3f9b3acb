"""From scratch."""

import streamlit as st

from nnplay.ui.frame import frame

session = frame("from_scratch")
st.title("From scratch")
