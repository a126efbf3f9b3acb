"""Pages that show losses alone say where these are of a scaled target."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

SAID = "Losses are of the scaled target"


@pytest.mark.parametrize(("data", "said"), [("diabetes", True), ("circle", False)])
@pytest.mark.parametrize("page", ["landscape", "compare"])
def test_losses_of_a_scaled_target_are_called_so(data: str, said: bool, page: str) -> None:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60)
    app.query_params.update({"v": "1", "data": data, "hidden": "2"})
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    for key in {"compare": ["compare_keep_keep"]}.get(page, []):
        app.get_by_key(key).click().run()
    assert not app.exception
    assert any(caption.value.startswith(SAID) for caption in app.caption) == said
