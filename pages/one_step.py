"""The numbers of one step: forward, loss, backward and update, one operation at a time."""

import streamlit as st

from nnplay.study.one_step.work_out import work_out
from nnplay.text import for_markdown
from nnplay.ui.appearance import theme
from nnplay.ui.frame import frame
from nnplay.ui.one_step.player import player
from nnplay.ui.one_step.results import results
from nnplay.ui.one_step.source import source
from nnplay.ui.one_step.state import OneStep

session = frame("one_step")
st.title("The numbers of one step")
moment, mistake = source(session)
if moment is not None:
    digits = session.of(OneStep).digits
    try:
        sheet = work_out(moment, mistake)
    except ValueError as problem:
        st.info(f"{for_markdown(str(problem)).capitalize()}. Make the network smaller in the Playground, or take your "
                "own numbers.")
    else:
        player(sheet, digits, theme())
        results(sheet, digits)
