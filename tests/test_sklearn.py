"""The estimators are scikit-learn's own kind: they pass its checks, and go into its tools."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris, make_moons
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import nnplay
from nnplay.run import Run
from nnplay.sklearn import NNPlayClassifier, NNPlayRegressor


@parametrize_with_checks([NNPlayClassifier(random_state=0), NNPlayRegressor(random_state=0)])
def test_scikit_learns_own_checks_pass(estimator, check) -> None:  # type: ignore[no-untyped-def]
    check(estimator)


def test_classes_come_back_as_they_were_given_with_probabilities() -> None:
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = NNPlayClassifier((6,), epochs=60, random_state=1).fit(X, names)
    assert model.score(X, names) > 0.95 and set(model.predict(X[:9])) == {"setosa"}
    shares = model.predict_proba(X)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(model.classes_[shares.argmax(axis=1)], model.predict(X))
    assert isinstance(model.run_, Run) and model.run_.experiment.class_names == ("setosa", "versicolor", "virginica")


def test_numbers_are_predicted_in_their_unit() -> None:
    X, y = load_diabetes(return_X_y=True, as_frame=True)
    model = NNPlayRegressor((4,), epochs=40, random_state=1).fit(X, y)
    assert model.score(X, y) > 0.45 and 100 < model.predict(X).mean() < 200
    assert model.run_.experiment.source.columns == tuple(X.columns)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(pd.DataFrame(X.to_numpy(), columns=[f"{name}?" for name in X]))


def test_an_estimator_is_what_the_experiment_of_its_settings_is() -> None:
    X, y = make_moons(80, noise=0.1, random_state=0)
    model = NNPlayClassifier((5, 3), ("relu", "tanh"), optimizer="momentum", lr=0.05, batch=8, epochs=7, random_state=3,
                             regularization={"l2": 0.01}, standardize=False, settings={"schedule": "cosine"}).fit(X, y)
    experiment = model.run_.experiment
    again = nnplay.train(X, y, hidden=(5, 3), activation=("relu", "tanh"), optimizer="momentum", lr=0.05, batch=8,
                         epochs=7, regularization={"l2": 0.01}, standardize=False, schedule="cosine",
                         seed=experiment.seed, data_seed=experiment.data_seed)
    assert again.experiment == experiment
    np.testing.assert_array_equal(again.params.theta, model.run_.params.theta)
    stopped = NNPlayClassifier(epochs=500, stop={"accuracy": 0.8}, random_state=0).fit(X, y)
    assert stopped.n_iter_ == stopped.run_.epoch < 500


def test_they_go_into_pipelines_searches_and_validations() -> None:
    X, y = make_moons(120, noise=0.1, random_state=0)
    pipeline = make_pipeline(StandardScaler(), NNPlayClassifier(epochs=30, random_state=0))
    assert cross_val_score(pipeline, X, y, cv=3).mean() > 0.85
    search = GridSearchCV(NNPlayClassifier(epochs=5, random_state=0), {"lr": [1e-5, 0.05]}, cv=2).fit(X, y)
    assert search.best_params_ == {"lr": 0.05}
    copy = pickle.loads(pickle.dumps(search.best_estimator_))
    np.testing.assert_array_equal(copy.predict_proba(X), search.predict_proba(X))
    assert clone(copy).get_params() == copy.get_params()


def test_a_wrong_setting_is_told_when_it_is_used() -> None:
    with pytest.raises(ValueError, match=r"unknown optimizer 'adm'\. Did you mean 'adam'\?"):
        NNPlayRegressor(optimizer="adm").fit([[0.0], [1.0]], [0.0, 1.0])
    with pytest.raises(ValueError, match="the data have 1 class"):
        NNPlayClassifier().fit([[0.0], [1.0]], ["same", "same"])
