"""Give back the memory of people who have left.

Streamlit's collection after every run is switched off, as it would cost each answer some 50 ms, and Linux's allocator
keeps what is freed. So from time to time, where memory has grown, one collection is made for all, and what is free is
given back.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

EVERY = 20.0  # seconds
GROWN = 1.03  # times the memory after the last time
STATUS = Path("/proc/self/statm")


@asynccontextmanager
async def keep_house(_: Any) -> AsyncIterator[None]:
    """Do so while the server runs."""
    task = asyncio.create_task(_keep(EVERY))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(every: float) -> None:
    least = memory()
    while True:
        await asyncio.sleep(every)
        if memory() > GROWN * least:
            await asyncio.to_thread(give_back)
            least = memory()


def memory() -> int:
    """Return the bytes that this process occupies."""
    return int(STATUS.read_text().split()[1]) * resource.getpagesize()


def give_back() -> None:
    gc.collect()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc's
        libc.malloc_trim(0)
