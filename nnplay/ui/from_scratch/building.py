"""The first chapters: a neuron, layers, the forward pass, the cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from nnplay.figures.curve import curve_figure
from nnplay.figures.planes import planes_figure
from nnplay.figures.sketch import sketch_figure
from nnplay.figures.theme import Theme
from nnplay.study.starts import TABLE_X, TABLE_Y
from nnplay.study.tutorial import sigmoid, sigmoid_derivative
from nnplay.ui.chart import live_chart
from nnplay.ui.from_scratch.network import HIGH, LOW, ROWS, network_with, planes, sixty_by_engine

NAMES = [["x₁", "x₂"], ["hidden 1", "hidden 2"], ["output"]]


def weights(prefix: str, start: tuple[float, ...] = (7.3, 1.1, 7.3, 1.1, 19.0, -22.7)) -> tuple[np.ndarray, np.ndarray]:
    """Draw six sliders and return W1 (2, 2) and W2 (2, 1)."""
    labels = [
        "x₁ → hidden 1",
        "x₁ → hidden 2",
        "x₂ → hidden 1",
        "x₂ → hidden 2",
        "hidden 1 → output",
        "hidden 2 → output",
    ]
    columns = [*st.columns(3), *st.columns(3)]  # two rows, so that a phone shows them in order
    values = [columns[index].slider(label, -30.0, 30.0, value, 0.1, key=f"{prefix}_w{index}")
              for index, (label, value) in enumerate(zip(labels, start))]
    return np.array(values[:4]).reshape(2, 2), np.array(values[4:]).reshape(2, 1)


def neuron(theme: Theme) -> None:
    st.markdown("A neuron multiplies each input by a **weight**, adds up, and squashes the sum *z* to a number between "
                "0 and 1: its **activation** *a* = σ(*z*). Move the sliders: the sum moves the point along the curve.")
    columns = st.columns(4)
    x1, x2, w1, w2 = (column.slider(label, -4.0, 4.0, value, 0.1, key=f"neuron_{label}")
                      for column, label, value in zip(columns, ("x₁", "x₂", "w₁", "w₂"), (1.0, 0.5, 1.2, -0.8)))
    z = x1 * w1 + x2 * w2
    a = float(sigmoid(z))
    slope = float(sigmoid_derivative(a))
    st.latex(rf"z = {x1:g} \cdot {_signed(w1)} + {_signed(x2)} \cdot {_signed(w2)} = {z:.4g}")
    st.latex(rf"a = \frac{{1}}{{1 + e^{{-z}}}} = {a:.4f}")
    reach = around(z, 8, 201)
    live_chart(curve_figure(reach, sigmoid(reach), z, a, slope, theme=theme, across="sum z", up="activation a"),
               key="neuron_curve", alt=f"The sigmoid over the sum z, with z = {z:.4g}, a = {a:.4f} and its tangent.")
    st.markdown(
        "**What is glossed over.** `sigmoid_derivative` takes the *output* a, not the sum z. The dashed tangent "
        "has the right slope; the third number is what comes out if you hand it z, an easy mistake."
    )
    with st.container(horizontal=True, gap="large"):
        st.metric(
            "slope, measured on the curve", f"{(sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5:.4f}", width="content"
        )
        st.metric("sigmoid_derivative(a)", f"{slope:.4f}", width="content")
        st.metric("sigmoid_derivative(z): wrong", f"{sigmoid_derivative(z):.4f}", width="content")


def layers(theme: Theme) -> None:
    st.markdown("Neurons side by side, reading the same inputs, are a **layer**. Two hidden neurons and one output are "
                "enough for exclusive or: with these weights the one jumps up as soon as *any* input is 1, the other "
                "rises with *how many* are, and the output sets the one against the other. "
                "The weights of a layer are a matrix, a row per input and a column per unit.")
    W1, W2 = weights("layers")
    live_chart(
        planes_figure(
            planes(W1, W2), ["hidden 1", "hidden 2", "output"], TABLE_X, TABLE_Y[:, 0], theme=theme, low=LOW, high=HIGH
        ),
        key="layers_planes",
        alt="What each hidden unit and the output make of every point of the plane, with the four rows of the table.",
    )
    network = network_with(W1, W2)
    st.markdown(
        f"**What is glossed over.** There are no biases. Whatever the weights, (0, 0) gives the sum 0 and each "
        f"hidden unit σ(0) = **{network.hidden[0, 0]:g}** and **{network.hidden[0, 1]:g}** there: every boundary of "
        f"a hidden unit passes through that corner. The output for (0, 0) can only be below 0.5 if the two "
        f"outgoing weights sum to less than 0; here they sum to {W2.sum():.2g}, and it is {network.output[0, 0]:.3f}."
    )
    st.markdown(
        "What that costs, over sixty starts with the same weights and the same rule, computed by nnplay's engine "
        "(biases start at 0):"
    )
    counts = {bias: sixty_by_engine(10000, 2.0, bias) for bias in (False, True)}
    st.table(pd.DataFrame({"after 1,500 iterations": [f"{counts[bias][1499]} of 60 right" for bias in (False, True)],
                           "after 10,000": [f"{counts[bias][9999]} of 60 right" for bias in (False, True)]},
                          ["without biases", "with biases"]))


def forward(theme: Theme) -> None:
    st.markdown("The **forward pass** takes a row of the table through the layers. `self.x @ self.W1` does all sums of "
                "a layer, for all four rows, in one line.")
    row = st.segmented_control("Row of the table", range(4), format_func=ROWS.__getitem__, default=1, key="forward_row",
                               required=True)
    W1, W2 = weights("forward")
    network = network_with(W1, W2)
    live_chart(sketch_figure([TABLE_X[row], network.hidden[row], network.output[row]], [W1, W2], theme=theme,
                             names=NAMES), key="forward_sketch",
               alt="The network with its weights, and the value of every unit for this row.")
    x, h = TABLE_X[row], network.hidden[row]
    st.latex(r"\begin{aligned}" + r"\\".join(
        [rf"h_{j + 1} &= \sigma({x[0]:g} \cdot {_signed(W1[0, j])} + {x[1]:g} \cdot {_signed(W1[1, j])}) = {h[j]:.4f}"
         for j in range(2)]
        + [rf"\hat y &= \sigma({h[0]:.4f} \cdot {_signed(W2[0, 0])} + {h[1]:.4f} \cdot {_signed(W2[1, 0])}) = "
           rf"{network.output[row, 0]:.4f}"]) + r"\end{aligned}")


def cost(theme: Theme) -> None:
    st.markdown("The **cost** says in one number how wrong the four outputs are: half the sum of the squared errors. "
                "It depends on all six weights. Along one of them it is a curve, and the point is where we are.")
    W1, W2 = weights("cost", (2.0, 3.0, 3.5, 2.0, 2.0, -2.5))
    network = network_with(W1, W2)
    errors = network.y - network.output
    st.dataframe(pd.DataFrame({"row": ROWS, "output": network.output[:, 0], "error": errors[:, 0],
                               "half its square": 0.5 * errors[:, 0] ** 2}), hide_index=True, key="cost_table",
                 column_config={name: st.column_config.NumberColumn(format="%.4f")
                                for name in ("output", "error", "half its square")})
    st.metric("Cost", f"{network.loss():.5f}", width="content")
    at, reach, losses, slope = along_first_weight(W1, W2)
    live_chart(curve_figure(reach, losses, at, network.loss(), slope, theme=theme, across="weight x₁ → hidden 1",
                            up="cost"), key="cost_curve",
               alt=f"The cost over the first weight, with the point where it is {at:.4g} and its tangent.")


def along_first_weight(W1: np.ndarray, W2: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, float]:
    """Return where the first weight is, a range of it, the cost over that range, and its slope (central difference)."""

    def loss(w: float) -> float:
        moved = W1.copy()
        moved[0, 0] = w
        return float(network_with(moved, W2).loss())

    at = float(W1[0, 0])
    reach = around(at, 10, 161)
    return at, reach, np.array([loss(w) for w in reach]), (loss(at + 1e-5) - loss(at - 1e-5)) / 2e-5


def around(point: float, least: float, count: int) -> np.ndarray:
    """Return an even range about 0 that holds a point, and the point itself: it lies on every curve over the range."""
    end = max(least, abs(point))
    return np.union1d(np.linspace(-end, end, count), [point])


def _signed(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"
