"""Experiments worth opening."""

import streamlit as st

from nnplay.ui.appearance import theme
from nnplay.ui.examples import examples
from nnplay.ui.frame import frame

frame("examples")
st.title("Examples")
st.markdown("Networks that work and networks that do not. Each picture is a real run; press Play to see it happen.")
examples(theme().name)
