"""What the documentation tells people to write. `mypy --strict` and pyright find nothing wrong with it.

Lines that end in `# wrong` are what they must complain about.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import nnplay
from nnplay.engine import MLP, Parameters, Recipe, Trace, Trainer, backward, forward, predict
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS

experiment = nnplay.Experiment(data="spiral", noise=5, inputs=["x1", "x2", "sin_x1"], hidden=[4], activation="relu",
                               stop={"epoch": 5}, knobs={"adam.beta1": 0.8}, optimizer="adam", lr=0.01, batch=32,
                               regularization={"l2": 0.001}, frozen=[1], head="tanh")
same = nnplay.Experiment(hidden=4, inputs="x1", activation=("relu",), regularization=(("l2", 0.1),), stop=())
run = experiment.start()
steps: int = run.advance(epochs=100, seconds=1.5)
answers = run.predict([[1, 2]]) + run.predict(np.zeros((1, 2)))
print(run.loss.train, run.accuracy.test, run.history["epoch"].max(), run.weights[0].W.shape, answers.shape)
rows: pd.DataFrame = run.predict_rows(pd.DataFrame({"x1": [1.0], "x2": [2.0]}))
many = experiment.start(networks=100, theta=[0.0] * experiment.net.size)
print(experiment.with_(hidden=(8, 8)).net.size, hash(experiment), experiment == same, many)

table = nnplay.Table.of(np.zeros((4, 2)), ["a", "b", "a", "b"], names=("width", "height"))
own = nnplay.Experiment(data=table, hidden=())
frame = pd.DataFrame({"age": [1.0, 2.0], "size": [3.0, 4.0]})
trained = nnplay.train(frame, frame["age"], hidden=(8, 8), lr=0.01, epochs=5)
print(nnplay.train([[0.0], [1.0]], [0.0, 1.0]).predict([[0.5]]), own, trained)

net = MLP([2, 3, 1], activation="tanh", head="sigmoid", knobs={})
params = Parameters.draw(net, "glorot_uniform", seeds=[0])
grads, trace = Parameters.zeros(net), Trace(net, samples=4)
x, y = np.zeros((1, 4, 2)), np.ones((1, 4, 1))
forward(params, x, trace)
backward(params, trace, y, LOSSES["cross_entropy"], grads)
OPTIMIZERS["sgd"].rule(params.theta, grads.theta, {}, 1, lr=0.05)
trainer = Trainer(params, [[0.0, 1.0]], [[1.0]], Recipe(lr=0.1, batch=0, regularization={"l1": 0.1}, frozen=[1]))
print(trainer.advance(steps=3), trainer.loss, trainer.predict([[0, 1]]), predict(params, x))

nnplay.Experiment(lr="fast")  # wrong
nnplay.Experiment(hiden=[4])  # wrong
nnplay.Experiment(hidden="4")  # wrong
run.advance(epoch=3)  # wrong
Recipe(batch="all")  # wrong
