"""What the command line says of tables as people bring them; all are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nnplay.cli.command import DONE, main

CASES = Path(__file__).parent / "cases"
# For each file: the kinds of its columns, the target, and what else must hold of what is said.
EXPECTED: dict[str, tuple[dict[str, str], str, dict[str, Any]]] = {
    "decimal_comma_and_points.csv": ({"preis": "number", "menge": "number", "art": "category"}, "preis",
                                     {"decimal": ",", "rows": 24}),
    "quoted_thousands.csv": ({"region": "category", "units": "number", "score": "number"}, "score", {"decimal": "."}),
    "all_thousands.csv": ({"population": "number", "area": "number", "kind": "category"}, "kind", {"decimal": "."}),
    "euro_prices.csv": ({"Fläche": "number", "Zimmer": "number", "Preis in €": "number"}, "Preis in €",
                        {"encoding": "cp1252", "decimal": ",", "classes": []}),
    "dollars_and_percent.csv": ({"revenue ($)": "number", "margin (%)": "number", "grew": "category"}, "grew",
                                {"classes": ["no", "yes"]}),
    "header_one_short.txt": ({"row name": "id", "age": "number", "len": "number", "kind": "category"}, "kind", {}),
    "comment_with_commas.csv": ({"day": "id", "temp": "number", "kind": "category"}, "kind", {}),
    "preamble.csv": ({"n": "id", "age": "number", "len": "number", "kind": "category"}, "kind", {"rows": 24}),
    "cyrillic_cp1251.csv": ({"год": "id", "длина": "number", "вид": "category"}, "вид",
                            {"encoding": "cp1251", "classes": ["да", "нет"]}),
    "chinese_gb18030.csv": ({"长度": "number", "宽度": "number", "种类": "category"}, "种类", {"encoding": "gb18030"}),
    "japanese_shift_jis.csv": ({"長さ": "number", "幅": "number", "種類": "category"}, "種類", {"encoding": "cp932"}),
    "merged_classes.xlsx": ({"group": "category", "length": "number", "width": "number"}, "group",
                            {"rows": 40, "classes": ["control", "treated"]}),
    "readme_first.xlsx": ({"length": "number", "width": "number", "kind": "category"}, "kind",
                          {"sheet": "Measurements"}),
    "markdown_table.md": ({"length": "number", "width": "number", "kind": "category"}, "kind", {"rows": 24}),
    "weather.arff": ({"outlook": "category", "temperature": "number", "humidity": "number", "play": "category"},
                     "play", {"rows": 24, "classes": ["no", "yes"]}),
    "passengers.csv": ({"PassengerId": "id", "Survived": "number", "Name": "text", "Ticket": "text"}, "Survived",
                       {"classes": ["0", "1"]}),
    "two_headers.csv": ({"Sensor A temp": "number", "Sensor A hum": "number", "Sensor B temp": "number",
                         "Sensor B hum": "number", "Result state": "category"}, "Result state",
                        {"rows": 40, "problems": []}),
    "classes25.csv": ({"x": "number", "y": "number", "letter": "text"}, "y", {}),
}
DONE_TO = {  # a part of the sentence on what was done, and the option that takes it back
    "all_thousands.csv": ("can be read two ways", "decimal"), "euro_prices.csv": ("kept with the name", "undone"),
    "dollars_and_percent.csv": ("% of 'margin'", "undone"), "header_one_short.txt": ("one shorter", "undone"),
    "comment_with_commas.csv": ("station 4, Hilltop, 2024", "undone"), "preamble.csv": ("2 lines above", "undone"),
    "cyrillic_cp1251.csv": ("Cyrillic (cp1251)", "encoding"), "chinese_gb18030.csv": ("GB18030", "encoding"),
    "japanese_shift_jis.csv": ("Shift-JIS", "encoding"), "merged_classes.xlsx": ("Merged cells are filled", "undone"),
    "readme_first.xlsx": ("'Read me' holds no table", "sheet"), "markdown_table.md": ("Markdown table", "undone"),
    "two_headers.csv": ("Two rows of names are joined", "undone"),
}


def said(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["table", str(CASES / name), "--json"]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_table_is_read_as_it_was_meant(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    kinds, target, holds = EXPECTED[name]
    found = said(name, capsys)
    assert {each["column"]: each["kind"] for each in found["columns"] if each["column"] in kinds} == kinds
    assert found["target"] == target
    assert {key: found[key] for key in holds} == holds
    assert not any("e+" in each["sentence"] for each in found["columns"])


@pytest.mark.parametrize("name", DONE_TO)
def test_what_was_done_is_said_in_a_sentence_with_a_way_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, option = DONE_TO[name]
    assert [deed["option"] for deed in said(name, capsys)["done"] if text in deed["text"]] == [option]


def test_every_case_has_its_expectation() -> None:
    assert {path.name for path in CASES.iterdir()} == set(EXPECTED)


def test_too_many_classes_are_said_with_what_is_predicted_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert "letter has 25 classes, the limit is 20: y is predicted instead." in said("classes25.csv", capsys)["remarks"]


def test_a_table_is_trained_on_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = str(CASES / "two_headers.csv")
    assert main(["train", "--table", table, "--target", "Sensor A temp", "--epochs", "2", "--json", "--out",
                 str(tmp_path)]) == DONE
    assert json.loads(capsys.readouterr().out)["target"] == "Sensor A temp"
    assert main(["train", "--table", table, "--target", "Sensor A tmp", "--out", str(tmp_path)]) == 2
    assert "Did you mean 'Sensor A temp'?" in capsys.readouterr().err
