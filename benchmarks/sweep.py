"""A course's exercise among a class at work: `python -m benchmarks.sweep [people ...]`.

One visitor begins 360 runs of 300 epochs on the page Sweep while others act in the Playground, each once a second: a
run of the whole page, which is what changing a setting costs. Prints how long the sweep took and how long the acts
did until they were answered, beside the same without a sweep.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from urllib.parse import urlencode

from benchmarks.visitor import Visitor
from nnplay.ui.sweep import link
from nnplay.ui.sweep.state import exercise
from scripts.server import serving

LOOK = 0.5  # seconds between two looks at the sweep
EVERY, SECONDS = 1.0, 10.0  # seconds between two acts of a person, and in all


async def sweep(url: str) -> float:
    """Open the page with the sweep in its address, press Start, and return the seconds until it is done."""
    async with Visitor(url, "sweep", urlencode(link.write(exercise()))) as visitor:
        begun = time.perf_counter()
        await visitor.press("Start")
        while not visitor.progress.startswith("Done"):
            await asyncio.sleep(LOOK)
            await visitor.look()
        return time.perf_counter() - begun


async def act(url: str, delay: float, seconds: float) -> list[float]:
    """Act once a second for so long, `delay` seconds after the full one, and return how long each answer took."""
    times = []
    async with Visitor(url) as visitor:
        await asyncio.sleep((delay - time.perf_counter()) % EVERY)  # people do not act all at the same moment
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            await visitor.look()
            times.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0.0, EVERY - times[-1]))
    return times


async def at_once(url: str, people: int) -> list[float]:
    times = await asyncio.gather(*(act(url, each * EVERY / people, SECONDS) for each in range(people)))
    return sorted(each for one in times for each in one)


async def with_sweep(url: str, people: int) -> tuple[float, list[float]]:
    async def later() -> float:
        await asyncio.sleep(people * 0.1 + 1)
        return await sweep(url)

    seconds, times = await asyncio.gather(later(), at_once(url, people))
    return seconds, times


def shown(times: list[float]) -> str:
    """Return the median and the 95th percentile of sorted times."""
    if not times:
        return "-"
    return f"{1000 * statistics.median(times):.0f} / {1000 * times[int(len(times) * 0.95)]:.0f} ms"


def main() -> None:
    print(f"{'people':>7} {'360 runs':>10} {'answer, median / p95':>24} {'without a sweep':>20}")
    for people in [int(argument) for argument in sys.argv[1:]] or [0, 10]:
        with serving() as server:
            url = server.url.replace("http", "ws") + "/_stcore/stream"
            alone = asyncio.run(at_once(url, people))
            seconds, times = asyncio.run(with_sweep(url, people))
        print(f"{people:>7} {seconds:>8.1f} s {shown(times):>24} {shown(alone):>20}", flush=True)


if __name__ == "__main__":
    main()
