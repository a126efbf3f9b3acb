"""Find a Chromium that works, or install one: the system's, else the system's package manager's, else Playwright's.

Run it to make sure there is one. Tests, benchmarks and screenshots call `launch`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import debian

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",  # root, as in most containers, cannot have the sandbox; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@cache
def find() -> str | None:
    """Return the path of a Chromium that starts, or None. `CHROMIUM` in the environment is tried first."""
    named = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), _playwrights_own()]
    return next((path for path in named if path and _starts(path)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium that `find` found, without a window; RuntimeError if there is none."""
    path = find()
    if path is None:
        raise RuntimeError("no Chromium that starts was found: run `make test`, or set CHROMIUM to its path")
    return playwright.chromium.launch(executable_path=path, headless=True, args=list(QUIET))


def install() -> None:
    """Try the system's package manager, then Playwright's own download."""
    if shutil.which("apt-get"):
        for package in ("chromium", "chromium-browser"):
            # Without any font a page has no letters, and its layout is not the one people see.
            debian.install(package, "fonts-dejavu-core")
            find.cache_clear()
            if find():
                return
    own = (sys.executable, "-m", "playwright", "install")
    if not (shutil.which("apt-get") and debian.attempt(*own, "--with-deps", "chromium")):
        debian.attempt(*own, "chromium")
    find.cache_clear()


def _starts(path: str) -> bool:
    """Say whether it draws a page: Ubuntu's `chromium-browser` may be a mere hint to install a snap."""
    page = "data:text/html,<p id=nnplay>"
    command = [path, "--headless", *QUIET, "--dump-dom", page]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "nnplay" in done.stdout


def _playwrights_own() -> str | None:
    # A process of its own: Playwright's synchronous interface must not start inside another that is running.
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if path and Path(path).exists() else None


def main() -> int:
    """Make sure there is a Chromium and print its path."""
    if find() is None:
        install()
    path = find()
    if path is None:
        print("No Chromium was found or could be installed. On Debian: apt-get install chromium;", file=sys.stderr)
        print("elsewhere, set CHROMIUM to the path of one.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0  # by hand the browser tests are skipped, and say so
    print(f"Chromium: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
