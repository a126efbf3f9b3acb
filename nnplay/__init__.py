"""nnplay: multi-layer perceptrons in NumPy, made to be watched and read.

`Experiment` describes a run and starts it; `nnplay.engine` has the pieces by themselves.
"""

from nnplay.experiment import Experiment
from nnplay.run import Run

__all__ = ["Experiment", "Run"]
__version__ = "0.1.0"
