"""scikit-learn's perceptrons, given the same weights, predict the same."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import neural_network

from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.passes import Trace, forward

NAMES = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
X = np.random.default_rng(0).standard_normal((40, 3))


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("hidden", [(), (5,), (8, 6, 4)])
@pytest.mark.parametrize("head", ["identity", "sigmoid", "softmax"])
def test_the_same_weights_predict_the_same(activation: str, hidden: tuple[int, ...], head: str) -> None:
    outputs = 4 if head == "softmax" else 1
    net = MLP((3, *hidden, outputs), activation, head)
    params = Parameters(net, np.random.default_rng(1).standard_normal((1, net.size)))
    labels = np.arange(40) % max(2, outputs)
    kind = neural_network.MLPRegressor if head == "identity" else neural_network.MLPClassifier
    peer = kind(hidden_layer_sizes=hidden, activation=NAMES[activation], solver="sgd", batch_size=40).partial_fit(
        X, labels, **({} if head == "identity" else {"classes": np.unique(labels)}))
    peer.coefs_ = [layer.W[0] for layer in params.layers]
    peer.intercepts_ = [layer.b[0, 0] for layer in params.layers]
    theirs = peer.predict(X)[:, np.newaxis] if head == "identity" else peer.predict_proba(X)
    ours = forward(params, X[np.newaxis], Trace(net, 40))[0]
    np.testing.assert_allclose(ours, theirs[:, -outputs:], rtol=1e-12, atol=1e-15)
