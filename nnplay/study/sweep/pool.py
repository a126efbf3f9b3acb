"""The processes that train the sweeps of a server, and the threads that keep them busy.

Measured on two cores beside ten people who play (`python -m benchmarks.pool`): two processes train a course's exercise
(360 runs of 300 epochs) in 4.2 s, and a chunk of frames takes 19 ms (p95); a thread of the server, in slices of 50 ms,
needs 8.3 s, at 23 ms. Processes also leave the server's one interpreter lock to those who play. A
process is started when there is work and ends a minute after the last.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from nnplay.child import Broken, Child
from nnplay.study.sweep.job import Job
from nnplay.study.sweep.together import Group

WORKERS = max(1, min(4, os.cpu_count() or 1))
MOST_JOBS = 20  # that a server holds at once; more are refused
IDLE = 60.0  # seconds after which a process without work ends
FORGETTING = 0.1  # how fast the pace follows
LOOK = 0.1  # seconds between two looks for work, or at a paused job


class Pool:
    """Trains the groups of all jobs, job after job in turn, so that a small one need not wait for a large one."""

    def __init__(self, workers: int = WORKERS, worker: Callable[[], Child] | None = None) -> None:
        self._workers = workers
        self._worker = worker or (lambda: Child("nnplay.study.sweep.worker"))
        self._jobs: list[Job] = []
        self._threads = 0
        self.pace = 1.0  # what a group takes over what was estimated, lately
        self._lock = threading.Lock()

    def submit(self, job: Job) -> None:
        """Begin a job. Raises ValueError when the server already has as many as it takes."""
        with self._lock:
            self._forget_ended()
            if len(self._jobs) >= MOST_JOBS:
                raise ValueError(f"this server already trains {MOST_JOBS} sweeps; try again in a while")
            self._jobs.append(job)
            for _ in range(self._threads, self._workers):
                self._threads += 1
                threading.Thread(target=self._work, daemon=True, name="sweep").start()

    @property
    def processes(self) -> int:
        """How many processes there are, or are about to be."""
        return self._threads

    def _forget_ended(self) -> None:
        self._jobs = [job for job in self._jobs if not job.ended]

    def _next(self) -> tuple[Job, Group] | None:
        """Return a group to train, of the job whose turn it is."""
        with self._lock:
            self._forget_ended()
            for job in list(self._jobs):
                group = job.take()
                if group:
                    self._jobs.remove(job)
                    self._jobs.append(job)
                    return job, group
        return None

    def _work(self) -> None:
        """Keep one process busy until there has been nothing to do for a while."""
        last = time.monotonic()
        with self._worker() as worker:
            while True:
                work = self._next()
                if work:
                    self._train(worker, *work)
                    last = time.monotonic()
                elif time.monotonic() - last > IDLE:
                    with self._lock:
                        if not self._jobs:
                            self._threads -= 1
                            return
                else:
                    time.sleep(LOOK)

    def _train(self, worker: Child, job: Job, group: Group) -> None:
        """Train a group slice by slice, as long as somebody wants it; a process that breaks down loses it."""
        message: object = group
        spent = 0.0
        try:
            while True:
                begun = time.monotonic()
                epoch, results = worker.ask(message)
                spent += time.monotonic() - begun
                if results is not None:
                    job.finish(group, results)
                    self.pace += FORGETTING * (spent / group.seconds - self.pace)
                    return
                job.note(group, epoch)
                message = True
                while job.state == "paused" and not job.ended:
                    time.sleep(LOOK)
                if job.ended:
                    return
        except Broken:
            job.lose(group)


POOL = Pool()
