r"""The formulas of activations, their slopes, losses and update rules, as LaTeX with «keys» for quantities.

Activations take theirs from the registry. Slopes, losses and rules that are not listed here are shown by name, and
every number is the engine's own all the same: an entry added to the engine needs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnplay.engine.activations import ACTIVATIONS, Activation

NAMES = re.compile(r"(?<![A-Za-z\\])z(?![A-Za-z])")
GREEK = re.compile(r"\\(?:alpha|beta|omega)(?![A-Za-z])")

_GELU_TANH = r"\tanh(\sqrt{2/\pi} («z» + 0.044715 «z»^3))"
_MISH_TANH = r"\tanh(\ln(1 + e^{«z»}))"

SLOPES = {
    "tanh": "1 - «a»^2",
    "sigmoid": r"«a» \cdot (1 - «a»)",
    "linear": "1",
    "relu": r"1 \text{ if } «z» > 0 \text{ else } 0",
    "leaky_relu": r"1 \text{ if } «z» > 0 \text{ else } «k»",
    "elu": r"1 \text{ if } «z» > 0 \text{ else } «k» \cdot e^{«z»}",
    "selu": r"\lambda \text{ if } «z» > 0 \text{ else } \lambda \alpha \cdot e^{«z»}",
    "softplus": r"\frac{1}{1 + e^{-«k» «z»}}",
    "softsign": r"\frac{1}{(1 + |«z»|)^2}",
    "silu": r"\sigma(«z») \cdot (1 + «z» \cdot (1 - \sigma(«z»)))",
    "gelu": rf"\frac{{1}}{{2}} (1 + {_GELU_TANH}) + \frac{{«z»}}{{2}} (1 - ({_GELU_TANH})^2) "
            r"\cdot \sqrt{2/\pi} (1 + 0.134145 «z»^2)",
    "mish": rf"{_MISH_TANH} + «z» \cdot (1 - ({_MISH_TANH})^2) \cdot \sigma(«z»)",
    "sine": r"«k» \cdot \cos(«k» «z»)",
    "gaussian": r"-2 \cdot «z» \cdot «a»",
    "step": "0",
}
HEAD_SLOPES = {"tanh": SLOPES["tanh"], "sigmoid": SLOPES["sigmoid"], "identity": "1"}

# The loss of one output, and its derivative by the prediction. «y» is the target, «a» the prediction.
LOSS_TERMS = {
    "half_mse": r"\frac{1}{2} («a» - «y»)^2", "sse": r"\frac{1}{2} («a» - «y»)^2", "mse": "(«a» - «y»)^2",
    "mae": "|«a» - «y»|", "hinge": r"\max(0, 1 - «y» \cdot «a»)",
}
LOSS_SLOPES = {
    "half_mse": "(«a» - «y»)", "sse": "(«a» - «y»)", "mse": r"2 \cdot («a» - «y»)",
    "mae": r"\operatorname{sign}(«a» - «y»)",
}

# Memories: their symbols, and what they are called.
MEMORY = {
    "velocity": ("v", "velocity"), "squares": ("s", "squares"), "mean": ("m", "mean"), "changes": ("u", "changes"),
    "size": (r"\Delta", "step size"), "before": ("h", "gradient before"), "weight": ("c", "share filled so far"),
}
KNOBS = {
    "momentum": r"\mu", "alpha": r"\alpha", "rho": r"\rho", "beta1": r"\beta_1", "beta2": r"\beta_2",
    "eps": r"\epsilon", "weight_decay": r"\lambda", "initial": "s_0", "lr_decay": r"\kappa", "delta": r"\delta",
    "lr": r"\eta", "t": "t", "momentum_decay": "d", "shrink": r"\eta^{-}", "grow": r"\eta^{+}",
    "smallest": r"\Delta_{\min}", "largest": r"\Delta_{\max}",
}

_ADAM = r"«lr» \cdot \frac{«mean+» / (1 - «beta1»^{«t»})}{\sqrt{«squares+» / (1 - «beta2»^{«t»})} + «eps»}"
_MEAN = ("mean", r"«beta1» \cdot «mean» + (1 - «beta1») \cdot «g»")
_SQUARES = ("squares", r"«beta2» \cdot «squares» + (1 - «beta2») \cdot «g»^2")
# What each rule does, in order: a memory's name or "theta", and the formula. "name+" is the memory's new value.
RULES = {
    "sgd": [("theta", r"«w» - «lr» \cdot «g»")],
    "momentum": [("velocity", r"«momentum» \cdot «velocity» + «g»"), ("theta", r"«w» - «lr» \cdot «velocity+»")],
    "nesterov": [("velocity", r"«momentum» \cdot «velocity» + «g»"),
                 ("theta", r"«w» - «lr» \cdot («g» + «momentum» \cdot «velocity+»)")],
    "adagrad": [("squares", "«squares» + «g»^2"),
                ("theta", r"«w» - \frac{«lr»}{1 + («t» - 1) \cdot «lr_decay»} \cdot "
                          r"\frac{«g»}{\sqrt{«squares+» + «initial»} + «eps»}")],
    "rmsprop": [("squares", r"«alpha» \cdot «squares» + (1 - «alpha») \cdot «g»^2"),
                ("velocity", r"«momentum» \cdot «velocity» + \frac{«g»}{\sqrt{«squares+»} + «eps»}"),
                ("theta", r"«w» - «lr» \cdot «velocity+»")],
    "adadelta": [("squares", r"«rho» \cdot «squares» + (1 - «rho») \cdot «g»^2"),
                 ("changes", r"«rho» \cdot «changes» + (1 - «rho») \cdot \frac{«changes» + «eps»}{«squares+» + «eps»} "
                             r"\cdot «g»^2"),
                 ("theta", r"«w» - «lr» \cdot \sqrt{\frac{«changes» + «eps»}{«squares+» + «eps»}} \cdot «g»")],
    "adam": [_MEAN, _SQUARES, ("theta", "«w» - " + _ADAM)],
    "adamw": [_MEAN, _SQUARES, ("theta", r"(1 - «lr» \cdot «weight_decay») \cdot «w» - " + _ADAM)],
    "nadam": [_MEAN, _SQUARES, ("weight", "«mu» \\cdot «weight» + 1 - «mu»"),
              ("theta", r"«w» - «lr» \cdot \frac{(1 - «mu») / «weight+» \cdot «g» + «mu+» / («mu+» \cdot «weight+» + "
                        r"1 - «mu+») \cdot «mean+»}{\sqrt{«squares+» / (1 - «beta2»^{«t»})} + «eps»}")],
    "rprop": [("size", r"\max(«smallest», \min(«largest», («size» \text{ if } «t» > 1 \text{ else } «lr») \cdot ("
                       r"«grow» \text{ if } «g» \cdot «before» > 0 \text{ else } ("
                       r"«shrink» \text{ if } «g» \cdot «before» < 0 \text{ else } 1))))"),
              ("before", r"0 \text{ if } «g» \cdot «before» < 0 \text{ else } «g»"),
              ("theta", r"«w» - \operatorname{sign}(«before+») \cdot «size+»")],
}


def put(formula: str, names: Mapping[str, str]) -> str:
    """Replace the names of a formula, «a», by keys of a sheet, «a:1:1:2»."""
    for name, key in names.items():
        formula = formula.replace(f"«{name}»", key)
    return formula


def activation_formula(entry: Activation) -> str:
    """Return an activation's formula with «z» for the sum, and «k» for its knob if it has exactly one."""
    formula = NAMES.sub("«z»", entry.formula).replace("^«z»", "^{«z»}")
    formula = GREEK.sub("«k»", formula) if len(entry.knobs) == 1 else formula
    return re.sub(r"(\\(?:sin|cos|tanh)) («k» «z»)", r"\1(\2)", formula)  # sin ω z, where z may be negative


def head_formula(key: str) -> str:
    """Return the formula of a head that treats each output by itself."""
    if key in ACTIVATIONS:
        return activation_formula(ACTIVATIONS[key])
    return "«z»" if key == "identity" else rf"\text{{{key}}}(«z»)"
