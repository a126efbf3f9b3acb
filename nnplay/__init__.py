"""nnplay: multi-layer perceptrons in NumPy, made to be watched and read.

`Experiment` describes a run and starts it, `train` learns from one's own arrays; `nnplay.engine` has the pieces by
themselves.
"""

from nnplay.data.table import Table
from nnplay.experiment import Experiment
from nnplay.fitting import train
from nnplay.run import Run

__all__ = ["Experiment", "Run", "Table", "train"]
__version__ = "0.1.0"
