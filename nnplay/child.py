"""A process of our own beside the server: it takes a message, answers it, and is killed when it takes too long.

It is a plain program (`python -m MODULE`), not a child made by `multiprocessing`: that would import the page Streamlit
is just running. Messages go through its standard input and output. When the server is gone these close, and the process
ends by itself. What travels is pickled between the two of them and never comes from outside as it is.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
NICE = 10  # the server itself comes first


class Broken(Exception):
    """The process ended before it had answered."""


class Child:
    """A process, started when it is first asked and again after it has ended. One thread asks at a time."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the process, None when there is none."""
        return self._process.pid if self._process else None

    def ask(self, message: object, seconds: float | None = None) -> Any:
        """Send a message and return the answer.

        Raises TimeoutError when it does not come in so many seconds, and Broken when the process has ended. It is gone
        after either.
        """
        late = threading.Event()
        clock = threading.Timer(seconds or 0, self._kill, (late,))
        clock.daemon = True
        try:
            process = self._process = self._process or self._start()
            if seconds is not None:
                clock.start()
            if process.stdin is None or process.stdout is None:
                raise OSError("the process has no pipes")
            pickle.dump(message, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as problem:
            self.close()
            if late.is_set():
                raise TimeoutError(f"no answer in {seconds:g} seconds") from problem
            raise Broken(f"the process ended before it had answered ({type(problem).__name__})") from problem
        finally:
            clock.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", self._module], cwd=ROOT, env=os.environ | ONE_THREAD,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _kill(self, late: threading.Event) -> None:
        process = self._process
        if process:
            late.set()
            process.kill()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def serve(answer: Callable[[Any], Any]) -> None:
    """Be such a process: answer each message from standard input until it ends."""
    take, tell = sys.stdin.buffer, sys.stdout.buffer
    if hasattr(os, "nice"):
        os.nice(NICE)
    while True:
        try:
            message = pickle.load(take)
        except (EOFError, KeyboardInterrupt):
            return
        pickle.dump(answer(message), tell)
        tell.flush()
