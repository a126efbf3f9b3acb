"""Tables that people bring, read in processes of their own, so that none of them keeps the server from the others.

A process may take so many seconds and so much memory, then it is killed and the person is told. Small texts, which are
read in some milliseconds, are read at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from nnplay.child import Broken, Child, serve
from nnplay.data.reading.options import Options
from nnplay.data.reading.problems import Problems
from nnplay.data.reading.read import MAX_BYTES, Cells, cells_of
from nnplay.data.reading.workbook import ZIP

PROCESSES = 2  # that read at the same time, of a server
SECONDS = 10.0  # that reading one table may take
MEGABYTES = 512  # of memory that it may need
WAITING = 20.0  # seconds that a person waits for a turn
IDLE = 60.0  # seconds after which a process without work ends
STATUS = Path("/proc/self/statm")  # where Linux says how many pages of memory a process has
SMALL = 50_000  # bytes or characters of a text that is read at once


class Readers:
    """The processes of a server that read tables, started when they are needed."""

    def __init__(self, processes: int = PROCESSES, seconds: float = SECONDS,
                 process: Callable[[], Child] | None = None) -> None:
        self._seconds = seconds
        self._process = process or (lambda: Child("nnplay.study.table_reading"))
        self._turns = threading.BoundedSemaphore(processes)
        self._free: list[Child] = []
        self._lock = threading.Lock()
        self._closing: threading.Timer | None = None

    def cells_of(self, content: bytes | str, options: Options) -> Cells:
        """Tell the cells of a table apart; what could not be is among the problems. Never raises."""
        if len(content) <= SMALL and not (isinstance(content, bytes) and content.startswith(ZIP)):
            return cells_of(content, options)
        if len(content) > MAX_BYTES:
            return cells_of(content, options)  # which says so
        if not self._turns.acquire(timeout=WAITING):
            return _refused(options, "other people's tables are just being read: try again in a moment")
        try:
            return self._read(content, options)
        finally:
            self._turns.release()
            self._close_later()

    def close(self) -> None:
        """End the processes that have no work."""
        with self._lock:
            free, self._free = self._free, []
        for child in free:
            child.close()

    def _read(self, content: bytes | str, options: Options) -> Cells:
        with self._lock:
            child = self._free.pop() if self._free else self._process()
        try:
            cells: Cells | None = child.ask((content, options), self._seconds)
        except TimeoutError:
            return _refused(options, f"reading it took longer than {self._seconds:g} seconds and was stopped. Bring "
                                     "the table alone, as CSV")
        except Broken:
            return _refused(options, "the process that read it broke down. Bring the table alone, as CSV")
        if cells is None:
            child.close()
            return _refused(options, f"reading it needed more than {MEGABYTES} MB of memory and was stopped. Bring the "
                                     "table alone, as CSV")
        with self._lock:
            self._free.append(child)
        return cells

    def _close_later(self) -> None:
        with self._lock:
            if self._closing:
                self._closing.cancel()
            self._closing = threading.Timer(IDLE, self.close)
            self._closing.daemon = True
            self._closing.start()


READERS = Readers()


def _refused(options: Options, why: str) -> Cells:
    problems = Problems()
    problems.note(why)
    return Cells(None, options, problems)


def _limit_memory() -> None:
    """Let this process have so much memory besides what it has now, on Linux; elsewhere its time alone is limited."""
    if not STATUS.exists():
        return
    import resource  # Windows has none

    now = int(STATUS.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEGABYTES * 2**20,) * 2)


def _answer(message: tuple[bytes | str, Options]) -> Cells | None:
    """Return the cells, or None when they need more memory than there is."""
    try:
        return cells_of(*message)
    except MemoryError:
        return None


if __name__ == "__main__":
    _limit_memory()
    serve(_answer)
