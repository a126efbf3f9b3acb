"""An experiment: everything that decides a run, as names and numbers.

It holds no functions and no arrays, so it can be hashed, compared and put into a link; two equal experiments start
equal runs, bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike

from nnplay.data.datasets import DATA_SETS
from nnplay.data.entry import DataSet, entry_of, with_formula
from nnplay.data.features import FEATURES, Inputs, features_of
from nnplay.data.formula import USUAL_FORMULA, read_formula
from nnplay.data.split import Split, draw_split
from nnplay.data.table import PLANE, Table
from nnplay.data.targets import Targets
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.arrays import DTYPES
from nnplay.engine.clipping import CLIPS
from nnplay.engine.fields import MAX_SEED, check_fields, like, name_field, number_field
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.knobs import Knobs, NamedNumbers, check_knobs, knobs_of, named_numbers
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, per_layer
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.recipe import Recipe, checked_frozen, checked_rates
from nnplay.engine.registry import Entry, UnknownName, check_number
from nnplay.engine.regularizers import Rates
from nnplay.engine.schedules import SCHEDULES
from nnplay.engine.stopping import STOPPING

if TYPE_CHECKING:
    from nnplay.run import Run

OWN = "table"  # what `data` is when a person brought it
# The fields that decide which samples there are and how they are split.
OF_DATA = ("data", "formula", "samples", "noise", "test_share", "data_seed", "split_seed", "balance", "wrong_labels",
           "table")


def _written(default: Any = None) -> Any:
    """Let a field start as what a person may write, which `__post_init__` turns into the type the field has."""
    return field(default=default)


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One experiment. Defaults are those of TensorFlow Playground.

    `samples`, `inputs`, `standardize` and `head` left out take what suits the data set; `data` may be a `Table` of
    samples that a person brought, which is then `table`. `noise` and `test_share` are in percent; `batch` 0 means all
    samples. `data_seed` draws the samples, their split and their order; `seed` draws the initial weights, so that new
    weights meet the same data.
    Data sets above or below a curve, or on one, take it from `formula`, of x.
    `split_seed` splits the same samples anew; 0 is the split of the data seed. Of made classes, the last has `balance`
    percent of the first's samples, and `wrong_labels` percent of all samples have another one's label.
    `regularization` maps regularizers to rates, `stop` maps stopping rules to their numbers ({"epoch": 100,
    "loss": 0.01}: whichever is first), `frozen` layers, counted from 1 with the output layer last, keep their
    parameters, and `knobs` tunes whatever the experiment uses: {"adam.beta1": 0.8}.

    Raises ValueError (UnknownName for names) that says what is wrong and what is allowed.
    """

    data: str = name_field("circle", DATA_SETS)
    formula: str = USUAL_FORMULA
    samples: int = _written()
    noise: float = number_field(0, 0, 50)
    test_share: float = number_field(50, 0, 90)
    data_seed: int = number_field(0, 0, MAX_SEED, integer=True)
    split_seed: int = number_field(0, 0, MAX_SEED, integer=True)
    balance: float = number_field(100, 1, 100)
    wrong_labels: float = number_field(0, 0, 50)
    standardize: bool = _written()
    inputs: tuple[str, ...] = _written()
    hidden: tuple[int, ...] = (4, 2)
    activation: tuple[str, ...] = _written("tanh")
    bias: bool = True
    head: str = _written()
    loss: str = like(Recipe, "loss")
    init: str = name_field("uniform_half", INITIALIZERS)
    seed: int = number_field(0, 0, MAX_SEED, integer=True)
    optimizer: str = like(Recipe, "optimizer")
    lr: float = like(Recipe, "lr")
    batch: int = like(Recipe, "batch")
    schedule: str = like(Recipe, "schedule")
    clip: str = like(Recipe, "clip")
    regularization: Rates = ()
    stop: Rates = ()
    frozen: tuple[int, ...] = ()
    dtype: str = "float64"
    table: Table | None = None
    knobs: Knobs = ()

    if TYPE_CHECKING:  # what a person may write, which `__post_init__` turns into the types of the fields

        def __init__(
            self, *, data: str | Table = ..., formula: str = ..., samples: int | None = ..., noise: float = ...,
            test_share: float = ..., data_seed: int = ..., split_seed: int = ..., balance: float = ...,
            wrong_labels: float = ..., standardize: bool | None = ..., inputs: str | Iterable[str] | None = ...,
            hidden: int | Iterable[int] = ..., activation: str | Iterable[str] = ..., bias: bool = ...,
            head: str | None = ..., loss: str = ..., init: str = ..., seed: int = ..., optimizer: str = ...,
            lr: float = ..., batch: int = ..., schedule: str = ..., clip: str = ...,
            regularization: NamedNumbers = ..., stop: NamedNumbers = ..., frozen: Iterable[int] = ...,
            dtype: str = ..., table: Table | None = ..., knobs: NamedNumbers = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        def put(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        if isinstance(self.data, Table):
            put("table", self.data)
        if self.table is not None:
            put("data", OWN)
        check_fields(self, besides=() if self.table is None else ("data",))
        put("formula", read_formula(self.formula).text)
        data = self.source
        put("samples", data.samples if data.fixed or self.samples is None
            else check_number("samples", self.samples, 4, 5000, integer=True))
        put("head", HEADS[self.head].key if self.head is not None else "tanh" if data.classes else "identity")
        if self.dtype not in DTYPES:
            raise UnknownName("dtype", self.dtype, tuple(DTYPES))
        put("standardize", data.standardize if self.standardize is None else self.standardize)
        if not isinstance(self.standardize, bool):
            raise ValueError(f"standardize must be True or False, got {self.standardize!r}")
        if not isinstance(self.bias, bool):
            raise ValueError(f"bias must be True or False, got {self.bias!r}")
        put("inputs", self._checked_inputs())
        put("hidden", self._checked_hidden())
        put("activation", per_layer(self.activation, len(self.hidden)))
        put("regularization", checked_rates(self.regularization))
        put("stop", named_numbers(self.stop, STOPPING))
        put("frozen", checked_frozen(self.frozen, len(self.hidden) + 1))
        put("knobs", check_knobs(self.knobs, self.entries()))
        self._check_combination()

    def _checked_inputs(self) -> tuple[str, ...]:
        known = features_of(self.source.columns)
        if self.inputs is None:
            return tuple(name for name in known if name in PLANE or name not in FEATURES)
        names = (self.inputs,) if isinstance(self.inputs, str) else tuple(self.inputs)
        for name in names:
            if name not in known:
                raise UnknownName("input", name, tuple(known))
        if not names:
            raise ValueError(f"an experiment needs at least one input; known: {', '.join(list(known)[:20])}")
        return tuple(name for name in known if name in names)

    def _checked_hidden(self) -> tuple[int, ...]:
        hidden = (self.hidden,) if isinstance(self.hidden, int) else tuple(self.hidden)
        return tuple(check_number("hidden layer size", size, 1, math.inf, integer=True) for size in hidden)

    def entries(self) -> Iterable[Any]:
        """Yield the registry entries this experiment uses: those whose knobs it may set."""
        yield self.source
        yield from {ACTIVATIONS[name].key: ACTIVATIONS[name] for name in self.activation}.values()
        yield LOSSES[self.loss]
        yield INITIALIZERS[self.init]
        yield OPTIMIZERS[self.optimizer]
        yield SCHEDULES[self.schedule]
        yield CLIPS[self.clip]

    def _check_combination(self) -> None:
        data = self.source
        LOSSES[self.loss].check_head(HEADS[self.head])
        if HEADS[self.head].min_outputs > 1 and not data.classes:
            raise ValueError(f"head {self.head!r} tells classes apart, and {self.data!r} is a regression")
        _ = self.recipe  # what goes together in training is checked there

    def __repr__(self) -> str:
        """Say what differs from the usual experiment with these data; `Experiment` reads it again, but for a table."""
        usual = Experiment(data=self.data, table=self.table, hidden=self.hidden)
        changed = {item.name: getattr(self, item.name) for item in fields(self) if getattr(self, item.name) !=
                   getattr(Experiment if item.name == "hidden" else usual, item.name)}
        told = {"data": self.data} if self.table is None else {"table": self.table}
        return f"Experiment({', '.join(f'{name}={value!r}' for name, value in (told | changed).items())})"

    def with_(self, **changes: Any) -> Experiment:
        """Return a copy with some fields changed, checked like a new one. Other hidden layers are those of `layers`."""
        if "hidden" in changes:
            hidden = (changes["hidden"],) if isinstance(changes["hidden"], int) else tuple(changes["hidden"])
            changes = {**self.layers(hidden), **changes}
            gone = set(self.activation) - set(per_layer(changes["activation"], len(hidden)))
            changes.setdefault("knobs", tuple(pair for pair in self.knobs if pair[0].partition(".")[0] not in gone))
        if isinstance(changes.get("data"), Table):
            changes["table"] = changes.pop("data")
        if changes.get("data", OWN) != OWN:
            changes.setdefault("table", None)
        if "table" in changes or "data" in changes:
            changes = self._of_other_data(changes)
        return replace(self, **changes)

    def layers(self, hidden: tuple[int, ...], origin: tuple[int | None, ...] | None = None) -> dict[str, Any]:
        """Return what other hidden layers change: their sizes, their activations, and which are frozen.

        `origin` says which of the present layers (from 1) each was, and None of a new one; left out, they are the same
        from the first on. A layer keeps its activation; a new one takes that of the layer it is put before, or of the
        last. A layer stays frozen where it still reads the layer that it read.
        """
        present = len(self.hidden)
        if origin is None:
            origin = tuple(layer if layer <= present else None for layer in range(1, len(hidden) + 1))
        like = [next((was for was in origin[place:] if was), present) for place in range(len(origin))]
        frozen = tuple(layer for layer, (read, was) in enumerate(pairwise((0, *origin, present + 1)), start=1)
                       if was in self.frozen and read == was - 1)
        return {"hidden": hidden, "activation": tuple(self.activation[was - 1] if was else "tanh" for was in like),
                "frozen": frozen}

    def _of_other_data(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Let inputs and standardizing be what suits other data, unless they are said or fit as they are."""
        table = changes.get("table", self.table)
        new = entry_of(table) if table else DATA_SETS[changes.get("data", self.data)]
        if new.columns == self.source.columns and new.standardize == self.source.standardize:
            return changes
        return {"inputs": None, "standardize": None, **changes}

    @property
    def source(self) -> DataSet:
        """The data set it learns from: one of the registry, or a table that a person brought."""
        return with_formula(DATA_SETS[self.data], self.formula) if self.table is None else entry_of(self.table)

    @property
    def classes(self) -> int:
        """How many classes there are to tell apart; 0 for regression."""
        return int(knobs_of(self.source, self.knobs).get("classes", self.source.classes))

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called; numbered from 1 where they have no names."""
        return self.source.class_names or tuple(f"class {number + 1}" for number in range(self.classes))

    @property
    def net(self) -> MLP:
        """The network that this experiment trains."""
        classes = self.classes
        outputs = HEADS[self.head].outputs(classes) if classes else 1
        knobs = self._knobs_of(*(ACTIVATIONS[name] for name in self.activation), INITIALIZERS[self.init])
        return MLP((len(self.inputs), *self.hidden, outputs), self.activation, self.head, self.bias, knobs)

    def _knobs_of(self, *entries: Entry) -> Knobs:
        """Return the knobs that are set of some of the entries it uses."""
        own = {f"{entry.key}.{knob.name}" for entry in entries for knob in entry.knobs}
        return tuple(pair for pair in self.knobs if pair[0] in own)

    @property
    def recipe(self) -> Recipe:
        """How it is trained."""
        knobs = self._knobs_of(LOSSES[self.loss], OPTIMIZERS[self.optimizer], SCHEDULES[self.schedule],
                               CLIPS[self.clip])
        return Recipe(loss=self.loss, optimizer=self.optimizer, lr=self.lr, batch=self.batch, schedule=self.schedule,
                      clip=self.clip, regularization=self.regularization, frozen=self.frozen, knobs=knobs,
                      seed=self.data_seed)

    def split(self) -> Split:
        """Draw its samples."""
        return draw_split(self.source, self.samples, self.noise, self.test_share, self.data_seed, self.knobs,
                          balance=self.balance, wrong_labels=self.wrong_labels, split_seed=self.split_seed)

    def targets_of(self, split: Split) -> Targets:
        """Return how targets become what the head answers, scaled by the training samples of this split if at all."""
        return Targets.fitted(self.head, self.classes, self.source, split.train.targets)

    def inputs_of(self, split: Split) -> Inputs:
        """Return how points become inputs, standardized by the training samples of this split if at all."""
        return Inputs.fitted(self.inputs, self.source.columns, self.standardize, split.train.points)

    def start(self, networks: int = 1, theta: ArrayLike | None = None, step: int = 0) -> Run:
        """Draw `networks` initial weights, from the seeds seed, seed + 1, ..., and return the run of them all.

        `theta` (P,) or (M, P) are initial weights to take instead; `step` counts them as those of a later step.
        """
        from nnplay.run import Run

        return Run(self, networks, theta, step)
