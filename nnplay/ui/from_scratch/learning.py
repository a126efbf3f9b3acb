"""The later chapters: backpropagation, training, sixty starts, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.engine.activations import ACTIVATIONS
from nnplay.experiment import Experiment
from nnplay.figures.outputs import counts_figure, outputs_figure, starts_figure
from nnplay.figures.planes import planes_figure
from nnplay.figures.theme import Theme
from nnplay.share.notebook import tutorial_notebook
from nnplay.share.opening import Opening
from nnplay.study.failures import Outcome, outcome
from nnplay.study.listing import SOURCE
from nnplay.study.starts import TABLE_X, TABLE_Y, Starts
from nnplay.ui.chart import live_chart
from nnplay.ui.from_scratch.building import weights
from nnplay.ui.from_scratch.network import HIGH, LOW, ROWS, network_with, planes, sixty, sixty_by_engine, trained
from nnplay.ui.number import number_field
from nnplay.ui.session import current

TUTORIAL: dict[str, Any] = {
    "data": "xor_table",
    "hidden": (2,),
    "activation": "sigmoid",
    "head": "sigmoid",
    "bias": False,
    "init": "uniform_unit",
    "loss": "sse",
    "lr": 2.0,
    "batch": 0,
}
SMOOTH, SWINGING = (7, 600), (4, 1500)  # starts and iterations: one whose cost only falls, one whose cost jumps
SWING = 0.001  # a rise of the cost, in one iteration, that can be seen
LABELS = ["x₁ → hidden 1", "x₁ → hidden 2", "x₂ → hidden 1", "x₂ → hidden 2", "hidden 1 → output", "hidden 2 → output"]


def backprop(theme: Theme) -> None:
    st.markdown(
        "**Backpropagation** asks of every weight: how does the cost change if you change it a little? It takes "
        "the error at the output, multiplies by the slope of each sigmoid on the way back, and by what came in. "
        "Here is what `backprop` adds to each weight, beside the slope of the cost, measured by moving the weight."
    )
    W1, W2 = weights("backprop", (2.0, 3.0, 3.5, 2.0, 2.0, -2.5))
    network = network_with(W1, W2)
    before = network.loss()
    network.backprop()
    added = np.concatenate([(network.W1 - W1).ravel(), (network.W2 - W2).ravel()])
    slopes = _slopes(W1, W2)
    ratio = [f"{add / slope:.3f}" if abs(slope) > 1e-9 else "0 / 0" for add, slope in zip(added, slopes)]
    st.dataframe(pd.DataFrame({"weight": LABELS, "what backprop adds": added, "slope of the cost": slopes,
                               "the one by the other": ratio}), hide_index=True, key="backprop_table",
                 column_config={name: st.column_config.NumberColumn(format="%.5f")
                                for name in ("what backprop adds", "slope of the cost")})
    network.feedforward()
    st.markdown(f"After this one step the cost goes from {before:.5f} to {network.loss():.5f}.")
    st.markdown(
        "**What is glossed over.** Look at the last column.\n"
        "- It is **−2**, not −1: the cost has a ½ that cancels the 2 of the square's derivative, and "
        "`backprop` writes the 2 all the same. Each step is *twice* the gradient, a learning rate of 2 in disguise.\n"
        "- It is **negative**, and `+=` is right: the sign is already in (y − output). Written as (output − y), "
        "it would have to be `-=`.\n"
        "- `sigmoid_derivative` gets `self.output` and `self.hidden`, the activations, not the sums."
    )
    st.page_link("pages/one_step.py", label="Every number of such a step, one operation at a time",
                 icon=":material/calculate:")


def _slopes(W1: np.ndarray, W2: np.ndarray) -> np.ndarray:
    """Return the slope of the cost by each of the six weights, by central differences."""
    flat = np.concatenate([W1.ravel(), W2.ravel()])
    slopes = []
    for index in range(6):
        sides = []
        for width in (1e-5, -1e-5):
            moved = flat.copy()
            moved[index] += width
            sides.append(network_with(moved[:4].reshape(2, 2), moved[4:].reshape(2, 1)).loss())
        slopes.append((sides[0] - sides[1]) / 2e-5)
    return np.array(slopes)


def training(theme: Theme) -> None:
    st.markdown(
        "The **training loop** does forward and backward again and again. Run the code above from a start of your "
        "choice and watch the four outputs approach 0, 1, 1, 0."
    )
    st.session_state.setdefault("training_seed", SMOOTH[0])
    st.session_state.setdefault("training_iterations", SMOOTH[1])
    columns = st.columns(2)
    seed = columns[0].slider("Start (seed)", 0, 59, key="training_seed")
    iterations = columns[1].slider("Iterations", 100, 5000, step=100, key="training_iterations")
    outputs, costs = trained(seed, iterations)
    live_chart(outputs_figure(outputs, ROWS, TABLE_Y[:, 0], theme=theme, play=True), key="training_outputs",
               alt=f"The four outputs over {iterations:,} iterations, and the rows they answer.")
    _say_swinging(seed, costs)
    with st.container(horizontal=True, gap="large"):
        for row, value in zip(ROWS, outputs[-1]):
            st.metric(row, f"{value:.4f}", width="content")
        st.metric("cost", f"{costs[-1]:.5f}", width="content")
    downloads()


def _say_swinging(seed: int, costs: np.ndarray) -> None:
    """Say from when on the cost jumps up and down, and why; or offer a start that does."""
    rises = np.flatnonzero(np.diff(costs) > SWING)
    if rises.size:
        st.markdown(f"**It swings** from iteration {rises[0] + 1:,} on: the cost goes up and down by as much as "
                    f"{np.diff(costs).max():.2g}. `backprop` writes the 2 of the square's derivative, so each step is "
                    "twice the gradient and jumps across the valley. Half the step would go down smoothly.")
    else:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"Start {seed} goes down smoothly.", width="content")
            st.button("Show one that swings", key="training_swing", on_click=st.session_state.update,
                      args=({"training_seed": SWINGING[0], "training_iterations": SWINGING[1]},))


def downloads() -> None:
    """Offer the module as it is, and as a notebook."""
    with st.container(horizontal=True, gap="small"):
        st.download_button("neural_network.py", SOURCE, "neural_network.py", "text/x-python", key="scratch_py",
                           on_click="ignore", icon=":material/download:")
        st.download_button(
            "neural_network.ipynb",
            tutorial_notebook(SOURCE),
            "neural_network.ipynb",
            "application/x-ipynb+json",
            key="scratch_ipynb",
            on_click="ignore",
            icon=":material/download:",
        )


def starts(theme: Theme) -> None:
    st.markdown("**It does not always work.** The same code from sixty starts, seeds 0 to 59, all at once. "
                "Blue has all four rows on the right side of 0.5; open one by its number.")
    iterations = st.segmented_control("Iterations", [1500, 10000], format_func="{:,}".format, default=1500,
                                      key="starts_iterations", required=True)
    runs = sixty(iterations)
    right = runs.right[-1]
    failed = np.flatnonzero(~right)
    st.markdown(f"After {iterations:,} iterations **{right.sum()} of 60 are right**; these are not: "
                f"{', '.join(map(str, failed))}.")
    picked = st.selectbox(
        "Open start",
        range(60),
        index=_clearest(runs, failed),
        key=f"starts_picked_{iterations}",
        width=180,
        format_func=lambda start: f"{start}: {'right' if right[start] else 'wrong'}",
    )
    live_chart(starts_figure(right, runs.loss[-1], picked, theme=theme), key="starts_overview",
               alt=f"Sixty starts: {right.sum()} end with all four rows right.")
    story = outcome(runs, picked)
    st.markdown(_why(story))
    live_chart(
        planes_figure(
            planes(story.W1, story.W2),
            ["hidden 1", "hidden 2", "output"],
            TABLE_X,
            TABLE_Y[:, 0],
            theme=theme,
            low=LOW,
            high=HIGH,
        ),
        key="starts_planes",
        alt=f"What the hidden units and the output of start {picked} make of every point of the plane.",
    )
    live_chart(outputs_figure(runs.outputs[:, picked], ROWS, TABLE_Y[:, 0], theme=theme), key="starts_outputs",
               alt=f"The four outputs of start {picked} over {iterations:,} iterations.")
    _luck(runs.right.sum(axis=1), iterations, theme)


def _clearest(runs: Starts, failed: np.ndarray) -> int:
    """Return the failure that moves least: it is not only caught at a bad moment."""
    return int(failed[np.argmin(np.ptp(runs.loss[-100:, failed], axis=0))])


def _luck(counts: np.ndarray, iterations: int, theme: Theme) -> None:
    lately = counts[max(0, iterations - 100):]
    engine = sixty_by_engine(iterations, 2.0, False)
    half = sixty_by_engine(iterations, 1.0, False)
    apart = np.abs(engine - counts)[-len(lately):].max()
    swings = (f"With steps of twice the gradient many networks overshoot and swing: in the last {len(lately)} "
              f"iterations the count was between {lately.min()} and {lately.max()}." if np.ptp(lately) else
              f"In the last {len(lately)} iterations the count was {lately[-1]} all the time.")
    same = ("counts the same" if not apart else
            f"counts {engine[-1]}, and up to {apart} more or fewer within those iterations: the swings blow up a "
            "difference in the 16th digit")
    st.markdown(
        f"**How much of that count is luck.** {swings} nnplay's engine, which does the same mathematics in another "
        f"order, {same}. With the plain gradient, half the step, nothing swings: {half[-1]} are right."
    )
    st.markdown("The page Luck counts differently when it tries sixty starts of this network: for the same seeds its "
                "generator draws other initial weights. Sixty other starts are another sample, and samples of sixty "
                "differ by several.")
    st.page_link("pages/luck.py", label="How sure one can be of such a count", icon=":material/casino:")
    live_chart(counts_figure([("the code above", counts), ("plain gradient", half)], theme=theme), key="starts_counts",
               alt="How many of the sixty starts are right after each iteration.")


def _why(story: Outcome) -> str:
    """Tell from the numbers why a network is where it is."""
    shown = ", ".join(f"{value:.3f}" for value in story.outputs)
    first, second = (ROWS[row].split(" →")[0] for row in story.alike)
    h, k = (", ".join(f"{value:.3f}" for value in story.hidden[row]) for row in story.alike)
    alike = (f"The hidden units make almost the same of the rows {first} and {second}: ({h}) and ({k}). The output "
             f"reads nothing else, so it must answer alike, and they need different answers.")
    low, high = story.loss_range
    if story.kind == "right":
        return f"Start {story.network} has learnt it: its outputs are {shown}."
    if story.kind == "swings":
        return (
            f"**Start {story.network} is swinging.** Its outputs are {shown}. Within 100 iterations its cost went "
            f"between {low:.4f} and {high:.4f}, and it was right in {story.right_lately:.0%} of them: each step is too "
            f"long and jumps across the valley. It is not lost, only caught at a bad moment."
        )
    if story.kind == "stuck":
        return (
            f"**Start {story.network} is stuck.** Its outputs are {shown}. {alike} The slopes of saturated units are "
            f"nearly 0, the gradient has length {story.gradient:.1e}, and the cost changed by {high - low:.1e} "
            f"in 100 iterations: more training will not help."
        )
    return (
        f"**Start {story.network} is slow.** Its outputs are {shown}; its cost changed by {high - low:.1e} in 100 "
        f"iterations, and the gradient still has length {story.gradient:.1e}. {alike if story.distance < 0.1 else ''}"
    )


@dataclass
class Onward:
    """The network that is chosen for the Playground."""

    layers: int = 1
    units: int = 2


def onward(theme: Theme) -> None:
    st.markdown(
        "**Now do it yourself.** More layers, more neurons, another activation: the Playground opens with exactly "
        "this network, exclusive or, no biases, and a learning rate of 2 for the factor 2."
    )
    columns = st.columns(4)
    chosen, right = current().of(Onward), True
    for place, name, label, most in ((columns[0], "layers", "Hidden layers", 4),
                                     (columns[1], "units", "Neurons in each", 8)):
        with place:
            right &= number_field(label, 1, most, key=f"onward_{name}", value=getattr(chosen, name),
                                  write=partial(setattr, chosen, name))
    activation = columns[2].selectbox("Activation", list(ACTIVATIONS), index=list(ACTIVATIONS).index("sigmoid"),
                                      format_func=lambda key: ACTIVATIONS[key].label, key="onward_activation")
    bias = columns[3].checkbox("Biases", key="onward_bias")
    if st.button("Open in the Playground", type="primary", icon=":material/play_arrow:", key="onward_open",
                 disabled=not right):
        experiment = Experiment(**TUTORIAL | {"hidden": (chosen.units,) * chosen.layers, "activation": activation,
                                              "bias": bias})
        current().player.open(Opening(experiment))
        st.switch_page("playground.py", query_params={})
    st.markdown("Or take the code with you:")
    downloads()
