"""Imports point one way, and `import nnplay` stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Which parts of the house a part may import besides itself, and which packages from elsewhere.
# "core" is nnplay/*.py: the experiment, the run and its history.
BELOW_UI = {"figures", "share", "study", "core", "data", "engine"}
PARTS: dict[str, tuple[set[str], set[str]]] = {
    "pages":   ({"ui"} | BELOW_UI, {"numpy", "pandas", "plotly", "streamlit"}),
    "ui":      (BELOW_UI, {"google", "numpy", "pandas", "plotly", "starlette", "streamlit"}),
    "figures": (set(), {"numpy", "plotly"}),
    "cli":     (BELOW_UI - {"figures"}, {"numpy", "pandas"}),
    "share":   ({"core", "data", "engine"}, {"numpy", "onnx", "pandas", "segno"}),
    "study":   ({"core", "data", "engine"}, {"numpy", "pandas"}),
    "core":    ({"data", "engine"}, {"numpy", "pandas", "sklearn"}),
    "data":    ({"engine"}, {"numpy", "charset_normalizer", "openpyxl", "pandas"}),
    "engine":  (set(), {"numpy", "threadpoolctl"}),
}
# Names of types, not engine objects: a figure may say that it takes an Array.
TYPES = "nnplay.engine.arrays"
TEXT = "nnplay.text"  # strings to strings; a figure escapes the names that it draws
LONGEST_PAGE = 80


def sources(root: Path) -> Iterator[Path]:
    yield from root.glob("playground.py")
    yield from sorted(root.glob("pages/**/*.py"))
    yield from sorted(root.glob("nnplay/**/*.py"))


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a file; a package is named as its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """Return the part of the house that a module of ours belongs to."""
    first, *rest = module.split(".")
    if first in {"playground", "pages"}:
        return "pages"
    if rest == ["__main__"]:
        return "cli"
    return rest[0] if rest and rest[0] in PARTS else "core"


def imports(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the full dotted name of everything a file imports, wherever in the file it does."""
    modules = {module_name(each, root) for each in sources(root)}
    here = module_name(path, root)
    package = here if path.name == "__init__.py" else here.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                above = package.split(".")
                source = ".".join(above[: len(above) - node.level + 1] + ([source] if source else []))
            for alias in node.names:
                deeper = f"{source}.{alias.name}"
                yield node.lineno, deeper if deeper in modules else source
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                yield node.lineno, str(node.args[0].value)


def wrong_imports(root: Path) -> list[str]:
    """Return one sentence for each import that the house does not allow."""
    wrong = []
    for path in sources(root):
        part = part_of(module_name(path, root))
        ours, others = PARTS[part]
        for line, name in imports(path, root):
            top = name.split(".")[0]
            where = f"{path.relative_to(root)}:{line}: {part} imports {name}"
            if top in {"nnplay", "app", "pages"}:
                if part_of(name) not in ours | {part} and not (part == "figures" and name in {TYPES, TEXT}):
                    wrong.append(f"{where}, of {part_of(name)}")
            elif top not in others and top not in sys.stdlib_module_names:
                wrong.append(where)
    return wrong


def test_imports_point_from_the_pages_to_the_engine_and_never_back() -> None:
    assert wrong_imports(ROOT) == []


def test_every_package_of_nnplay_has_its_place_in_the_house() -> None:
    packages = {path.parent.name for path in ROOT.glob("nnplay/*/__init__.py")}
    assert packages <= set(PARTS)


def test_a_page_is_short_enough_to_hold_no_logic() -> None:
    pages = [ROOT / "playground.py", *ROOT.glob("pages/**/*.py")]
    lengths = {page.name: len(page.read_text(encoding="utf-8").splitlines()) for page in pages if page.exists()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_PAGE} == {}


def test_importing_nnplay_is_light() -> None:
    ask = "import sys, nnplay; print(*({'streamlit', 'plotly', 'pandas', 'sklearn', 'onnx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("nnplay/engine/mlp.py", "import pandas"),
        ("nnplay/engine/mlp.py", "from scipy import linalg"),
        ("nnplay/engine/mlp.py", "from nnplay import figures"),
        ("nnplay/engine/mlp.py", "from nnplay import Experiment"),
        ("nnplay/engine/mlp.py", "from .. import data"),
        ("nnplay/engine/mlp.py", "from ..data import spiral"),
        ("nnplay/engine/mlp.py", "def late():\n    import nnplay.ui.session"),
        ("nnplay/engine/__init__.py", "from ..figures import theme"),
        ("nnplay/engine/mlp.py", "import importlib\nimportlib.import_module('nnplay.ui')"),
        ("nnplay/data/spiral.py", "from nnplay.experiment import Experiment"),
        ("nnplay/run.py", "from nnplay.study import maps"),
        ("nnplay/run.py", "from . import study"),
        ("nnplay/study/maps.py", "import streamlit as st"),
        ("nnplay/study/maps.py", "import plotly.graph_objects as go"),
        ("nnplay/figures/theme.py", "import streamlit"),
        ("nnplay/figures/theme.py", "from nnplay.engine.mlp import MLP"),
        ("nnplay/figures/theme.py", "from nnplay.ui import session"),
        ("nnplay/ui/session.py", "import playground"),
        ("nnplay/ui/session.py", "from pages.lessons import draw"),
    ],
)
def test_an_arrow_that_turns_back_is_found(tmp_path: Path, path: str, line: str) -> None:
    for each in ("", "engine", "data", "figures", "share", "study", "ui"):
        (tmp_path / "nnplay" / each).mkdir(parents=True, exist_ok=True)
        (tmp_path / "nnplay" / each / "__init__.py").touch()
    (tmp_path / path).write_text(f"import numpy as np\n{line}\n", encoding="utf-8")
    found = wrong_imports(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("playground.py", "import streamlit as st\nfrom nnplay.ui.frame import frame"),
        ("nnplay/ui/session.py", "from nnplay import Experiment, figures"),
        ("nnplay/figures/loss.py", "from nnplay.engine.arrays import Array\nfrom . import theme"),
        ("nnplay/engine/passes.py", "from __future__ import annotations\nfrom .mlp import MLP"),
    ],
)
def test_an_arrow_that_points_forward_is_allowed(tmp_path: Path, path: str, line: str) -> None:
    for each in ("", "engine", "figures", "ui"):
        (tmp_path / "nnplay" / each).mkdir(parents=True, exist_ok=True)
        (tmp_path / "nnplay" / each / "__init__.py").touch()
    (tmp_path / "nnplay" / "engine" / "arrays.py").touch()
    (tmp_path / path).write_text(line, encoding="utf-8")
    assert wrong_imports(tmp_path) == []


def needed_at_once(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports as soon as it is imported itself."""
    modules = {module_name(each, ROOT) for each in sources(ROOT)}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ({node.module} | {f"{node.module}.{alias.name}" for alias in node.names}) & modules
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & modules


def test_no_module_needs_itself() -> None:
    """Whichever page a server shows first, everything can be imported."""
    graph = {module_name(path, ROOT): {*needed_at_once(path)} - {module_name(path, ROOT)} for path in sources(ROOT)}
    packages = {name for name in graph if any(other.startswith(f"{name}.") for other in graph)}
    TopologicalSorter({name: needs - packages for name, needs in graph.items()}).prepare()  # raises for a circle
