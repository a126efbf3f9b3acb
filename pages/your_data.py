"""A table of one's own: bring it, see what was found in it, and train on it."""

import streamlit as st

from nnplay.ui.appearance import theme
from nnplay.ui.frame import frame
from nnplay.ui.your_data.kept import keep_table
from nnplay.ui.your_data.state import YourData
from nnplay.ui.your_data.workbench import workbench

session = frame("your_data")
st.title("Your data")
workbench(session.of(YourData), theme())
keep_table(session.of(YourData))
