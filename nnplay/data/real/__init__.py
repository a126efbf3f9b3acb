"""Real data: small, well-known tables that are shipped, each with its origin and licence beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from nnplay.data.entry import DataSet, Image
from nnplay.engine.arrays import Array

HERE = Path(__file__).parent


@lru_cache(maxsize=8)
def _read(key: str) -> tuple[Array, Array]:
    """Return the inputs (N, D) and the last column, the targets (N,), of a shipped table."""
    rows = np.loadtxt(HERE / f"{key}.csv.gz", delimiter=",", skiprows=1, ndmin=2)
    return rows[:, :-1], rows[:, -1]


def _make(key: str) -> Callable[..., tuple[Array, Array]]:
    def make(rng: Generator, samples: int, noise: float) -> tuple[Array, Array]:
        inputs, targets = _read(key)
        return inputs + noise / 100 * inputs.std(axis=0) * rng.normal(size=inputs.shape), targets

    return make


def _real(key: str, label: str, note: str, reference: str, samples: int, columns: tuple[str, ...],
          classes: tuple[str, ...] = (), image: Image | None = None, target: str = "") -> DataSet:
    return DataSet(key, label, _make(key), note=note, reference=reference, classes=len(classes), samples=samples,
                   fixed=True, columns=columns, class_names=classes, group="Real", standardize=True,
                   standardize_target=not classes, target=target, image=image)


DIGIT_SIDE = 8
_CELLS = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
          "symmetry", "fractal dimension")

REAL = (
    _real("iris", "Iris", "Three kinds of iris by four measures: one is easy, two overlap.",
          "Fisher, The use of multiple measurements in taxonomic problems (1936)", 150,
          ("sepal length", "sepal width", "petal length", "petal width"), ("setosa", "versicolor", "virginica")),
    _real("penguins", "Penguins", "Three species of penguin by four measures in mm and g: standardizing decides.",
          "Gorman, Williams and Fraser, PLoS ONE 9(3), e90081 (2014); palmerpenguins (CC0)", 342,
          ("bill length", "bill depth", "flipper length", "body mass"), ("Adelie", "Chinstrap", "Gentoo")),
    _real("wine", "Wine", "Three growers by 13 chemical measures of very different sizes: standardizing decides.",
          "Aeberhard and Forina, Wine, UCI Machine Learning Repository (1991)", 178,
          ("alcohol", "malic acid", "ash", "alcalinity", "magnesium", "phenols", "flavanoids", "nonflavanoids",
           "proanthocyanins", "colour", "hue", "OD280/OD315", "proline"), ("grower 1", "grower 2", "grower 3")),
    _real("breast_cancer", "Cells", "Malignant or benign by 30 measures of cell nuclei: many inputs say the same.",
          "Wolberg, Mangasarian, Street and Street, Breast Cancer Wisconsin (Diagnostic), UCI (1993)", 569,
          tuple(f"{kind} {name}" for kind in ("mean", "error of", "worst") for name in _CELLS),
          ("malignant", "benign")),
    _real("diabetes", "Diabetes", "How an illness goes on in a year, from ten measures: a number, and much noise.",
          "Efron, Hastie, Johnstone and Tibshirani, Least Angle Regression (2004)", 442,
          ("age", "sex", "body mass", "blood pressure", "s1", "s2", "s3", "s4", "s5", "s6"), target="progress"),
    _real("digits", "Digits", "Handwritten digits of 8 by 8 pixels: 64 inputs, ten classes.",
          "Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI (1998)", 1797,
          tuple(f"pixel {row + 1},{column + 1}" for row in range(DIGIT_SIDE) for column in range(DIGIT_SIDE)),
          tuple("0123456789"), Image(DIGIT_SIDE, 16.0)),
)
