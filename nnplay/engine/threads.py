"""Threads: one is right here.

The matrices of these networks are so small that sharing one between threads costs more than it saves, and a server
that plays many runs at once has other work for every core. The app, the benchmarks and the tests call this at start.
"""

from __future__ import annotations


def single_thread() -> None:
    """Let NumPy's linear algebra use one thread from now on, in the whole process."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
