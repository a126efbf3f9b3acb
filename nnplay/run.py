"""A run: an experiment under way, with what it has learnt so far and how it got there."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnplay.change import parts_changed
from nnplay.engine.arrays import DTYPES, Array, table
from nnplay.engine.evaluation import Evaluator, penalty
from nnplay.engine.mlp import Parameters
from nnplay.engine.passes import predict
from nnplay.engine.registry import check_number
from nnplay.engine.stopping import Stop, first_met
from nnplay.engine.training import Divergence, Snapshot, Trainer, check_limits
from nnplay.history import History

if TYPE_CHECKING:
    import pandas as pd

    from nnplay.experiment import Experiment

MAX_NETWORKS = 1000


class Score(NamedTuple):
    """A score on the training and on the test samples; a float for one network, (M,) for many."""

    train: float | Array
    test: float | Array


class Weights(NamedTuple):
    """One layer's weights W (D, H) and biases b (H,), with a leading axis M when there are many networks."""

    W: Array
    b: Array | None


class Run:
    """Trains the networks of an experiment and keeps their history.

    Every epoch is recorded up to epoch 2,048 and ever fewer after that (see `History`), so neither memory nor the
    cost of going on grows without bound. `stopped` says by which of its rules a run has stopped, and is None while
    none is met; the rules are looked at whenever an epoch is recorded.

    `examples` are the inputs (N, D) and targets (N, K) of the "train" and "test" parts as the network gets them.
    `theta` (P,) or (M, P), when given, are the initial weights instead of those that the seeds draw; they are copied.
    Raises ValueError when it does not fit or is not finite. `step` counts them as those of a later step, from which
    the run then begins, with an optimizer that remembers nothing.
    """

    def __init__(self, experiment: Experiment, networks: int = 1, theta: ArrayLike | None = None,
                 step: int = 0) -> None:
        self.networks = check_number("networks", networks, 1, MAX_NETWORKS, integer=True)
        self.experiment = experiment
        self.split = experiment.split()
        seeds = range(experiment.seed, experiment.seed + networks)
        self.params = Parameters.draw(experiment.net, experiment.init, seeds, experiment.dtype)
        if theta is not None:
            self.params.theta[:] = _fitting(theta, self.params.theta.shape)
        self._set_up()
        if step:
            epoch, made = divmod(step, self.trainer.steps_per_epoch)
            self.trainer.restore(replace(self.trainer.snapshot(), epoch=epoch, position=made * self.trainer.batch,
                                         step=step, memory_from=step))
        self.start = self.trainer.snapshot()
        self.history_log = History(networks)
        self.stopped: Stop | None = None
        self._record()

    def _set_up(self) -> None:
        experiment, train, test = self.experiment, self.split.train, self.split.test
        recipe = experiment.recipe
        self.inputs, self.targets = experiment.inputs_of(self.split), experiment.targets_of(self.split)
        train_x, test_x = (self.inputs(part.points) for part in (train, test))
        train_y, test_y = (self.targets(part.targets) for part in (train, test))
        self.examples = {"train": (train_x, train_y), "test": (test_x, test_y)}
        self.trainer = Trainer(self.params, train_x, train_y, recipe)
        self._evaluators = (Evaluator(self.params, train_x, train_y, recipe),
                            Evaluator(self.params, test_x, test_y, recipe))
        self._scores: tuple[Score, Score] | None = None

    def __repr__(self) -> str:
        sizes, many = "-".join(map(str, self.params.net.sizes)), self.networks > 1
        losses = "" if many else f", train loss {self.loss.train:.4g}, test loss {self.loss.test:.4g}"
        return (f"Run({self.experiment.data}, {f'{self.networks:,} networks ' if many else ''}{sizes}, "
                f"epoch {self.epoch:,}, step {self.step:,}{losses})")

    @property
    def epoch(self) -> int:
        return self.trainer.epoch

    @property
    def step(self) -> int:
        return self.trainer.step

    @property
    def progress(self) -> float:
        """Epochs done, with the part of the current one."""
        return self.trainer.epoch + self.trainer.position / self.trainer.samples

    @property
    def divergence(self) -> Divergence | None:
        """Why the run stands still, once every network has diverged: the last one's story."""
        if not self.trainer.stopped:
            return None
        return max(self.trainer.divergences.values(), key=lambda divergence: divergence.step)

    @property
    def loss(self) -> Score:
        """The data loss, without the penalty, of targets as they are learnt. NaN where there are no test samples."""
        return self._evaluate()[0]

    @property
    def accuracy(self) -> Score:
        """The share of right decisions, 0..1."""
        return self._evaluate()[1]

    @property
    def penalty(self) -> float | Array:
        """What regularization adds to the loss."""
        return self._plain(penalty(self.params, self.experiment.regularization))

    @property
    def weights(self) -> list[Weights]:
        """A copy of each layer's weights and biases."""
        layers = [Weights(W.copy(), None if b is None else b[:, 0].copy()) for W, b in self.params.layers]
        if self.networks > 1:
            return layers
        return [Weights(W[0], None if b is None else b[0]) for W, b in layers]

    @property
    def history(self) -> pd.DataFrame:
        """One row per recorded epoch (and network): epoch, step, losses, penalty, accuracies, learning rate."""
        return self.history_log.frame()

    def advance(self, *, epochs: int | None = None, steps: int | None = None, seconds: float | None = None) -> int:
        """Train for so many epochs, steps or seconds, whichever is first, and return the steps made.

        Started within an epoch, the first of `epochs` is the rest of that one. When every network has diverged the
        run stands still, and `divergence` says why; when a stopping rule is met, `stopped` says which.
        """
        check_limits(epochs=epochs, steps=steps, seconds=seconds)
        trainer, first = self.trainer, self.trainer.step
        last = math.inf if steps is None else first + steps
        if epochs is not None:
            last = min(last, first + trainer.steps_until(trainer.epoch + epochs))
        deadline = math.inf if seconds is None else time.perf_counter() + seconds
        while trainer.step < last and not trainer.stopped and not self.stopped:
            to_record = trainer.steps_until(self._next_record(trainer.epoch))
            trainer.advance(steps=int(min(last - trainer.step, to_record)),
                            seconds=None if seconds is None else deadline - time.perf_counter())
            self._scores = None
            if trainer.position == 0 and self._next_record(trainer.epoch - 1) == trainer.epoch:
                self._record()
            if time.perf_counter() >= deadline:
                break
        return trainer.step - first

    def _next_record(self, epoch: int) -> int:
        """Return the first epoch after `epoch` to be recorded: what the history wants, or where the run must stop."""
        stop = dict(self.experiment.stop).get("epoch", math.inf)
        due = self.history_log.next_epoch(epoch)
        return int(min(due, stop)) if stop > epoch else due

    def predict(self, points: ArrayLike) -> Array:
        """Return the predictions (N, K) for points (N, raw D), with a leading axis M when there are many networks.

        Numbers are in the unit of the target, whatever it was scaled to for training.
        """
        given = table("points", np.atleast_2d(points), len(self.experiment.source.columns))
        x = self.inputs(given).astype(DTYPES[self.experiment.dtype])
        with np.errstate(all="ignore"):
            prediction = self.targets.in_units(predict(self.params, x[np.newaxis]))
        return prediction if self.networks > 1 else prediction[0]

    def predict_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what the network answers to new rows of the table, under the columns that the person's table has.

        Numbers are in the unit of the target; of classes there is the probability of each. Cells that the table had
        nothing like are said in `remarks`. Raises ValueError for a frame without a column that the network reads.
        """
        from nnplay.rows import predict_rows

        return predict_rows(self, frame)

    def evaluator(self, params: Parameters, samples: str = "train") -> Evaluator:
        """Return what scores other weights of this network on the run's own "train" or "test" samples."""
        own = self._evaluators[("train", "test").index(samples)]
        return Evaluator(params, own.x[0], own.y[0], self.experiment.recipe)

    def snapshot(self) -> Snapshot:
        """Copy this moment."""
        return self.trainer.snapshot()

    def restore(self, moment: Snapshot) -> None:
        """Go to a moment of this run; what was recorded after it is forgotten.

        A moment from before the batch size changed is entered where a batch of the current size begins.
        """
        self.trainer.restore(replace(moment, position=self._whole_batches(moment.position)))
        self.history_log.forget_after(moment.epoch)
        self._scores = None
        self._judge()

    def retune(self, experiment: Experiment) -> None:
        """Go on under other rules of training (rate, optimizer, batch, regularization), keeping the weights.

        Raises ValueError when anything else would change, for then the run must start again.
        """
        if others := parts_changed(self.experiment, experiment) - {"training"}:
            raise ValueError(f"only rules of training can change under way, and the {' and the '.join(sorted(others))} "
                             "changed: start a new run")
        moment = self.trainer.snapshot()
        self.experiment = experiment
        self._set_up()
        if not self.trainer.memory.keys() <= moment.memory.keys():
            moment = replace(moment, memory=self.trainer.memory, memory_from=moment.step)
        self.restore(moment)

    def learn_from(self, experiment: Experiment) -> None:
        """Go on with other samples, keeping the weights, what the optimizer remembers, the epoch and the history.

        Raises ValueError when the network would change, for then the run must start again.
        """
        changed = parts_changed(self.experiment, experiment)
        if not changed <= {"training", "data"} or experiment.net != self.experiment.net:
            raise ValueError("the network changed: start a new run")
        moment = self.trainer.snapshot()
        self.experiment, self.split = experiment, experiment.split()
        self._set_up()
        self.restore(replace(moment, position=min(moment.position, self.trainer.samples - 1)))

    def _whole_batches(self, position: int) -> int:
        """Move a position within an epoch back to where a batch of the current size begins."""
        return position - position % self.trainer.batch

    def _evaluate(self) -> tuple[Score, Score]:
        if self._scores is None:
            (train_loss, train_accuracy), (test_loss, test_accuracy) = (score() for score in self._evaluators)
            self._scores = (Score(self._plain(train_loss), self._plain(test_loss)),
                            Score(self._plain(train_accuracy), self._plain(test_accuracy)))
        return self._scores

    def _record(self) -> None:
        loss, accuracy = self._evaluate()
        self.history_log.add(epoch=self.epoch, step=self.step, train_loss=loss.train, test_loss=loss.test,
                             penalty=self.penalty, train_accuracy=accuracy.train, test_accuracy=accuracy.test,
                             lr=self.trainer.lr)
        self._judge()

    def _judge(self) -> None:
        """Look whether a stopping rule is met at this moment, if it is one that was recorded."""
        records = self.history_log.records
        recorded = self.trainer.position == 0 and records["epoch"][-1] == self.epoch
        self.stopped = first_met(self.experiment.stop, records) if recorded else None

    def _plain(self, values: Array) -> float | Array:
        return values if self.networks > 1 else float(values[0])


def _fitting(theta: ArrayLike, shape: tuple[int, int]) -> Array:
    """Return given weights as (M, P); one row stands for all networks."""
    given = np.atleast_2d(np.asarray(theta, dtype=np.float64))
    if given.ndim != 2 or given.shape[1] != shape[1] or len(given) not in (1, shape[0]):
        raise ValueError(f"theta must be {shape[1:]} or {shape} for this network, got {np.shape(theta)}")
    if not np.isfinite(given).all():
        raise ValueError("theta must be finite numbers")
    return given
