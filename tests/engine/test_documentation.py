"""The example in the engine's own documentation, run as it stands."""

from __future__ import annotations

from textwrap import dedent

import nnplay.engine


def test_the_pieces_work_by_themselves_as_documented() -> None:
    documentation = nnplay.engine.__doc__ or ""
    lines = documentation.splitlines()
    example = [line for line in lines if line.startswith("    ") or not line]
    names: dict = {}
    exec(dedent("\n".join(example)), names)
    assert names["trace"].prediction.round().ravel().tolist() == [0, 1, 1, 0]
