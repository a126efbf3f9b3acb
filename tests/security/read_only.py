"""A server of the app that can write nothing, as on a host with a read-only file system."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from scripts.server import ROOT, free_port

# Every file is as on a read-only file system, for root too.
READ_ONLY = """
import errno, os, sys

def refuse(event, arguments):
    writes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate") or (
        event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        and not str(arguments[0]).startswith("/dev/"))
    if writes and not isinstance(arguments[0], int):
        raise OSError(errno.EROFS, "the test's file system is read-only", str(arguments[0]))

sys.addaudithook(refuse)
sys.argv = ["streamlit", *sys.argv[1:]]
from streamlit.web.cli import main
main()
"""


@contextmanager
def serving_read_only() -> Iterator[str]:
    """Serve the app where nothing can be written and nobody has a home, and yield its address."""
    environ = {key: value for key, value in os.environ.items() if key not in ("HOME", "TMPDIR")}
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", READ_ONLY, "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=ROOT, env=environ | {"HOME": "/nonexistent"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.kill()
        said = process.communicate()[0].decode()
    assert "Traceback" not in said and "read-only" not in said, said


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except URLError:
            assert process.poll() is None, process.communicate()[0].decode()
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
