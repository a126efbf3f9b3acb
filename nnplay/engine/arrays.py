"""The array types of the engine, and how a shape is written in its comments.

M networks, N samples, D inputs of a layer, H its units, K outputs of the network, P parameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array = NDArray[np.floating[Any]]

DTYPES: dict[str, np.dtype[np.floating[Any]]] = {"float64": np.dtype(np.float64), "float32": np.dtype(np.float32)}


def table(name: str, values: ArrayLike, columns: int, dtype: DTypeLike = np.float64) -> Array:
    """Return values as a finite table (N, columns) of its own.

    Raises ValueError that says which shape was expected and which came, or where a number is missing or infinite.
    """
    with np.errstate(over="ignore"):  # a float64 too large for float32 is refused below
        array: Array = np.array(values, dtype=dtype)
    if array.ndim != 2 or array.shape[1] != columns:
        raise ValueError(f"{name} must be (N, {columns}) for this network, got {array.shape}")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name} has {array[row, column]} in row {row}, column {column} (counted from 0); "
                         "every value must be a finite number")
    return array
