"""Experiments drawn over the registries, for whatever leaves the page and comes back."""

from __future__ import annotations

from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import features_of
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import DTYPES
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.registry import Knob
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING
from nnplay.experiment import MAX_SEED


def numbers(knob: Knob) -> st.SearchStrategy[float]:
    if knob.scale == "integer":
        return st.integers(int(knob.low), int(knob.high))
    return st.floats(knob.low, knob.high)


@st.composite
def experiments(draw: st.DrawFn, most_layers: int = 4, most_units: int = 9) -> Experiment:
    """Draw any experiment there can be, up to a size."""
    def one_of(registry: object) -> str:
        return draw(st.sampled_from(list(registry)))  # type: ignore[call-overload]

    data = one_of(DATA_SETS)
    loss = one_of(LOSSES)
    heads = [head for head in LOSSES[loss].heads if DATA_SETS[data].classes or HEADS[head].min_outputs == 1]
    optimizer = one_of(OPTIMIZERS)
    hidden = draw(st.lists(st.integers(1, most_units), max_size=most_layers))
    plain = Experiment(
        data=data, formula=draw(st.sampled_from(("sin(x) + x/3", "x", "|x|³/9 − 2", "max(-x, 2 x^2 + 3)"))),
        samples=draw(st.none() | st.integers(4, 5000)), noise=draw(st.floats(0, 50)),
        test_share=draw(st.floats(0, 90)), data_seed=draw(st.integers(0, MAX_SEED)),
        split_seed=draw(st.just(0) | st.integers(0, MAX_SEED)), balance=draw(st.just(100) | st.floats(1, 100)),
        wrong_labels=draw(st.just(0) | st.floats(0, 50)),
        standardize=draw(st.booleans()),
        inputs=draw(st.lists(st.sampled_from(list(features_of(DATA_SETS[data].columns))), min_size=1, unique=True)),
        hidden=hidden,
        activation=tuple(one_of(ACTIVATIONS) for _ in hidden), bias=draw(st.booleans()),
        head=draw(st.sampled_from(heads)), loss=loss, init=one_of(INITIALIZERS), seed=draw(st.integers(0, MAX_SEED)),
        optimizer=optimizer, lr=draw(st.floats(1e-6, 1000)),
        batch=0 if OPTIMIZERS[optimizer].full_batch else draw(st.integers(0, 5000)),
        schedule=one_of(SCHEDULES), clip=one_of(CLIPS),
        regularization=draw(some(REGULARIZERS)), stop=draw(some(STOPPING)), dtype=one_of(DTYPES))
    knobs = {f"{entry.key}.{knob.name}": draw(numbers(knob)) for entry in plain.entries() for knob in entry.knobs
             if draw(st.booleans())}
    return plain.with_(knobs=knobs)


def some(registry: object) -> st.SearchStrategy[dict[str, float]]:
    """Draw numbers for some of the entries that have one knob each."""
    return st.fixed_dictionaries({}, optional={key: numbers(entry.knobs[0])
                                               for key, entry in registry.items()})  # type: ignore[attr-defined]
