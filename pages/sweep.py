"""Every combination of chosen settings, trained."""

import streamlit as st

from nnplay.ui.frame import frame
from nnplay.ui.sweep.form import form
from nnplay.ui.sweep.progress import progress
from nnplay.ui.sweep.state import open_page

session = frame("sweep")
st.title("Every combination")
state = open_page(session)
progress(state, form(state))
