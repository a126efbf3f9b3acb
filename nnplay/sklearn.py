"""Estimators for scikit-learn: `from nnplay.sklearn import NNPlayClassifier, NNPlayRegressor`.

They go into its pipelines, grid searches and cross-validations. What they have learnt is a `Run`, in `run_`, with its
history, its weights and everything else. They need scikit-learn, which nothing else in nnplay does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nnplay.data.table import Table
from nnplay.engine.arrays import Array
from nnplay.fitting import train_table
from nnplay.run import Run


class _Estimator(BaseEstimator):
    """What both have in common. The parameters are settings of an `Experiment`, by the same names.

    `random_state` draws the initial weights and the order of the samples. `settings` are any further ones, such as
    {"schedule": "cosine", "clip": "norm"}. Training ends after `epochs`, or when a rule of `stop` is met.
    """

    run_: Run

    def __init__(self, hidden: int | Sequence[int] = (8, 8), activation: str | Sequence[str] = "tanh", *,
                 optimizer: str = "adam", lr: float = 0.01, batch: int = 32, epochs: int = 200,
                 init: str = "glorot_uniform", regularization: Mapping[str, float] | None = None,
                 stop: Mapping[str, float] | None = None, standardize: bool = True,
                 random_state: int | np.random.RandomState | None = None,
                 settings: Mapping[str, Any] | None = None) -> None:
        self.hidden, self.activation = hidden, activation
        self.optimizer, self.lr, self.batch, self.epochs, self.init = optimizer, lr, batch, epochs, init
        self.regularization, self.stop, self.standardize = regularization, stop, standardize
        self.random_state, self.settings = random_state, settings

    def _train(self, X: Array, targets: Array, classes: tuple[str, ...] = ()) -> Self:
        names = getattr(self, "feature_names_in_", [f"x{column + 1}" for column in range(X.shape[1])])
        random = check_random_state(self.random_state)
        settings = {name: getattr(self, name) for name in ("hidden", "activation", "optimizer", "lr", "batch", "init",
                                                           "standardize")}
        settings |= {"regularization": self.regularization or {}, "stop": self.stop or {},
                     "seed": int(random.randint(2**31)), "data_seed": int(random.randint(2**31))}
        self.run_ = train_table(Table(tuple(map(str, names)), X, targets, classes), epochs=self.epochs,
                                **settings | dict(self.settings or {}))
        self.n_iter_ = self.run_.epoch
        return self

    def _answers(self, X: ArrayLike) -> Array:
        check_is_fitted(self)
        return self.run_.predict(validate_data(self, X, dtype=np.float64, reset=False))


class NNPlayClassifier(ClassifierMixin, _Estimator):
    """Tells classes apart by their probabilities: a sigmoid for two, softmax for more, and cross-entropy."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from samples X (N, D) with their classes y (N,)."""
        inputs, labels = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
        check_classification_targets(labels)
        self.classes_, indices = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"a classifier needs at least 2 classes, and the data have 1 class: {self.classes_[0]!r}")
        return self._train(inputs, indices.astype(np.float64), tuple(map(str, self.classes_.tolist())))

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, (N, classes)."""
        answers = self._answers(X)
        return self.run_.targets.shares(answers)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the class of each sample, (N,)."""
        answers = self._answers(X)
        classes: NDArray[Any] = self.classes_[self.run_.targets.decided(answers)]
        return classes


class NNPlayRegressor(RegressorMixin, _Estimator):
    """Predicts a number by least squares, learnt in deviations from its mean and answered in its own unit."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from samples X (N, D) with their numbers y (N,)."""
        inputs, targets = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2, y_numeric=True)
        return self._train(inputs, targets.astype(np.float64))

    def predict(self, X: ArrayLike) -> Array:
        """Return the number for each sample, (N,)."""
        return self._answers(X)[:, 0]
