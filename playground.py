"""The Playground: the page that opens first."""

from nnplay.ui.compare.kept import keep_expander
from nnplay.ui.controls import controls
from nnplay.ui.frame import frame
from nnplay.ui.stage import stage

session = frame("playground")
stage(session)  # first, because it answers what was just changed; the controls follow below their own changes
controls(session)
keep_expander(session)
