"""What is drawn on a canvas can be saved: the context that writes SVG knows every call and every word it is given."""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
VECTOR = (STATIC / "pictures" / "vector.js").read_text(encoding="utf-8")
NEVER_SAVED = {"pad.js"}  # what a hand is drawing
SAVED = [path for path in (*STATIC.glob("stage/*.js"), *STATIC.glob("views/*.js"))
         if "context." in path.read_text(encoding="utf-8") and path.name not in NEVER_SAVED]
ONLY_ON_SCREEN = {"setTransform", "clearRect", "createImageData", "putImageData"}


def test_the_context_that_writes_svg_has_every_method_that_drawings_call() -> None:
    assert {path.name for path in SAVED} >= {"network.js", "boundary.js", "hidden.js"}
    known = {*re.findall(r"^  (\w+)\(.*\{$", VECTOR, re.MULTILINE)}
    for path in SAVED:
        called = {*re.findall(r"\bcontext\.(\w+)\(", path.read_text(encoding="utf-8"))}
        assert called - ONLY_ON_SCREEN <= known, path.name


def test_the_context_that_writes_svg_has_every_setting_that_drawings_make() -> None:
    known = {*re.findall(r"(\w+): ", re.findall(r"const BEGINNING = \{(.*?)\}", VECTOR, re.DOTALL)[0])}
    for path in SAVED:
        assert {*re.findall(r"\bcontext\.(\w+) [*+]?= ", path.read_text(encoding="utf-8"))} <= known, path.name
