"""The pages, in the order of the menu. To add one, add a row here and a script in `pages/`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page: its key, the script Streamlit runs for it, what the menu calls it, and what it is for."""

    key: str
    script: str
    title: str
    purpose: str


PAGES = {
    page.key: page
    for page in (
        Page("playground", "playground.py", "Playground", "Watch a network learn: choose data and layers, press Play."),
        Page("examples", "pages/examples.py", "Examples",
             "Networks that work and networks that do not, each with what to look for."),
        Page("from_scratch", "pages/from_scratch.py", "From scratch",
             "From one neuron to a network that has learnt exclusive or, with the 40 lines of code that do it."),
        Page("one_step", "pages/one_step.py", "One step",
             "The numbers of one training step, one operation at a time; your own exercise sheet, too."),
        Page("luck", "pages/luck.py", "Luck",
             "The same network from up to a thousand starts at once, and when a difference is real."),
        Page("landscape", "pages/landscape.py", "Landscape",
             "The loss around the weights as a place, the way through it, and a race of optimizers over it."),
        Page("your_data", "pages/your_data.py", "Your data",
             "Bring a table: see what was found in it, choose what to predict from what, and train on it."),
        Page("sweep", "pages/sweep.py", "Sweep",
             "Train every combination of chosen settings, and see which of them matter."),
        Page("compare", "pages/compare.py", "Compare",
             "Runs kept in the Playground side by side at the same epoch: one plays, all play."),
    )
}
