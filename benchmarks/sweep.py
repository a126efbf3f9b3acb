"""A course's exercise among a class that plays: `python -m benchmarks.sweep [players ...]`.

One visitor begins 360 runs of 300 epochs on the page Sweep while others play and click in the Playground (the players
of `benchmarks.classroom`). Prints how long the sweep took and how long the clicks did, beside clicks without a sweep.
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

from benchmarks.classroom import Student, attend
from nnplay.ui.sweep import link
from nnplay.ui.sweep.state import exercise
from scripts.server import serving

LOOK = 0.5  # seconds between two looks at the sweep


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


async def class_with_sweep(url: str, players: int) -> tuple[float, list[Student]]:
    socket_url = url.replace("http", "ws") + "/_stcore/stream"
    seconds, students = await asyncio.gather(Visitor().sweep(socket_url, players * 0.1 + 1), attend(url, players))
    return seconds, students


def clicks(students: list[Student]) -> str:
    """Return the median and the 95th percentile."""
    times = sorted(click for student in students for click in student.clicks)
    if not times:
        return "-"
    return f"{1000 * statistics.median(times):.0f} / {1000 * times[int(len(times) * 0.95)]:.0f} ms"


def main() -> None:
    print(f"{'players':>8} {'360 runs':>10} {'clicks, median / p95':>24} {'without a sweep':>20}")
    for players in [int(argument) for argument in sys.argv[1:]] or [0, 10]:
        with serving() as server:
            alone = asyncio.run(attend(server.url, players))
            seconds, students = asyncio.run(class_with_sweep(server.url, players))
        print(f"{players:>8} {seconds:>8.1f} s {clicks(students):>24} {clicks(alone):>20}")


if __name__ == "__main__":
    main()
