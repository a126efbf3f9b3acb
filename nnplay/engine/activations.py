"""Activation functions: what a hidden unit makes of its pre-activation.

To add one, write its function and its slope in `elementwise.py` and add an entry to `ACTIVATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnplay.engine import elementwise as f
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Activation:
    """An elementwise function and its derivative, `function(z, out, **knobs)` and `slope(z, a, out, **knobs)`.

    `kinks` are the points where the slope jumps (there, the value of the slope is a convention).
    `low` and `high` bound the outputs; pictures use them as the ends of their colour scale.
    """

    key: str
    label: str
    formula: str
    function: Callable[..., object]
    slope: Callable[..., object]
    note: str
    reference: str
    kinks: tuple[float, ...] = ()
    low: float = -np.inf
    high: float = np.inf
    knobs: tuple[Knob, ...] = ()


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    Activation(
        "tanh", "tanh", r"\tanh z", f.tanh, f.tanh_slope, low=-1, high=1,
        note="Squashes to -1..1 and is steepest at 0; far from 0 it saturates and learns slowly.",
        reference="LeCun, Bottou, Orr and Muller, Efficient BackProp (1998), section 4.4",
    ),
    Activation(
        "relu", "ReLU", r"\max(0, z)", f.relu, f.relu_slope, low=0, kinks=(0.0,),
        note="Passes positive sums unchanged and silences the rest; a unit that is never positive is dead.",
        reference="Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010)",
    ),
    Activation(
        "sigmoid", "Sigmoid", r"\frac{1}{1 + e^{-z}}", f.sigmoid, f.sigmoid_slope, low=0, high=1,
        note="Squashes to 0..1; its slope is at most 1/4, so gradients shrink from layer to layer.",
        reference="Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)",
    ),
    Activation(
        "linear", "Linear", r"z", f.linear, f.linear_slope,
        note="Passes the sum on as it is; layers of linear units are together only one linear layer.",
        reference="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3",
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", r"\max(z, \alpha z)", f.leaky_relu, f.leaky_relu_slope, kinks=(0.0,),
        knobs=(Knob("slope", "Slope below 0", 0.01, 0, 1, help="How much of a negative sum leaks through."),),
        note="A ReLU that still passes a little below 0, so that no unit dies for good.",
        reference="Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013)",
    ),
    Activation(
        "elu", "ELU", r"z \text{ if } z > 0 \text{ else } \alpha (e^z - 1)", f.elu, f.elu_slope, kinks=(0.0,),
        knobs=(Knob("alpha", "Alpha", 1.0, 0.1, 5, help="How far below 0 it can go."),),
        note="A ReLU with a smooth floor below 0, which brings the mean of a layer closer to 0.",
        reference="Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by ELUs (2016)",
    ),
    Activation(
        "selu", "SELU", r"\lambda z \text{ if } z > 0 \text{ else } \lambda \alpha (e^z - 1)", f.selu, f.selu_slope,
        kinks=(0.0,), low=-f.SELU_SCALE * f.SELU_ALPHA,
        note="An ELU scaled so that deep layers keep mean 0 and variance 1 when weights start LeCun normal.",
        reference="Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks (2017), equation 2",
    ),
    Activation(
        "softplus", "Softplus", r"\frac{1}{\beta} \ln(1 + e^{\beta z})", f.softplus, f.softplus_slope, low=0,
        knobs=(Knob("beta", "Sharpness", 1.0, 0.1, 20, "log", "The larger, the closer to a ReLU."),),
        note="A ReLU without the corner; its slope is the sigmoid.",
        reference="Dugas, Bengio, Belisle, Nadeau and Garcia, Second-Order Functional Knowledge (2001)",
    ),
    Activation(
        "softsign", "Softsign", r"\frac{z}{1 + |z|}", f.softsign, f.softsign_slope, low=-1, high=1,
        note="Squashes to -1..1 like tanh but nears the ends far more slowly, so it saturates later.",
        reference="Glorot and Bengio, Understanding the difficulty of training deep networks (2010), section 2.2",
    ),
    Activation(
        "silu", "SiLU (swish)", r"z \, \sigma(z)", f.silu, f.silu_slope, low=-0.27846454276107379,
        note="A smooth ReLU that dips below 0 before it rises: the sum, gated by its own sigmoid.",
        reference="Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2018), equation 4",
    ),
    Activation(
        "gelu", "GELU (tanh form)", r"\tfrac{z}{2} (1 + \tanh(\sqrt{2/\pi} (z + 0.044715 z^3)))", f.gelu, f.gelu_slope,
        low=-0.17004075057125406,
        note="The sum, weighted by how likely a normal variable is below it: the activation of transformers.",
        reference="Hendrycks and Gimpel, Gaussian Error Linear Units (2016), section 2",
    ),
    Activation(
        "mish", "Mish", r"z \tanh(\ln(1 + e^z))", f.mish, f.mish_slope, low=-0.30884341301725041,
        note="Much like SiLU, gated by the tanh of the softplus.",
        reference="Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2020), equation 1",
    ),
    Activation(
        "sine", "Sine", r"\sin \omega z", f.sine, f.sine_slope, low=-1, high=1,
        knobs=(Knob("frequency", "Frequency", 1.0, 0.1, 30, "log", "How many waves fit into the same sum."),),
        note="Never saturates and repeats: good at fine detail, and easily lost in it.",
        reference="Sitzmann, Martel, Bergman, Lindell and Wetzstein, Implicit Neural Representations (2020)",
    ),
    Activation(
        "gaussian", "Gaussian", r"e^{-z^2}", f.gaussian, f.gaussian_slope, low=0, high=1,
        note="Answers only near 0: each unit marks a strip of the plane instead of a side of a line.",
        reference="Broomhead and Lowe, Multivariable Functional Interpolation and Adaptive Networks (1988)",
    ),
    Activation(
        "step", "Step", r"1 \text{ if } z > 0 \text{ else } 0", f.step, f.step_slope, low=0, high=1, kinks=(0.0,),
        note="The first neuron: all or nothing. Its slope is 0, so nothing before it ever learns; watch it not learn.",
        reference="McCulloch and Pitts, A Logical Calculus of the Ideas Immanent in Nervous Activity (1943)",
    ),
)
