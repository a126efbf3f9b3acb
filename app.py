"""What `streamlit run app.py` serves: the pages, Plotly's script, and the rules of the house for every request."""

import streamlit as st

from nnplay.ui.server import guard, lifespan, routes

app = st.App("playground.py", routes=routes(), middleware=[guard()], lifespan=lifespan())
