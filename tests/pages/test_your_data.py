"""Your data, without a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nnplay.data.reading.examples import EXAMPLES
from nnplay.ui.your_data.state import YourData

FLOWERS = "length,kind,day\n" + "".join(f"{3 * i % 7}.5,{'ab'[i % 2]},2024-01-{i + 1:02}\n" for i in range(20))


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(Path(__file__).parents[2] / "playground.py"), default_timeout=60).run()
    return app.switch_page("pages/your_data.py").run()


def brought(page: AppTest, text: str) -> AppTest:
    page.get_by_key("your_data_text").set_value(text).run()
    page.get_by_key("your_data_paste").click().run()
    assert not page.exception
    return page


def state(page: AppTest) -> YourData:
    return page.session_state["nnplay"].of(YourData)


def columns_table(page: AppTest) -> str:
    return next(block.proto.body for block in page.html if "nnp-columns" in block.proto.body)


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_opens_and_trains(page: AppTest, key: str) -> None:
    page.get_by_key(f"your_data_example_{key}").click().run()
    page.get_by_key("your_data_train").click().run()
    assert not page.exception and not page.error
    assert state(page).trial.run.epoch > 0
    assert any("epochs" in block.value for block in page.markdown)


def test_pasted_text_is_shown_with_what_was_found(page: AppTest) -> None:
    brought(page, FLOWERS.replace(",", ";"))
    assert page.get_by_key("your_data_separator").value == ";"
    assert page.get_by_key("your_data_target").value == "kind"
    assert page.get_by_key("your_data_inputs").value == ["length"]
    assert "what matters in a date" in columns_table(page)


def test_what_was_found_can_be_changed(page: AppTest) -> None:
    brought(page, FLOWERS)
    page.get_by_key("your_data_header").set_value(False).run()
    assert state(page).raw.names == ("column 1", "column 2", "column 3")
    page.get_by_key("your_data_header").set_value(True).run()
    page.get_by_key("your_data_target").set_value("length").run()
    assert state(page).prepared().table.classes == ()
    assert page.get_by_key("your_data_inputs").value == ["kind"]
    page.get_by_key("your_data_column").set_value("length").run()
    page.get_by_key("your_data_kind").set_value("category").run()
    assert len(state(page).prepared().table.classes) == 7
    assert not page.exception


def test_an_error_loses_nothing(page: AppTest) -> None:
    brought(page, FLOWERS)
    before = state(page).raw
    brought(page, "%PDF-1.7 something")
    assert "this is a PDF" in page.error[0].value.replace("\\", "")
    assert state(page).raw == before
    assert page.get_by_key("your_data_text").value == "%PDF-1.7 something"
    brought(page, FLOWERS)
    assert not page.error


def test_what_cannot_be_learnt_says_why_and_offers_no_training(page: AppTest) -> None:
    brought(page, "x,kind\n1,a\n2,a\n3,a\n")
    assert "nothing to tell apart" in page.error[0].value
    assert not [button for button in page.button if button.key == "your_data_train"]


def test_names_with_markup_are_text_everywhere(page: AppTest) -> None:
    evil = "<script>alert(1)</script>"
    brought(page, f"{evil},**x**,kind\n" + "".join(f"{i % 5}.5,{i % 3}.25,<b>{'ab'[i % 2]}</b>\n" for i in range(20)))
    assert evil not in columns_table(page) and "&lt;script&gt;" in columns_table(page)
    assert "<b>a</b>" not in columns_table(page)
    for block in [*page.markdown, *page.caption, *page.info, *page.warning]:
        assert evil not in block.value and "<b>" not in block.value


def test_a_file_is_read_whatever_its_name(page: AppTest) -> None:
    workbook = (Path(__file__).parents[1] / "data" / "hostile" / "workbook_named_csv.csv").read_bytes()
    page.get_by_key("your_data_upload").set_value(("plain.csv", workbook, "text/csv")).run()
    assert not page.exception
    assert page.get_by_key("your_data_sheet").value == "First"
    page.get_by_key("your_data_sheet").set_value("Second <b>").run()
    assert state(page).raw.names == ("a", "b")


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "data" / "hostile").iterdir()),
                         ids=lambda path: path.name)
def test_no_hostile_file_breaks_the_page(page: AppTest, path: Path) -> None:
    state(page).bring(path.read_bytes(), path.name)
    page.run()
    assert not page.exception
    assert page.error or page.get_by_key("your_data_target")


def test_cells_changed_in_the_grid_are_what_is_learnt_from(page: AppTest) -> None:
    brought(page, FLOWERS)
    key = f"your_data_cells_{state(page).revision}"
    page.session_state[key] = {"edited_rows": {0: {"c0": "99.5"}}, "added_rows": [{"c0": "7", "c1": "b"}],
                               "deleted_rows": [3]}
    page.run()
    assert not page.exception
    assert state(page).raw.columns[0][0] == "99.5" and len(state(page).raw) == 20
    assert state(page).raw.rows[-1] == 22


def test_what_opens_in_the_playground_is_the_network_as_it_was_trained(page: AppTest) -> None:
    page.get_by_key("your_data_example_beans").click().run()
    page.get_by_key("your_data_train").click().run()
    trial = state(page).trial
    page.get_by_key("your_data_open").click().run()
    assert not page.exception
    player = page.session_state["nnplay"].player
    assert player.experiment == trial.experiment and player.run.step == trial.run.step > 0
    np.testing.assert_array_equal(player.run.params.theta, trial.run.params.theta)
    assert player.run.history.equals(trial.run.history) and player.timeline.end == trial.timeline.end
    assert player.run.experiment.table.form


def test_opening_again_keeps_what_was_trained_on_in_the_playground(page: AppTest) -> None:
    page.get_by_key("your_data_example_beans").click().run()
    page.get_by_key("your_data_train").click().run()
    page.get_by_key("your_data_open").click().run()
    player = page.session_state["nnplay"].player
    player.step("epoch")
    on_stage = player.run.step
    page.switch_page("pages/your_data.py").run()
    page.get_by_key("your_data_open").click().run()
    assert player.run.step == on_stage
    page.switch_page("pages/your_data.py").run()
    page.get_by_key("your_data_train").click().run()
    page.get_by_key("your_data_open").click().run()
    assert player.run.step == state(page).trial.run.step


def test_a_table_opens_untrained_as_the_network_it_would_train(page: AppTest) -> None:
    page.get_by_key("your_data_example_flats").click().run()
    page.get_by_key("your_data_open").click().run()
    player = page.session_state["nnplay"].player
    assert player.run.step == 0 and player.experiment == state(page).trial.experiment
    assert player.experiment.optimizer == "adam"


def test_learning_by_heart_is_remarked_on(page: AppTest) -> None:
    random = np.random.default_rng(0)
    rows = [f"{','.join(f'{x:.3f}' for x in random.normal(size=8))},{'ab'[k % 2]}" for k in range(40)]
    page.get_by_key("your_data_text").set_value("\n".join(["a,b,c,d,e,f,g,h,kind", *rows])).run()
    page.get_by_key("your_data_paste").click().run()
    page.get_by_key("your_data_train").click().run()
    page.get_by_key("your_data_train").click().run()
    assert not page.exception
    assert "test samples do not share" in page.warning[0].value and "better than test" in page.warning[0].value


@pytest.mark.parametrize("text", ["n;price\n1;1.000\n2;2.000\n3;3.500\n4;1.250",
                                  "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |"])
def test_whatever_was_undone_can_be_done_again(page: AppTest, text: str) -> None:
    page.get_by_key("your_data_text").set_value(text).run()
    page.get_by_key("your_data_paste").click().run()
    before = state(page).reading
    page.get_by_key("your_data_undo_0").click().run()
    assert state(page).reading != before
    page.get_by_key("your_data_redo").click().run()
    assert not page.exception and state(page).reading == before
    assert not [button for button in page.button if button.key == "your_data_redo"]
