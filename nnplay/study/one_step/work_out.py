"""From a moment to its sheet: make the step, then write down how."""

from __future__ import annotations

from nnplay.study.one_step.backward import write_backward
from nnplay.study.one_step.forward import name_parameters, name_samples, write_forward
from nnplay.study.one_step.losses import write_loss
from nnplay.study.one_step.mistakes import Mistake
from nnplay.study.one_step.sheet import Sheet
from nnplay.study.one_step.step import Moment, central_differences, take_step
from nnplay.study.one_step.update import write_update

MOST_PARAMETERS = 320  # the pages go through each by itself; more would be neither read nor sent in reasonable time


def work_out(moment: Moment, mistake: Mistake | None = None) -> Sheet:
    """Return the sheet of one step from this moment. Raises ValueError for a network too large to go through."""
    if moment.net.size > MOST_PARAMETERS:
        raise ValueError(f"this network has {moment.net.size:,} weights and biases; one by one, up to "
                         f"{MOST_PARAMETERS} can be gone through")
    step = take_step(moment, mistake)
    sheet = Sheet(step)
    name_parameters(sheet)
    name_samples(sheet)
    write_forward(sheet, step.trace)
    write_loss(sheet, step.trace)
    write_backward(sheet, central_differences(moment))
    write_update(sheet)
    write_forward(sheet, step.again, "+")
    write_loss(sheet, step.again, "+")
    return sheet
