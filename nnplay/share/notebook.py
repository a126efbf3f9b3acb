"""A module as a Jupyter notebook (nbformat 4.5), written as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

MAIN = 'if __name__ == "__main__":'


def notebook(cells: Iterable[tuple[str, str]]) -> str:
    """Return a notebook of cells, each a kind ("markdown" or "code") and its text."""
    written = []
    for number, (kind, text) in enumerate(cells):
        cell: dict[str, object] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {},
                                   "source": text.strip("\n").splitlines(keepends=True)}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        written.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": written, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
                       "nbformat": 4, "nbformat_minor": 5}, indent=1)


def tutorial_notebook(source: str) -> str:
    """Return the tutorial as a notebook that runs from top to bottom: the code, training, and sixty starts."""
    definitions = source.split(MAIN)[0]
    return notebook(
        [
            (
                "markdown",
                "# A network from scratch\n\nTwo inputs, two hidden units, one output, sigmoid everywhere, no biases.",
            ),
            ("code", definitions),
            ("markdown", "## Train it\n\nThe four outputs approach 0, 1, 1, 0."),
            (
                "code",
                "x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])\ny = np.array([[0], [1], [1], [0]])\n"
                "network = NeuralNetwork(x, y, seed=4)\nnetwork.train(1500)\n"
                "print(network.output.round(3), network.loss())",
            ),
            ("markdown", "## It does not always work\n\nSixty starts, 1,500 iterations each."),
            (
                "code",
                "right = 0\nfor seed in range(60):\n    network = NeuralNetwork(x, y, seed)\n    network.train(1500)\n"
                '    right += bool(((network.output > 0.5) == y).all())\nprint(right, "of 60 are right")',
            ),
        ]
    )
