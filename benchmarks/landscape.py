"""What a landscape costs: 61 x 61 cells for 2-8-8-1 on 250 points, beside one evaluation after the other."""

from __future__ import annotations

import time

import numpy as np

from nnplay.engine.mlp import Parameters
from nnplay.engine.threads import single_thread
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study.landscape import Surface, random_plane

CELLS, REPEATS = 61, 5
EXPERIMENT = Experiment(data="spiral", samples=500, test_share=50, hidden=(8, 8))


def surface_seconds(run: Run) -> float:
    """Return the best time of computing the whole surface."""
    best = np.inf
    for _ in range(REPEATS):
        plane = random_plane(run.params.net, run.params.theta[0], 0)
        begun = time.perf_counter()
        Surface(run, plane, (-1, 1), (-1, 1), CELLS).advance(1e9)
        best = min(best, time.perf_counter() - begun)
    return float(best)


def loop_seconds(run: Run) -> float:
    """Return the time of evaluating one network for each cell, in a plain loop."""
    plane = random_plane(run.params.net, run.params.theta[0], 0)
    params = Parameters.zeros(run.params.net)
    score, line = run.evaluator(params), np.linspace(-1, 1, CELLS)
    begun = time.perf_counter()
    for y in line:
        for x in line:
            params.theta[:] = plane.at(np.array([x]), np.array([y]))
            score()
    return time.perf_counter() - begun


def main() -> None:
    single_thread()
    run = Run(EXPERIMENT)
    run.advance(epochs=20)
    together, loop = surface_seconds(run), loop_seconds(run)
    print(f"{CELLS} x {CELLS} cells, 2-8-8-1, {len(run.split.train)} points: {together:.3f} s together, {loop:.3f} s "
          f"one by one ({loop / together:.1f} times as long)")


if __name__ == "__main__":
    main()
