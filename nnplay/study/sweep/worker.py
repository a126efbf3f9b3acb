"""A process that trains groups of runs for a server: `python -m nnplay.study.sweep.worker`, told what to do by pipe.

It is a plain program, not a child made by `multiprocessing`: that would import the page Streamlit is just running.
The server asks for slice after slice, so a pause or an end is obeyed within one, and when the server is gone the pipe
closes and the process ends by itself. What travels is pickled between the two of them and never comes from outside.
"""

from __future__ import annotations

import os
import pickle
import sys

from nnplay.engine.threads import single_thread
from nnplay.study.sweep.together import Group, Together

SLICE = 0.2  # seconds of training between two answers
NICE = 10  # the server itself comes first


def main() -> None:
    """Take messages from standard input until it ends: a Group begins, True goes on with it."""
    take, tell = sys.stdin.buffer, sys.stdout.buffer
    if hasattr(os, "nice"):
        os.nice(NICE)
    single_thread()
    training: Together | None = None
    while True:
        try:
            message = pickle.load(take)
        except (EOFError, KeyboardInterrupt):
            return
        if isinstance(message, Group):
            training = Together(message)
        if training is None:
            raise ValueError(f"nothing has begun that could go on: {message!r}")
        training.advance(SLICE)
        pickle.dump((training.epoch, training.results() if training.done else None), tell)
        tell.flush()


if __name__ == "__main__":
    main()
