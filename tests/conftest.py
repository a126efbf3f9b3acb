"""What all tests share: how Hypothesis behaves, and a real server of the app."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from scripts.server import Server, free_port, serving

# SciPy reads it once, when it is first imported; without it scikit-learn leaves out one of its checks of an estimator.
os.environ["SCIPY_ARRAY_API"] = "1"

# No deadlines: a slow machine is not a bug. In CI the examples are the same every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport,
                                                                                           pytest.TestReport]:
    """Fail what would be skipped in CI, where everything that tests need is to be there."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI nothing may be: {call.excinfo and call.excinfo.value}"
    return report


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Serve the app to every test that asks; a traceback or a warning in its log is an error at the end."""
    with serving() as running:
        yield running
        _complain(running)


@pytest.fixture(scope="session")
def fresh_port() -> int:
    """Choose one port for all fresh servers, so that a browser knows their scripts."""
    return free_port()


@pytest.fixture
def fresh_server(fresh_port: int) -> Iterator[Server]:
    """Serve the app to this test alone: nobody has opened a page of it yet."""
    with serving(port=fresh_port) as running:
        yield running
        _complain(running)


def _complain(server: Server) -> None:
    if server.trouble:
        pytest.fail(f"the server's log has a traceback or a warning:\n{server.trouble}", pytrace=False)
