"""A real server of the app on a free port of this machine, for tests, benchmarks and screenshots."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
TROUBLE = re.compile(r"Traceback \(most recent call last\)|\b\w*Warning: |was created with a default value")


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, and the file its output goes to."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        """Return everything it has printed."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def trouble(self) -> str:
        """Return what it printed if a traceback or a warning is among it, else an empty string."""
        log = self.log
        return log if TROUBLE.search(log) else ""

    @property
    def cpu_seconds(self) -> float:
        """Computing it has used, of all its threads; on Linux alone."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Memory it occupies; on Linux alone."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(script: str = "app.py", *options: str, port: int | None = None, patience: float = 60.0) -> Iterator[Server]:
    """Serve a script from the root of the repository, on some free port if none is given, until the block ends.

    More `streamlit run` options may follow. RuntimeError, with the log, if it does not answer in `patience` seconds.
    """
    port = port or free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true",
        "--server.address", "127.0.0.1", "--server.port", str(port), *options,
    ]
    with tempfile.TemporaryDirectory(prefix="nnplay-server-") as folder:
        log_file = Path(folder, "log")
        with log_file.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        server = Server(f"http://127.0.0.1:{port}", process, log_file)
        try:
            _wait_for_health(server, patience)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_health(server: Server, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{server.log}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
