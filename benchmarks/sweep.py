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

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from nnplay.ui.sweep import link
from nnplay.ui.sweep.state import exercise
from scripts.server import serving

LOOK = 0.5  # seconds between two looks at the sweep
EVERY, SECONDS = 1.0, 10.0  # seconds between two acts of a person, and in all


class Visitor:
    """Opens the page with the sweep in its address, presses Start, and looks until it is done."""

    def __init__(self) -> None:
        self.start, self.progress = "", ""

    async def sweep(self, url: str, delay: float) -> float:
        """Return the seconds from Start to the end."""
        await asyncio.sleep(delay)
        query = urlencode(link.write(exercise()))
        async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await socket.send(BackMsg(rerun_script={"query_string": query, "page_name": "sweep"}).SerializeToString())
            await self.listen(socket)
            begun = time.perf_counter()
            press = BackMsg(rerun_script={"query_string": query, "page_name": "sweep"})
            press.rerun_script.widget_states.widgets.add(id=self.start, trigger_value=True)
            await socket.send(press.SerializeToString())
            await self.listen(socket)
            while not self.progress.startswith("Done"):
                await asyncio.sleep(LOOK)
                again = BackMsg(rerun_script={"query_string": query, "page_name": "sweep"})
                await socket.send(again.SerializeToString())
                await self.listen(socket)
            return time.perf_counter() - begun

    async def listen(self, socket: ClientConnection) -> None:
        """Take in what one run of the page sends."""
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(socket.recv(), 60))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = message.delta.new_element
                if element.button.label == "Start":
                    self.start = element.button.id
                if element.progress.text:
                    self.progress = element.progress.text
            elif kind == "script_finished":
                return


async def act(url: str, delay: float, seconds: float) -> list[float]:
    """Act once a second for so long, and return how long each answer took."""
    await asyncio.sleep(delay)
    times = []
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        visitor, act = Visitor(), BackMsg(rerun_script={"query_string": ""}).SerializeToString()
        await socket.send(act)
        await visitor.listen(socket)
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            await socket.send(act)
            await visitor.listen(socket)
            times.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0.0, EVERY - times[-1]))
    return times


async def at_once(url: str, people: int) -> list[float]:
    times = await asyncio.gather(*(act(url, each * 0.1, SECONDS) for each in range(people)))
    return sorted(each for one in times for each in one)


async def with_sweep(url: str, people: int) -> tuple[float, list[float]]:
    seconds, times = await asyncio.gather(Visitor().sweep(url, people * 0.1 + 1), at_once(url, people))
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
