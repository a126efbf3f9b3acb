"""The Playground: the page that opens first."""

from nnplay.ui.controls import controls
from nnplay.ui.frame import frame
from nnplay.ui.stage import stage

session = frame("playground")
controls(session)
stage(session)
