"""The weight heatmaps show the weights, each at its place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from nnplay import Experiment
from nnplay.figures.theme import DARK, LIGHT
from nnplay.figures.weights import weights_figure

LAYERS: list[tuple[Any, Any]] = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]), np.array([1.0, 2.0, -3.0])),
    (np.array([[0.7], [-0.8], [0.9]]), np.array([0.05])),
]
NAMES: dict[str, Any] = {
    "rows": [["x₁", "x₂"], ["1", "2", "3"]], "columns": [["1", "2", "3"], ["out"]], "titles": ["hidden 1", "output"],
}


def figure(**changes: Any) -> Any:
    given = {"layers": LAYERS, **NAMES, "theme": LIGHT} | changes
    return weights_figure(given.pop("layers"), given.pop("rows"), given.pop("columns"), given.pop("titles"), **given)


def test_each_layer_is_one_heatmap_of_its_weights_with_the_biases_below() -> None:
    first, second = figure().data
    assert np.asarray(first.z).tolist() == [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6], [1.0, 2.0, -3.0]]
    assert np.asarray(second.z).tolist() == [[0.7], [-0.8], [0.9], [0.05]]


def test_without_biases_there_is_no_row_for_them() -> None:
    first, second = figure(layers=[(W, None) for W, _ in LAYERS]).data
    assert np.asarray(first.z).shape == (2, 3)
    assert np.asarray(second.z).shape == (3, 1)
    assert second.meta["start"] == 6


def test_pointing_at_a_cell_names_where_it_leads_and_gives_six_digits() -> None:
    first, second = figure().data
    assert np.asarray(first.customdata).tolist()[1] == ["x₂ → 1", "x₂ → 2", "x₂ → 3"]
    assert np.asarray(second.customdata).tolist() == [["1 → out"], ["2 → out"], ["3 → out"], ["b → out"]]
    assert "%{customdata}" in first.hovertemplate
    assert "%{z:.6f}" in first.hovertemplate


def test_rows_are_read_from_above_and_axes_carry_the_names() -> None:
    drawn = figure()
    assert list(drawn.layout.yaxis.ticktext) == ["x₁", "x₂", "b"]
    assert list(drawn.layout.xaxis.ticktext) == ["1", "2", "3"]
    assert drawn.layout.yaxis.autorange == "reversed"
    assert [drawn.layout.xaxis.title.text, drawn.layout.xaxis2.title.text] == ["hidden 1", "output"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_all_layers_share_one_scale_with_zero_in_the_middle(theme: Any) -> None:
    drawn = figure(theme=theme)
    axis = drawn.layout.coloraxis
    assert (axis.cmin, axis.cmax) == (-3, 3)  # the largest in size, a bias here
    assert {trace.coloraxis for trace in drawn.data} == {"coloraxis"}
    assert [list(stop) for stop in axis.colorscale] == [[0, theme.negative], [0.5, theme.zero], [1, theme.positive]]


def test_weights_of_zero_have_a_scale_all_the_same() -> None:
    drawn = figure(layers=[(np.zeros_like(W), np.zeros_like(b)) for W, b in LAYERS])
    assert drawn.layout.coloraxis.cmin < 0 < drawn.layout.coloraxis.cmax


def test_the_stretch_of_theta_a_trace_names_holds_exactly_its_cells() -> None:
    """The live page fills the heatmaps from theta by these numbers."""
    for bias in (True, False):
        run = Experiment(hidden=(5, 3), bias=bias, inputs=("x1", "x2", "sin_x1")).start()
        rows, columns = [["a"] * 3, ["b"] * 5, ["c"] * 3], [["b"] * 5, ["c"] * 3, ["d"]]
        drawn = weights_figure(run.weights, rows, columns, ["1", "2", "3"], theme=LIGHT)
        theta = run.params.theta[0]
        for trace, layer in zip(drawn.data, run.weights):
            meta = trace.meta
            block = theta[meta["start"] :][: meta["rows"] * meta["columns"]].reshape(meta["rows"], meta["columns"])
            assert meta["live"] == "theta"
            assert np.array_equal(block, trace.z)
            assert np.array_equal(block[: len(layer.W)], layer.W)
        assert meta["start"] + meta["rows"] * meta["columns"] == len(theta)


def test_many_names_are_thinned_out_so_that_they_do_not_collide() -> None:
    wide = [(np.ones((40, 30)), np.ones(30))]
    drawn = weights_figure(wide, [[str(i) for i in range(40)]], [[str(i) for i in range(30)]], ["one"], theme=LIGHT)
    for axis, places in ((drawn.layout.xaxis, 30), (drawn.layout.yaxis, 41)):
        written = [(place, text) for place, text in zip(axis.tickvals, axis.ticktext) if text]
        assert len(axis.ticktext) == places
        assert 4 <= len(written) <= 12
        assert all(text == str(place) for place, text in written if text != "b")


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_any_number_of_layers_fits_side_by_side(count: int) -> None:
    layers = [(np.eye(2), np.zeros(2))] * count
    drawn = weights_figure(layers, [["1", "2"]] * count, [["1", "2"]] * count, ["t"] * count, theme=LIGHT)
    axes = [drawn.layout[name] for name in drawn.layout if re.fullmatch(r"xaxis\d*", name)]
    domains = sorted(axis.domain for axis in axes)
    assert len(domains) == count
    assert all(low < high for low, high in domains)
    assert all(one[1] < other[0] for one, other in pairwise(domains))


def test_the_arrays_given_stay_as_they_were() -> None:
    layers = [(W.copy(), b.copy()) for W, b in LAYERS]
    for layer in layers:
        for array in layer:
            array.flags.writeable = False
    figure(layers=layers)
    assert all(np.array_equal(a, b) for layer, given in zip(layers, LAYERS) for a, b in zip(layer, given))
