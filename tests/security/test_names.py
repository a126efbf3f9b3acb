"""Threat: a name of somebody's column, class or run acts as markup in the page of whoever opens the link.

Limit: a figure shows every name as it was typed; only what this program writes is read as markup.
"""

from __future__ import annotations

import html
import json
import re

import numpy as np
import pytest

from nnplay.figures.compare import Side, answer_figure, boundary_figure, overlay_figure
from nnplay.figures.population import first_weights_figure
from nnplay.figures.sweep import grid_figure, lines_figure
from nnplay.figures.theme import LIGHT
from nnplay.figures.valley import valleys_figure
from nnplay.figures.weights import weights_figure
from nnplay.text import for_html, for_markdown, for_plotly

HOSTILE = ["![i](https://evil.example/i.png)", '<a href="https://evil.example">a</a>', "<b>b</b>", "$x$", "%{x}",
           "<img src=x onerror=alert(1)>", ":red[x]", "**b**", ":material/home:", "&lt;b&gt;", "a_b", "`c`"]
LIVE = re.compile(r"[<>$%{}]|&(?!#\d+;)")
X = np.array([0.0, 1.0])


def side(name: str) -> Side:
    return Side(name, 0.0, 1.0)


def figures_of(name: str) -> dict[str, str]:
    """Return figures, as they travel, in which this name stands at each place for a name."""
    points, square = np.zeros((1, 3)), np.full((2, 2), 128.0)
    made = {
        "curves": overlay_figure([(name, X, X, X)], theme=LIGHT, log=False),
        "boundary": boundary_figure(square, points, theme=LIGHT, across=side(name), up=side(name)),
        "answer": answer_figure(X, points, theme=LIGHT, across=side(name), up=side(name)),
        "weights": weights_figure([(np.ones((1, 1)), np.ones(1))], [[name]], [[name]], ["output"], theme=LIGHT),
        "valleys": valleys_figure(["as is"], [(X, X)], [square], names=(name, name), theme=LIGHT),
        "initial weights": first_weights_figure(np.ones((1, 2)), np.ones((1, 2)), (name, name), np.array([True]),
                                              theme=LIGHT),
        "grid": grid_figure(np.ones((1, 1)), [name], [name], theme=LIGHT, titles=("a", "b"), label="loss", best="low"),
        "lines": lines_figure(np.zeros((1, 1)), np.ones(1), [("a", [name])], theme=LIGHT, label="loss", best="low",
                              numbers=np.zeros(1)),
    }
    return {key: json.dumps(json.loads(figure.to_json())) for key, figure in made.items()}


@pytest.mark.parametrize("name", HOSTILE)
def test_figures_show_names_as_they_were_typed(name: str) -> None:
    written = json.dumps(for_plotly(name))[1:-1]
    for key, figure in figures_of(name).items():
        assert written in figure, key
        assert written == name or json.dumps(name)[1:-1] not in figure, key


@pytest.mark.parametrize("name", HOSTILE)
def test_each_language_reads_a_name_as_text(name: str) -> None:
    assert not LIVE.search(for_plotly(name)) and html.unescape(for_plotly(name)) == name
    assert not re.search("[<>\"]", for_html(name)) and html.unescape(for_html(name)) == name
    assert re.sub(r"\\(.)", r"\1", for_markdown(name)).replace("\u2060", "") == name
    assert not re.search(r"(?<!\\)[<>$*`\[\]:_!]", for_markdown(name))
