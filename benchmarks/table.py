"""What it costs to bring a table: `python -m benchmarks.table`.

Prints the seconds from the bytes of an upload to the end of the first training step, best of five, for CSV of 20,000
rows of 20 columns and for smaller and Excel ones, and the most memory that took.
"""

from __future__ import annotations

import io
import time
import tracemalloc

import numpy as np
from openpyxl import Workbook

from nnplay.data.reading.prepare import prepare
from nnplay.data.reading.read import read
from nnplay.study.trial import first_experiment

BUDGET = 2.0  # seconds, for 20,000 x 20 as CSV
ROUNDS = 5


def cells(rows: int, columns: int) -> list[list[str]]:
    """Return numbers, three columns of categories and two classes, with one missing value in a thousand."""
    rng = np.random.default_rng(0)
    numbers = [[f"{value:.4f}" for value in row] for row in rng.normal(size=(rows, columns - 4))]
    words = rng.choice(["red", "green", "blue"], (rows, 3)).tolist()
    for row in numbers[::1000]:
        row[0] = ""
    return [[*row, *word, str(rng.choice(["no", "yes"]))] for row, word in zip(numbers, words)]


def as_csv(rows: int, columns: int) -> bytes:
    header = [f"c{index}" for index in range(columns)]
    return "\n".join(map(",".join, [header, *cells(rows, columns)])).encode()


def as_workbook(rows: int, columns: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([f"c{index}" for index in range(columns)])
    for row in cells(rows, columns):
        sheet.append([float(cell) if cell[-1:].isdigit() else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_first_step(content: bytes) -> tuple[float, float, float]:
    """Return the seconds that reading, preparing, and setting up with one step take."""
    begun = time.perf_counter()
    reading = read(content)
    assert reading.table is not None
    read_at = time.perf_counter()
    table = prepare(reading.table, reading.found.decimal or ".").table
    assert table is not None
    prepared_at = time.perf_counter()
    first_experiment(table).start().advance(steps=1)
    return read_at - begun, prepared_at - read_at, time.perf_counter() - prepared_at


def main() -> None:
    print(f"{'table':<24}{'size':>9}{'read':>9}{'prepare':>9}{'step':>9}{'in all':>9}{'memory':>10}")
    for label, make, rows, columns in (("CSV 20,000 x 20", as_csv, 20_000, 20), ("CSV 1,000 x 20", as_csv, 1000, 20),
                                       ("Excel 5,000 x 20", as_workbook, 5000, 20)):
        content = make(rows, columns)
        best = min((to_first_step(content) for _ in range(ROUNDS)), key=sum)
        tracemalloc.start()
        to_first_step(content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        parts = "".join(f"{seconds:>8.2f}s" for seconds in (*best, sum(best)))
        print(f"{label:<24}{len(content) / 2**20:>6.1f} MB{parts}{peak / 2**20:>7.0f} MB")
    print(f"Budget: 20,000 x 20 as CSV to the first step in {BUDGET:g} s.")


if __name__ == "__main__":
    main()
