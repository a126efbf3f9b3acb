"""One BLAS thread: at the sizes of this engine more threads only wait for each other, and a server has many users."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def single_thread() -> None:
    """Limit the BLAS of this process to one thread, from now on. The app, the benchmarks and the CLI call it."""
    threadpool_limits(limits=1, user_api="blas")
