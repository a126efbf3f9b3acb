"""Where sweeps are trained: `python -m benchmarks.pool` measures processes of their own against threads of the server.

Ten people play meanwhile: each asks for a chunk of frames once a second, as the stage does, in a thread of the same
process. Prints how long a course's 360 runs take and how long people wait, and the ratios.
"""

from __future__ import annotations

import statistics
import threading
import time

from nnplay.child import Child
from nnplay.engine.threads import single_thread
from nnplay.experiment import Experiment
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.pool import Pool
from nnplay.study.sweep.together import Group, Result, Together
from nnplay.ui import scene
from nnplay.ui.player import Player
from nnplay.ui.sweep.state import exercise
from nnplay.ui.wire import pack

PEOPLE, EVERY = 10, 1.0  # seconds between two chunks of one person
SLICE = 0.05  # seconds of training at a time in a thread
ALONE = 5.0  # seconds of playing without a sweep


class Slices(Child):
    """Trains in the thread that asks, a slice at a time."""

    def __init__(self) -> None:
        super().__init__("")

    def ask(self, message: object, seconds: float | None = None) -> tuple[int, list[Result] | None]:
        if isinstance(message, Group):
            self._training = Together(message)
        self._training.advance(SLICE)
        return self._training.epoch, self._training.results() if self._training.done else None


class People:
    """Play until told to stop; `waited` are the seconds each chunk took."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._play, args=(EVERY * each / PEOPLE,)) for each in range(PEOPLE)]

    def __enter__(self) -> People:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _play(self, delay: float) -> None:
        player = Player(Experiment())
        while not self._end.wait((delay - time.perf_counter()) % EVERY):
            begun = time.perf_counter()
            player.play()
            pack(*scene.chunk(player, player.chunk()))
            player.pause()
            self.waited.append(time.perf_counter() - begun)

    def __str__(self) -> str:
        ordered = sorted(self.waited)
        return f"{1000 * statistics.median(ordered):.1f} / {1000 * ordered[int(len(ordered) * 0.95)]:.1f} ms"


def swept(pool: Pool) -> float:
    """Return the seconds a course's exercise takes."""
    job, begun = Job(exercise()), time.perf_counter()
    pool.submit(job)
    while job.state == "running":
        time.sleep(0.02)
    return time.perf_counter() - begun


def main() -> None:
    single_thread()
    print(f"{'360 runs trained in':<32} {'alone':>8} {'with people':>12} {'people wait, median / p95':>28}")
    with People() as people:
        time.sleep(ALONE)
    print(f"{'nothing':<32} {'-':>8} {'-':>12} {people!s:>28}")
    took = {}
    for name, worker, count in (("processes, one per core", None, None), ("a thread, in slices", Slices, 1)):
        pool = Pool(worker=worker) if count is None else Pool(count, worker)
        swept(pool)  # starts the processes
        alone = swept(pool)
        with People() as people:
            took[name] = swept(pool)
        print(f"{name:<32} {alone:>6.1f} s {took[name]:>10.1f} s {people!s:>28}", flush=True)
    processes, thread = took.values()
    print(f"Processes are {thread / processes:.1f} times as fast.")


if __name__ == "__main__":
    main()
