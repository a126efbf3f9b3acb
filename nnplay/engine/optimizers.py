"""Optimizers: how a gradient becomes an update.

To add one, write its rule in `rules.py`, for one array, and add an entry to `OPTIMIZERS`. All parameters of all
networks pass through a rule as one array (M, P).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnplay.engine import rules
from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Optimizer:
    """An update rule, the names of the arrays it remembers, and its knobs.

    `full_batch` marks rules that compare gradients of successive steps and so need every sample in each.
    `lr` is a learning rate that suits the rule.
    """

    key: str
    label: str
    formula: str
    rule: Callable[..., object]
    note: str
    reference: str
    memory: tuple[str, ...] = ()
    lr: float = 0.03
    full_batch: bool = False
    knobs: tuple[Knob, ...] = ()


def _eps(default: float) -> Knob:
    return Knob("eps", "Epsilon", default, 1e-12, 1, "log", "Keeps the division finite.")


_MOMENTUM = Knob("momentum", "Momentum", 0.9, 0, 0.999, help="The share of the velocity that is kept.")
_BETA1 = Knob("beta1", "Beta 1", 0.9, 0, 0.9999, help="How long the mean of gradients remembers.")
_BETA2 = Knob("beta2", "Beta 2", 0.999, 0, 0.99999, help="How long the mean of squares remembers.")
_ADAM = (_BETA1, _BETA2, _eps(1e-8))

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    Optimizer(
        "sgd", "SGD", r"\theta \leftarrow \theta - \eta g", rules.sgd,
        note="Steps against the gradient of each batch: the plainest rule there is.",
        reference="Robbins and Monro, A Stochastic Approximation Method (1951)",
    ),
    Optimizer(
        "momentum", "Momentum", r"v \leftarrow \mu v + g,\ \theta \leftarrow \theta - \eta v", rules.momentum,
        memory=("velocity",), knobs=(_MOMENTUM,),
        note="A heavy ball: gradients that agree add up, gradients that zigzag cancel.",
        reference="Polyak, Some methods of speeding up the convergence of iteration methods (1964)",
    ),
    Optimizer(
        "nesterov", "Nesterov", r"v \leftarrow \mu v + g,\ \theta \leftarrow \theta - \eta (g + \mu v)", rules.nesterov,
        memory=("velocity",), knobs=(_MOMENTUM,),
        note="Momentum that looks one step ahead, and so brakes earlier.",
        reference="Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum (2013)",
    ),
    Optimizer(
        "adagrad", "Adagrad", r"s \leftarrow s + g^2,\ \theta \leftarrow \theta - \eta g / (\sqrt{s} + \epsilon)",
        rules.adagrad, memory=("squares",), lr=0.1,
        knobs=(Knob("initial", "First sum", 0, 0, 10, help="What the sum of squares starts with."),
               Knob("lr_decay", "Rate decay", 0, 0, 1, help="Divides the rate by 1 + decay (t - 1)."), _eps(1e-10)),
        note="Each parameter has its own rate, which only ever falls: good for rare features.",
        reference="Duchi, Hazan and Singer, Adaptive Subgradient Methods (2011), section 1.1",
    ),
    Optimizer(
        "rmsprop", "RMSProp", r"s \leftarrow \alpha s + (1 - \alpha) g^2,\ \theta \leftarrow \theta - "
        r"\eta g / (\sqrt{s} + \epsilon)", rules.rmsprop, memory=("squares", "velocity"), lr=0.01,
        knobs=(Knob("alpha", "Smoothing", 0.99, 0, 0.9999, help="How long the mean of squares remembers."),
               Knob("momentum", "Momentum", 0, 0, 0.999, help="The share of the velocity that is kept."), _eps(1e-8)),
        note="Divides by the recent size of the gradient, so that steep and flat directions move alike.",
        reference="Tieleman and Hinton, Lecture 6.5: rmsprop (2012)",
    ),
    Optimizer(
        "adadelta", "Adadelta", r"\theta \leftarrow \theta - \eta \sqrt{(u + \epsilon) / (s + \epsilon)}\, g",
        rules.adadelta, memory=("squares", "changes"), lr=1.0,
        knobs=(Knob("rho", "Smoothing", 0.9, 0, 0.9999, help="How long both means remember."), _eps(1e-6)),
        note="Measures the gradient by its recent size and the step by recent steps: no rate to choose, slow to start.",
        reference="Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012), algorithm 1",
    ),
    Optimizer(
        "adam", "Adam", r"\theta \leftarrow \theta - \eta \hat m / (\sqrt{\hat v} + \epsilon)", rules.adam,
        memory=("mean", "squares"), lr=0.01, knobs=_ADAM,
        note="Momentum and RMSProp together, both corrected for starting at 0: the usual first choice.",
        reference="Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1",
    ),
    Optimizer(
        "adamw", "AdamW", r"\theta \leftarrow (1 - \eta \lambda) \theta - \eta \hat m / (\sqrt{\hat v} + \epsilon)",
        rules.adamw, memory=("mean", "squares"), lr=0.01,
        knobs=(*_ADAM, Knob("weight_decay", "Decay", 0.01, 0, 1, help="Shrinks all parameters, biases too.")),
        note="Adam with decay apart from the gradient; like PyTorch's it also shrinks biases.",
        reference="Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2",
    ),
    Optimizer(
        "nadam", "Nadam", r"\theta \leftarrow \theta - \eta (\mu_{t+1} \hat m + (1 - \mu_t) \hat g) / "
        r"(\sqrt{\hat v} + \epsilon)", rules.nadam, memory=("mean", "squares", "weight"), lr=0.01,
        knobs=(*_ADAM, Knob("momentum_decay", "Warm-up", 0.004, 0, 1, help="How fast momentum comes up.")),
        note="Adam with Nesterov's look ahead.",
        reference="Dozat, Incorporating Nesterov Momentum into Adam (2016), algorithm 8",
    ),
    Optimizer(
        "rprop", "Rprop", r"\theta \leftarrow \theta - \Delta \operatorname{sign} g", rules.rprop,
        memory=("size", "before"), lr=0.01, full_batch=True,
        knobs=(Knob("shrink", "Shrink", 0.5, 0.1, 0.99, help="The step's factor when the gradient changes sign."),
               Knob("grow", "Grow", 1.2, 1.01, 3, help="The step's factor while the sign stays."),
               Knob("smallest", "Smallest step", 1e-6, 1e-12, 1e-3, "log"),
               Knob("largest", "Largest step", 50, 0.01, 1000, "log")),
        note="Looks only at the gradient's sign: each parameter finds its own step. Needs the full batch.",
        reference="Riedmiller and Braun, A Direct Adaptive Method for Faster Backpropagation (1993)",
    ),
)
