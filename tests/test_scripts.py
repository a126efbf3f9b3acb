"""What stands beside the package can at least be started."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [f"{folder}.{path.stem}"
           for folder in ("scripts", "benchmarks") for path in sorted((ROOT / folder).glob("*.py"))]

PEERS = {"benchmarks.compiled": "numba"}  # which only a measurement needs


@pytest.mark.parametrize("name", MODULES)
def test_every_script_and_benchmark_finds_what_it_imports(name: str) -> None:
    if name in PEERS:
        pytest.importorskip(PEERS[name])
    importlib.import_module(name)
