"""From scratch, without a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.ui.from_scratch.building import along_first_weight
from nnplay.ui.from_scratch.chapters import CHAPTERS
from nnplay.ui.from_scratch.network import network_with, sixty, sixty_by_engine


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    return app.switch_page("pages/from_scratch.py").run()


@pytest.mark.parametrize("chapter", list(CHAPTERS))
def test_every_chapter_opens_with_its_lines_lit(page: AppTest, chapter: str) -> None:
    page.get_by_key("chapter").set_value(chapter).run()
    assert not page.exception
    lit, last = CHAPTERS[chapter].code
    code = next(block.proto.body for block in page.html if "The code so far" in block.proto.body)
    assert code.count('class="lit"') == len(lit)
    assert code.count("user-select:none") == last


def test_next_goes_through_all_chapters(page: AppTest) -> None:
    for _ in range(len(CHAPTERS) - 1):
        page.get_by_key("chapter_next").click().run()
    assert page.get_by_key("chapter").value == "onward"
    assert not page.exception


def test_do_it_yourself_opens_the_playground_with_this_network(page: AppTest) -> None:
    page.get_by_key("chapter").set_value("onward").run()
    page.get_by_key("onward_layers").set_value(2).run()
    page.get_by_key("onward_activation").set_value("tanh").run()
    page.get_by_key("onward_open").click().run()
    assert not page.exception
    experiment = page.session_state["nnplay"].player.experiment
    assert (experiment.data, experiment.hidden, experiment.activation) == ("xor_table", (2, 2), ("tanh", "tanh"))
    assert (experiment.loss, experiment.lr, experiment.bias, experiment.init) == ("sse", 2.0, False, "uniform_unit")


@pytest.mark.parametrize("weight", np.linspace(-30, 30, 13))
def test_the_point_stays_on_the_curve(weight: float) -> None:
    at, reach, losses, _ = along_first_weight(np.array([[weight, 3.0], [3.5, 2.0]]), np.array([[2.0], [-2.5]]))
    network = network_with(np.array([[weight, 3.0], [3.5, 2.0]]), np.array([[2.0], [-2.5]]))
    assert at == weight and losses[reach == at].tolist() == [network.loss()]


def test_the_sentence_on_chance_says_what_the_numbers_say(page: AppTest) -> None:
    page.get_by_key("chapter").set_value("starts").run()
    said = next(each.value for each in page.markdown if "How much of that count is luck" in each.value)
    runs, engine = sixty(1500), sixty_by_engine(1500, 2.0, False)
    counts = runs.right.sum(axis=1)
    assert f"between {counts[-100:].min()} and {counts[-100:].max()}" in said
    assert ("counts the same" in said) == (engine[-100:] == counts[-100:]).all()
    assert "up to 0 more" not in said
    page.get_by_key("starts_iterations").set_value(10000).run()
    late = next(each.value for each in page.markdown if "How much of that count is luck" in each.value)
    assert ("all the time" in late) == (np.ptp(sixty(10000).right.sum(axis=1)[-100:]) == 0)
