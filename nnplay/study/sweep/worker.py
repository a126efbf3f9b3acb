"""A process that trains groups of runs for a server: `python -m nnplay.study.sweep.worker`, told what to do by pipe.

The server asks for slice after slice, so a pause or an end is obeyed within one.
"""

from __future__ import annotations

from nnplay.child import serve
from nnplay.engine.threads import single_thread
from nnplay.study.sweep.together import Group, Result, Together

SLICE = 0.2  # seconds of training between two answers


class Training:
    """Answers a Group by beginning it and True by going on with it: the epoch, and the results when it is done."""

    def __init__(self) -> None:
        self._training: Together | None = None

    def __call__(self, message: Group | bool) -> tuple[int, list[Result] | None]:
        if isinstance(message, Group):
            self._training = Together(message)
        training = self._training
        if training is None:
            raise ValueError(f"nothing has begun that could go on: {message!r}")
        training.advance(SLICE)
        return training.epoch, training.results() if training.done else None


if __name__ == "__main__":
    single_thread()
    serve(Training())
