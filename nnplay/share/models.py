"""The trained network as a Python module for PyTorch or scikit-learn, weights included.

Each module has `predict(points)`, which answers like the page: points as the data set has them, (N, K) back, numbers in
the unit of the target.
"""

from __future__ import annotations

from textwrap import dedent

import numpy as np

from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import Array
from nnplay.engine.heads import HEADS
from nnplay.share.code_data import features_source
from nnplay.share.dialects import TORCH
from nnplay.share.learnt import Learnt
from nnplay.share.script import title
from nnplay.share.sources import Sources

# Hidden activations that scikit-learn's MLP has, by its names; its hidden layers all have the same.
LABELS = "\nfrom sklearn.preprocessing import LabelBinarizer"
SKLEARN = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


def pytorch(network: Learnt) -> str:
    """Return a module with an `nn.Module` called `network`, in double precision."""
    sizes = network.experiment.net.shapes
    calls = []
    for number, (name, knobs) in enumerate(network.functions):
        formula = TORCH[name].format(**{knob: repr(value) for knob, value in knobs.items()})
        calls += [f"z = self.layers[{number}](x)", f"x = {formula}"]
    body = "\n        ".join(calls)
    return "\n".join([
        _opening(network, "PyTorch"), "", "import numpy as np", "import torch", "from torch import nn",
        *(["from torch.nn import functional as F"] if "F." in body else []), "",
        "torch.set_default_dtype(torch.float64)", _weights(network), "", "",
        "class Network(nn.Module):", "    def __init__(self):", "        super().__init__()",
        f"        self.layers = nn.ModuleList(nn.Linear(D, H) for D, H in {list(sizes)})", "",
        "    def forward(self, x):", f"        {body}", f"        return {_in_units(network, 'x')}", "", "",
        "network = Network()", "with torch.no_grad():",
        "    for layer, W, b in zip(network.layers, WEIGHTS, BIASES):",
        "        layer.weight.copy_(torch.from_numpy(W.T))", "        layer.bias.copy_(torch.from_numpy(b))", "", "",
        _features(network), "", "",
        "def predict(points):", f'    """{_answers(network)}"""', "    with torch.no_grad():",
        "        return network(torch.from_numpy(np.asarray(features(points), dtype=float))).numpy()", "", "",
        _main(network), ""])


def scikit_learn(network: Learnt) -> str:
    """Return a module with an estimator called `network`: scikit-learn's own where it has such networks."""
    model = _mlp(network) if fits_scikit_learn(network) else _estimator(network)
    return "\n".join([
        _opening(network, "scikit-learn"), "", "import numpy as np", *model[:1], _weights(network), "", "", *model[1:],
        "", "", _features(network), "", "", _predict(network), "", "", _main(network), ""])


def _in_units(network: Learnt, answer: str) -> str:
    """Return code that turns an answer into the unit of the target."""
    targets = network.targets
    return f"{answer} * {targets.spread!r} + {targets.mean!r}" if targets.standardized else answer


def fits_scikit_learn(network: Learnt) -> bool:
    """Say whether an MLPClassifier or MLPRegressor can be this network."""
    experiment = network.experiment
    one_output = experiment.net.sizes[-1] == 1
    return (len(set(experiment.activation)) <= 1 and set(experiment.activation) <= SKLEARN.keys()
            and (_classes(network) > 0) == (experiment.head != "identity")
            and (one_output or (experiment.head in ("identity", "softmax") and experiment.net.sizes[-1] > 2)))


def _classes(network: Learnt) -> int:
    outputs = network.experiment.net.sizes[-1]
    return 0 if network.experiment.head == "identity" or not network.experiment.classes else max(2, outputs)


def _mlp(network: Learnt) -> list[str]:
    experiment, classes = network.experiment, _classes(network)
    kind = "MLPClassifier" if classes else "MLPRegressor"
    hidden = SKLEARN[experiment.activation[0]] if experiment.activation else "identity"
    out = "identity" if not classes else "softmax" if classes > 2 else "logistic"
    lines = [
        f"from sklearn.neural_network import {kind}{LABELS if classes else ''}",
        f'network = {kind}(hidden_layer_sizes={experiment.hidden}, activation="{hidden}")',
        "network.coefs_, network.intercepts_ = WEIGHTS, BIASES",
        f"network.n_layers_, network.n_outputs_ = {len(experiment.net.sizes)}, {experiment.net.sizes[-1]}",
        f'network.n_features_in_, network.out_activation_ = {experiment.net.sizes[0]}, "{out}"',
    ]
    if classes:
        lines += [f"network.classes_ = np.arange({classes})",
                  "network._label_binarizer = LabelBinarizer().fit(network.classes_)"]
    if experiment.head == "tanh":
        lines += ["# tanh z = 2 sigma(2 z) - 1: with the last layer doubled, its probability is (1 + tanh z) / 2.",
                  "WEIGHTS[-1] *= 2", "BIASES[-1] *= 2"]
    if network.targets.standardized:
        lines += ["# The target was learnt in deviations from its mean: the last layer answers in its unit again.",
                  f"WEIGHTS[-1] *= {network.targets.spread!r}",
                  f"BIASES[-1][:] = {_in_units(network, 'BIASES[-1]')}"]
    return lines


def _predict(network: Learnt) -> str:
    head = network.experiment.head
    if not fits_scikit_learn(network):
        answer = "network.outputs(features(points))"
    elif head == "identity":
        answer = f"network.predict(features(points)).reshape(len(points), {network.experiment.net.sizes[-1]})"
    elif head == "tanh":
        answer = "2 * network.predict_proba(features(points))[:, 1:] - 1"
    else:
        answer = f"network.predict_proba(features(points)){'[:, 1:]' if head == 'sigmoid' else ''}"
    return f'def predict(points):\n    """{_answers(network)}"""\n    return {answer}'


def _estimator(network: Learnt) -> list[str]:
    """Return an estimator of our own: the network's functions come along as their own source."""
    sources = Sources(taken={"features", "predict", "network", "Network"})
    calls = []
    for number, (name, knobs) in enumerate(network.functions):
        entry = ACTIVATIONS[name] if number < len(network.functions) - 1 else HEADS[name]
        function = sources.name(entry.function)
        words = "".join(f", {knob}={value!r}" for knob, value in knobs.items())
        calls += [f"z = x @ WEIGHTS[{number}] + BIASES[{number}]", "x = np.empty_like(z)", f"{function}(z, x{words})"]
    classes, head = _classes(network), HEADS[network.experiment.head]
    mixin = "ClassifierMixin" if classes else "RegressorMixin"
    if not classes:
        decide = "return self.outputs(X)[:, 0]"
    elif network.experiment.net.sizes[-1] == 1:
        decide = f"return (self.outputs(X)[:, 0] > {head.threshold!r}).astype(int)"
    else:
        decide = "return self.outputs(X).argmax(axis=1)"
    definition = dedent('''\
        class Network(MIXIN, BaseEstimator):
            """The network as it was learnt; MLPClassifier and MLPRegressor have no such activations."""

            def fit(self, X, y):
                return self

            def outputs(self, X):
                x = np.asarray(X, dtype=float)
                CALLS
                return UNITS

            def predict(self, X):
                DECIDE


        network = Network()''').replace("MIXIN", mixin).replace("DECIDE", decide)
    definition = definition.replace("UNITS", _in_units(network, "x")).replace("CALLS", "\n        ".join(calls))
    imports = "import math\n" * any("math." in text for text in sources.definitions.values())
    return [f"{imports}from sklearn.base import BaseEstimator, {mixin}",
            "\n\n\n".join([*sources.definitions.values(), definition])]


def _opening(network: Learnt, library: str) -> str:
    return title(network.experiment, f"The weights are those of epoch {network.epoch:,}. It needs {library} and NumPy.")


def _weights(network: Learnt) -> str:
    """Return the arrays as literals, with every digit."""
    def listed(name: str, arrays: list[Array]) -> str:
        rows = ",\n".join(f"    np.array({np.asarray(array).tolist()!r})" for array in arrays)
        return f"{name} = [\n{rows},\n]"

    return "\n" + listed("WEIGHTS", [W for W, _ in network.layers]) + "\n" + listed(
        "BIASES", [b for _, b in network.layers])


def _features(network: Learnt) -> str:
    return features_source(network.experiment, network.inputs.mean, network.inputs.spread)


def _answers(network: Learnt) -> str:
    """Say what `predict` returns."""
    in_units = ", in the unit of the target" if network.targets.standardized else ""
    return f"Return what the network answers, (N, K){in_units}."


def _main(network: Learnt) -> str:
    return "\n".join(["# Two samples it has learnt from.", f"EXAMPLES = np.array({network.examples!r})", "", "",
                      'if __name__ == "__main__":', "    print(predict(EXAMPLES))"])
