"""Find a Python that has PyTorch, or install one: this one, else the system's.

Exported modules need PyTorch and NumPy alone, so any Python will do. Debian's package is a build for the CPU and
installs in a minute; PyPI's brings gigabytes for graphics cards. Run it to make sure there is one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

from scripts import debian

HINT = ("no Python with PyTorch was found: on Debian and Ubuntu run `make test-peers`, which installs python3-torch; "
        "elsewhere `pip install torch --index-url https://download.pytorch.org/whl/cpu`, or set PYTORCH to the path of "
        "a Python that has it")


@cache
def find() -> str | None:
    """Return the path of a Python that imports PyTorch, or None. `PYTORCH` in the environment is tried first."""
    named = [os.environ.get("PYTORCH"), sys.executable, "/usr/bin/python3"]
    return next((path for path in named if path and _has_it(path)), None)


def _has_it(path: str) -> bool:
    ask = [path, "-c", "import torch, numpy; torch.from_numpy(numpy.zeros(1))"]
    try:
        return subprocess.run(ask, capture_output=True, timeout=120, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Make sure there is one and print its path."""
    if find() is None:
        debian.install("python3-torch", "python3-numpy")
        find.cache_clear()
    path = find()
    if path is None:
        print(HINT, file=sys.stderr)
        return 1 if os.environ.get("CI") else 0  # by hand the tests are skipped, and say so
    print(f"PyTorch: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
