"""The array types of the engine, and how a shape is written in its comments.

M networks, N samples, D inputs of a layer, H its units, K outputs of the network, P parameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

DTYPES = {"float64": np.dtype(np.float64), "float32": np.dtype(np.float32)}
