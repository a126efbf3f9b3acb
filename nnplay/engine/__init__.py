"""The network and how it learns, in NumPy alone; `reference.py` has the heart of it in sixty lines.

The pieces work by themselves, on arrays of the reader's own:

    import numpy as np
    from nnplay.engine import LOSSES, MLP, OPTIMIZERS, Parameters, Trace, backward, forward

    x = np.array([[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]])    # (1, N, D): one network's samples
    y = np.array([[[0.0], [1.0], [1.0], [0.0]]])                        # (1, N, K)

    net = MLP((2, 3, 1), activation="tanh", head="sigmoid")             # a description
    params = Parameters.draw(net, "glorot_uniform", seeds=[0])          # its numbers, theta (1, P)
    grads, trace = Parameters.zeros(net), Trace(net, samples=4)         # room for gradients and for what is computed
    loss, adam = LOSSES["cross_entropy"], OPTIMIZERS["adam"]
    memory = {name: np.zeros_like(params.theta) for name in adam.memory}

    for t in range(1, 501):
        forward(params, x, trace)
        backward(params, trace, y, loss, grads)
        adam.rule(params.theta, grads.theta, memory, t, lr=0.05, beta1=0.9, beta2=0.999, eps=1e-8)

    trace.prediction.round()                                            # 0, 1, 1, 0

`training.Trainer` is that loop, with batches, regularization, snapshots and an eye on what is no longer finite. It
records the two passes once and replays them (`plan.py`), in half the time and to the same digits.
"""

from nnplay.engine.evaluation import Evaluator
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.passes import Trace, backward, forward, predict
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Snapshot, Trainer

__all__ = ["LOSSES", "MLP", "OPTIMIZERS", "Evaluator", "Parameters", "Recipe", "Snapshot", "Trace", "Trainer",
           "backward", "forward", "predict"]
