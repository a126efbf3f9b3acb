"""Experiments worth opening, good ones and bad ones, each with what to look for.

`epochs` is how long to train until it is seen; the tests train each and check what the sentence says, and
`python -m scripts.presets` draws the pictures of the cards from the same run.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.engine.registry import Knob, Registry
from nnplay.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment with a title, a sentence (`note`) that says what to look for, and when it is seen."""

    key: str
    label: str
    note: str
    experiment: Experiment
    epochs: int
    knobs: tuple[Knob, ...] = ()


PRESETS: Registry[Preset] = Registry(
    "example",
    Preset("circle", "A circle from straight lines",
           "Each hidden unit draws one straight edge; together they close around the inner class.",
           Experiment(), 150),
    Preset("features", "Features instead of layers",
           "No hidden layer at all: with the squares as inputs, one unit separates the circle.",
           Experiment(inputs=("x1_squared", "x2_squared"), hidden=()), 60),
    Preset("xor_table", "Exclusive or, two hidden units",
           "The network of the tutorial: the loss lingers on a plateau before all four rows come out right.",
           Experiment(data="xor_table", hidden=(2,), activation="sigmoid", head="sigmoid", bias=False, lr=2, batch=0,
                      seed=4), 3000),
    Preset("linear", "Layers that add up to one",
           "Two layers of eight linear units are still one straight line: exclusive or stays out of reach.",
           Experiment(data="xor", hidden=(8, 8), activation="linear"), 100),
    Preset("zeros", "Zeros as initial weights",
           "All units of a layer get the same gradient, here zero: nothing ever tells them apart.",
           Experiment(data="xor", init="zeros"), 200),
    Preset("rate", "A learning rate too high",
           "Each step overshoots further than the one before, until the numbers are no longer finite.",
           Experiment(data="plane", hidden=(4,), activation="linear", lr=10), 5),
    Preset("sigmoids", "Six sigmoid layers",
           "The gradient shrinks at each layer on its way back, so the first layers hardly learn: the loss stays flat.",
           Experiment(hidden=(6,) * 6, activation="sigmoid"), 200),
    Preset("depth", "Six tanh layers",
           "The same depth with tanh: enough of the gradient comes through, and the circle is learnt.",
           Experiment(hidden=(6,) * 6), 200),
    Preset("dead", "Dead ReLUs",
           "The first steps are so large that hidden units fall silent for every sample and never come back.",
           Experiment(hidden=(8,), activation="relu", init="he_normal", head="sigmoid", loss="cross_entropy", lr=3),
           60),
    Preset("overfitting", "Learning the noise by heart",
           "Thirty noisy samples, many weights: the training loss falls to nothing while the test loss rises.",
           Experiment(samples=60, noise=45, hidden=(8, 8), optimizer="adam", lr=0.01), 1500),
    Preset("decay", "The same, held back",
           "An L2 penalty keeps the weights small: the boundary is smoother and the test loss lower.",
           Experiment(samples=60, noise=45, hidden=(8, 8), optimizer="adam", lr=0.01, regularization={"l2": 0.03}),
           1500),
    Preset("small", "Too small for the spiral",
           "Three units draw three edges: the network cannot follow the arms, however long it trains.",
           Experiment(data="spiral", hidden=(3,)), 500),
    Preset("spiral", "The spiral, learnt",
           "Waves as inputs and fourteen hidden units wind around both arms.",
           Experiment(data="spiral", inputs=("x1", "x2", "sin_x1", "sin_x2"), hidden=(8, 6), optimizer="adam", lr=0.01),
           150),
    Preset("bumps", "A landscape of six cones",
           "Regression: the answer is a height, not a class; watch the flat parts come last.",
           Experiment(data="bumps", hidden=(8, 8), optimizer="adam", lr=0.01), 200),
    Preset("digits", "Handwritten digits",
           "Each of sixteen units looks for a pattern of its own in 8 by 8 pixels: draw a digit and see what they say.",
           Experiment(data="digits", hidden=(16,), activation="relu", init="he_normal", head="softmax",
                      loss="cross_entropy", optimizer="adam", lr=0.003, batch=30, regularization={"l2": 0.003}), 40),
)
