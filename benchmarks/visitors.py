"""People who come and go: `python -m benchmarks.visitors [people] [at a time] [seconds]` (200, 10, 3).

Each opens the Playground, plays for two seconds and leaves; the server keeps a session for so many seconds. Prints
the server's memory before them, with them, and when their sessions have ended.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks import classroom
from benchmarks.classroom import Student
from nnplay.ui.housekeeping import EVERY
from scripts.server import Server, serving


async def come_and_go(server: Server, people: int, at_a_time: int) -> float:
    """Let so many people visit, and return the most memory seen."""
    url = server.url.replace("http", "ws") + "/_stcore/stream"
    most = 0.0
    for _ in range(people // at_a_time):
        await asyncio.gather(*(Student().attend(url, 0.05 * each) for each in range(at_a_time)))
        most = max(most, server.megabytes)
    return most


def main() -> None:
    people, at_a_time, kept = (int(word) for word in (sys.argv[1:] + ["200", "10", "3"][len(sys.argv) - 1:])[:3])
    classroom.SECONDS = 2
    with serving("app.py", "--server.disconnectedSessionTTL", str(kept)) as server:
        asyncio.run(come_and_go(server, at_a_time, at_a_time))  # what the first visits load stays
        asyncio.run(asyncio.sleep(2 * EVERY))
        before = server.megabytes
        most = asyncio.run(come_and_go(server, people, at_a_time))
        asyncio.run(asyncio.sleep(2 * EVERY))
        after = server.megabytes
    print(f"{people} people, {at_a_time} at a time: {before:.0f} MB before, at most {most:.0f}, {after:.0f} after "
          f"({after / before:.2f} times as much)")


if __name__ == "__main__":
    main()
