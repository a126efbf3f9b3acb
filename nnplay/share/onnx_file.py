"""The trained network as ONNX. It needs the package `onnx`, which the app runs without."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import numpy as np

from nnplay.data.features import features_of
from nnplay.engine.arrays import Array
from nnplay.share import link
from nnplay.share.dialects import ONNX
from nnplay.share.learnt import Learnt

OPSET = 17


def available() -> bool:
    """Say whether the package is there."""
    return find_spec("onnx") is not None


def onnx_model(network: Learnt) -> bytes:
    """Return the model: `inputs` (N, D), the columns named in its metadata, to `predictions` (N, K), float64.

    The columns are not standardized yet: the model does that itself, and its last operation turns the answer into the
    unit of the target, which the metadata name.
    """
    from onnx import TensorProto, checker, helper

    graph = _Graph()
    x = "inputs"
    if network.inputs.standardized:
        mean, spread = (graph.constant(np.asarray(part)) for part in (network.inputs.mean, network.inputs.spread))
        x = graph("Div", graph("Sub", x, mean), spread)
    for (W, b), (name, knobs) in zip(network.layers, network.functions, strict=True):
        x = ONNX[name](graph, graph("Add", graph("MatMul", x, graph.constant(W)), graph.constant(b)), **knobs)
    if network.targets.standardized:
        x = graph("Add", graph("Mul", x, network.targets.spread), network.targets.mean)
    graph.nodes.append(helper.make_node("Identity", [x], ["predictions"]))
    sizes = network.experiment.net.sizes
    ends = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["N", size])
            for name, size in (("inputs", sizes[0]), ("predictions", sizes[-1]))]
    made = helper.make_graph(graph.nodes, "nnplay", ends[:1], ends[1:], graph.constants)
    model = helper.make_model(made, producer_name="nnplay", opset_imports=[helper.make_opsetid("", OPSET)],
                              ir_version=8)
    known = features_of(network.experiment.source.columns)
    about = {"inputs": ",".join(network.experiment.inputs),
             "columns": json.dumps([known[name].label for name in network.experiment.inputs]),
             "target": network.targets.name,
             "epoch": str(network.epoch),
             "experiment": "&".join(f"{key}={text}" for key, text in link.write(network.experiment).items())}
    helper.set_model_props(model, about)
    checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """Collects operators and constants under running names."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def __call__(self, operator: str, *inputs: str | float) -> str:
        from onnx import helper

        names = [name if isinstance(name, str) else self.constant(np.array(name)) for name in inputs]
        output = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [output]))
        return output

    def constant(self, values: Array) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype=np.float64), name))
        return name
