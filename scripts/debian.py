"""Packages of the system, where it has apt-get: what PyPI has not, or has in gigabytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(*packages: str) -> bool:
    """Try to install packages, with what they need and nothing else, and say whether that worked."""
    if not shutil.which("apt-get"):
        return False
    attempt(*_as_root("apt-get", "update", "-qq"))
    return attempt(*_as_root("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages))


def attempt(*command: str) -> bool:
    """Show a command, run it, and say whether it worked."""
    print("+", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _as_root(*command: str) -> tuple[str, ...]:
    """Prefix sudo where needed; it may ask for a password only when someone is there to type it."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0 or not shutil.which("sudo"):
        return command
    return ("sudo", *([] if sys.stdin.isatty() else ["-n"]), *command)
