"""The tutorial, alive: from one neuron to a network that has learnt exclusive or."""

import streamlit as st

from nnplay.ui.appearance import theme
from nnplay.ui.frame import frame
from nnplay.ui.from_scratch.chapters import chapters

frame("from_scratch")
st.title("From scratch")
chapters(theme())
