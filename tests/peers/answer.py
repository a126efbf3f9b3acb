"""Ask exported modules: `python answer.py FOLDER`, by any Python that has NumPy and what the modules import.

Each NAME.py of the folder is run, and its `predict` answers the points in NAME.points.npy into NAME.answers.npy; what a
module raises goes into NAME.error. Nothing of nnplay is needed here.
"""

import runpy
import sys
import traceback
from pathlib import Path

import numpy as np

for module in sorted(Path(sys.argv[1]).glob("*.py")):
    try:
        predict = runpy.run_path(str(module))["predict"]
        np.save(module.with_suffix(".answers.npy"), predict(np.load(module.with_suffix(".points.npy"))))
    except Exception:
        module.with_suffix(".error").write_text(traceback.format_exc(), encoding="utf-8")
