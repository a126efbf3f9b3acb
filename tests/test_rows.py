"""New rows of a person's own table get answers in its own words and units."""

from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pandas as pd
import pytest

from nnplay import Experiment
from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
from nnplay.data.table import Table
from nnplay.engine.registry import UnknownName
from nnplay.rows import answers, form_of
from nnplay.run import Run
from nnplay.share import packed, tables
from nnplay.study.new_rows import Asked, answered
from nnplay.study.trial import first_experiment


def flats(target: str = "price", rows: int = 80) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"flat": [f"no {n}" for n in range(rows)], "size": rng.uniform(40, 120, rows).round(1),
                          "rooms": rng.integers(1, 6, rows), "heating": rng.choice(["gas", "oil", "heat pump"], rows)})
    frame["price"] = (1000 + 25 * frame["size"] + 200 * (frame["heating"] == "oil")).round(2)
    frame["dear"] = np.where(frame["price"] > 3000, "yes", "no")
    return frame.drop(columns={"price", "dear"} - {target})


def table_of(frame: pd.DataFrame) -> Table:
    reading = read(frame.to_csv(index=False))
    assert reading.table is not None
    table = prepare(reading.table, reading.found.decimal or ".").table
    assert table is not None
    return table


def trained(frame: pd.DataFrame, epochs: int = 40) -> Run:
    run = first_experiment(table_of(frame)).start()
    run.advance(epochs=epochs)
    return run


def test_rows_of_the_table_get_the_answers_of_the_network_in_units() -> None:
    frame = flats()
    run = trained(frame)
    found = run.predict_rows(frame)
    assert list(found) == ["price", "remarks"] and (found["remarks"] == "").all()
    np.testing.assert_array_equal(found["price"], run.predict(run.experiment.table.inputs)[:, 0])
    assert np.sqrt(np.mean((found["price"] - frame["price"]) ** 2)) < frame["price"].std()


def test_classes_come_with_their_probabilities() -> None:
    frame = flats("dear")
    run = trained(frame)
    found = run.predict_rows(frame.set_index("flat", drop=False))
    assert list(found) == ["dear", "p(no)", "p(yes)", "remarks"] and found.index[3] == "no 3"
    np.testing.assert_allclose(found["p(no)"] + found["p(yes)"], 1)
    assert ((found["p(yes)"] > 0.5) == (found["dear"] == "yes")).all()
    assert (found["dear"].to_numpy() == frame["dear"]).mean() > 0.8


def test_only_the_columns_that_the_network_reads_are_asked_for() -> None:
    run = trained(flats())
    assert [field.name for field in form_of(run).fields] == ["size", "rooms", "heating"]
    narrow = run.experiment.with_(inputs=("c1", "c4")).start()
    assert [field.name for field in form_of(narrow).fields] == ["size", "heating"]
    assert len(narrow.predict_rows(flats()[["size", "heating"]])) == 80
    with pytest.raises(UnknownName, match="heating"):
        run.predict_rows(flats().rename(columns={"heating": "heatin"}))


def test_cells_that_the_table_had_nothing_like_are_said() -> None:
    run = trained(flats())
    rows = pd.DataFrame({"size": [500, None, 60.0], "rooms": [2, 3, 2], "heating": ["coal", "gas", "OIL"]})
    said = run.predict_rows(rows)["remarks"]
    assert "size 500 is beyond" in said[0] and "'coal' is none of" in said[0]
    assert "size is missing" in said[1] and said[2] == ""
    assert np.isfinite(run.predict_rows(rows)["price"]).all()


@pytest.mark.parametrize("data", ["iris", "diabetes", "spiral", "digits"])
def test_every_data_set_answers_for_rows_under_its_columns(data: str) -> None:
    run = Experiment(data=data).start()
    frame = pd.DataFrame(run.split.test.points, columns=run.experiment.source.columns)
    found = run.predict_rows(frame)
    expected = run.predict(run.split.test.points)
    if run.experiment.classes:
        np.testing.assert_array_equal(found.iloc[:, 0].map(run.experiment.class_names.index),
                                      run.targets.decided(expected))
    else:
        np.testing.assert_array_equal(found.iloc[:, 0], expected[:, 0])
    assert (found["remarks"] == "").all()


def test_values_of_any_kind_are_cells() -> None:
    run = trained(flats())
    rows = pd.DataFrame({"size": ["60.5", "1e999", pd.NA], "rooms": [True, 10**30, 2], "heating": [pd.NaT, 3.5, "gas"]},
                        dtype=object)
    assert np.isfinite(run.predict_rows(rows)["price"]).all()
    assert run.predict_rows(rows.iloc[:0]).empty


def test_a_network_that_has_diverged_has_no_answer() -> None:
    run = trained(flats("dear"), epochs=0)
    run.params.theta[:] = math.nan
    found = answers(run, {"size": ["60"], "rooms": ["2"], "heating": ["gas"]}, 1)
    assert found.decided is not None and found.decided.tolist() == [-1]
    assert found.shares is not None and np.isnan(found.shares).all()


def test_many_networks_do_not_answer_for_new_rows() -> None:
    with pytest.raises(ValueError, match="this run has 2"):
        first_experiment(table_of(flats())).start(networks=2).predict_rows(flats())


def test_the_form_travels_with_the_table() -> None:
    table = table_of(flats(rows=40))
    for again in (tables.read(tables.write(table) or ""),
                  tables.from_plain(json.loads(json.dumps(tables.to_plain(table)))), pickle.loads(pickle.dumps(table))):
        assert again == table and again.form == table.form and form_of(first_experiment(again).start()).own


def test_a_table_that_came_without_its_columns_asks_for_its_inputs_and_says_so() -> None:
    plain = tables.to_plain(table_of(flats(rows=40)))
    del plain["form"]
    form = form_of(first_experiment(tables.from_plain(plain)).start())
    assert not form.own
    assert [field.name for field in form.fields] == ["size", "rooms", "heating = gas", "heating = heat pump",
                                                     "heating = oil"]


def test_a_table_that_only_its_form_makes_too_long_for_a_link_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(flats(rows=41))
    text = tables.write(table)
    assert text is not None
    tables.write.cache_clear()
    monkeypatch.setattr(packed, "MAX_TEXT", len(text) - 1)
    shorter = tables.read(tables.write(table) or "")
    tables.write.cache_clear()
    assert not shorter.form and shorter.columns == table.columns
    np.testing.assert_array_equal(shorter.inputs, table.inputs)


@pytest.mark.parametrize("form", [
    "size", [1], [{"kind": "date"}], [{"kind": "number"}],
    [{"kind": "category", "name": "a", "categories": "xy", "fill": "x", "flagged": False}],
    [{"kind": "number", "name": "a", "low": "0", "high": 1, "fill": 0, "flagged": False, "decimal": ".",
      "whole": False}],
    [{"kind": "number", "name": "a", "low": 0, "high": 1, "fill": 0, "flagged": True, "decimal": ".", "whole": False}],
    [{"kind": "category", "name": "x" * 300, "categories": ["x", "y"], "fill": "x", "flagged": False}],
])
def test_a_form_from_outside_is_checked(form: object) -> None:
    plain = {"columns": ["a"], "inputs": [[1.0], [2.0]], "targets": [0.0, 1.0], "form": form}
    with pytest.raises(ValueError):
        tables.from_plain(plain)


def priced() -> Run:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"price": [f"${value:.2f}" for value in rng.uniform(5, 90, 60)],
                          "share": [f"{value:.1f} %" for value in rng.uniform(1, 99, 60)], "kind": ["a", "b"] * 30})
    run = Experiment(data=table_of(frame), hidden=(3,)).start()
    run.advance(epochs=5)
    return run


@pytest.mark.parametrize("names", [("price", "share"), ("price ($)", "share (%)")])
@pytest.mark.parametrize("cells", [("$7.50", "12 %"), ("7.5", "12"), (7.5, 12.0), ("7.50 $", "12%")])
def test_units_are_understood_in_new_rows_as_in_the_table(names: tuple[str, str], cells: tuple[object, object]) -> None:
    run = priced()
    assert run.experiment.source.columns == ("price ($)", "share (%)")
    answer = run.predict_rows(pd.DataFrame([dict(zip(names, cells, strict=True))]))
    plain = run.predict_rows(pd.DataFrame([{"price": 7.5, "share": 12.0}]))
    assert answer["remarks"].tolist() == [""] and answer["p(a)"][0] == pytest.approx(plain["p(a)"][0])
    text = "\t".join(names) + "\n" + "\t".join(map(str, cells)) + "\n"
    pasted = answered(run, Asked((), text))
    assert pasted["many"]["remarks"] == [""] and not pasted["many"]["problem"]


def test_another_unit_is_no_number() -> None:
    (said,) = priced().predict_rows(pd.DataFrame([{"price": "7 €", "share": "12 %"}]))["remarks"]
    assert "price ($): expected a number, got '7 €'" in said
