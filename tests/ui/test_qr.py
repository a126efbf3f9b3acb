"""Every link can be shared: one that is too long for a QR code says so instead of failing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nnplay.share.qr import MOST_CHARACTERS, qr_code


def test_the_longest_text_of_a_code_and_one_more() -> None:
    assert qr_code("a" * MOST_CHARACTERS).startswith("data:image/svg")
    with pytest.raises(ValueError):
        qr_code("a" * (MOST_CHARACTERS + 1))


def test_a_link_that_is_too_long_says_so() -> None:
    def draw() -> None:
        from nnplay.ui.qr import qr_box

        qr_box("a" * 2953)
        qr_box("a" * 2954)

    app = AppTest.from_function(draw).run()
    assert not app.exception and [info.value for info in app.info] == [
        "This link has 2,954 characters, and a QR code holds 2,953."]
