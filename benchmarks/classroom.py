"""A class that plays at once: `python -m benchmarks.classroom [players ...] [sweep | luck ...]`.

Each player is a websocket without a browser that asks for frames as the live stage does and now and then clicks.
Prints, for each number of players, the frames a second each got, how long a click took to be answered, how much of a
core the server used, and its memory. After `sweep` or `luck` somebody also sweeps a
course's 360 runs, or tries 1,000 starts, all the while. Everything runs on this machine's own cores, the players too.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.sweep import sweep
from benchmarks.visitor import Visitor
from nnplay.ui.wire import unpack
from scripts.server import Server, serving

SECONDS = 15
CLICK_EVERY = 2.0
PATIENCE = 4.0  # seconds until an ask is repeated, as in stage.js
BUFFERED = 0.4  # seconds of frames a player likes to have, as in playback.js


@dataclass
class Student:
    """One player: what it knows from the last answer, and what it measured."""

    component: str = ""
    fragment: str = ""
    scene: str = ""
    generation: int = 0
    frame: int = 0
    serial: int = 0
    rate: float = 30.0
    left: float = 0.0  # seconds of frames not yet shown
    frames: int = 0
    repeated: int = 0
    clicks: list[float] = field(default_factory=list)

    async def attend(self, url: str, delay: float) -> None:
        await asyncio.sleep(delay)
        async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            await socket.send(BackMsg(rerun_script={"query_string": ""}).SerializeToString())
            if not await self.answer(socket, patience=60):
                raise RuntimeError("the page did not open in time")
            await self.ask(socket, "play")
            begun = last = time.perf_counter()
            clicked = begun + delay
            self.frames = 0
            while last - begun < SECONDS:
                now = time.perf_counter()
                self.left = max(0.0, self.left - (now - last))
                last = now
                if now - clicked > CLICK_EVERY:
                    clicked = now
                    await self.ask(socket, "new_weights")
                    self.clicks.append(time.perf_counter() - now)
                elif self.left < BUFFERED:
                    await self.ask(socket)
                else:
                    await asyncio.sleep(0.01)

    async def ask(self, socket: ClientConnection, action: str = "") -> None:
        place = {"generation": self.generation, "frame": self.frame}
        intents = []
        if action:
            self.serial += 1
            self.left = 0.0
            intents.append({"serial": self.serial, "action": action, **place})
        value = {**place, "scene": self.scene, "ghosts": 0, "intents": intents}
        message = BackMsg()
        message.rerun_script.fragment_id = self.fragment
        message.rerun_script.widget_states.widgets.add(id=self.component, json_value="{}")
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{self.component}__events"
        state.json_trigger_value = json.dumps([{"event": "ask", "value": value}])
        await socket.send(message.SerializeToString())
        while not await self.answer(socket):
            self.repeated += 1
            await socket.send(message.SerializeToString())

    async def answer(self, socket: ClientConnection, patience: float = PATIENCE) -> bool:
        """Wait for the next answer of the stage and the end of its run; false when none comes in time."""
        answered = False
        end = time.perf_counter() + patience
        while True:
            message = ForwardMsg()
            try:
                packet = await asyncio.wait_for(socket.recv(), end - time.perf_counter())
            except TimeoutError:
                return False
            message.ParseFromString(packet)  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "delta":
                component = message.delta.new_element.bidi_component
                if message.delta.new_element.WhichOneof("type") == "bidi_component" and component.bytes:
                    self.component, self.fragment = component.id, message.delta.fragment_id or self.fragment
                    self.learn(component.bytes)
                    answered = True
            elif kind == "script_finished" and answered:
                return True

    def learn(self, payload: bytes) -> None:
        header, arrays = unpack(payload)
        self.scene, self.generation, self.rate = header["scene"], header["generation"], header["rate"]
        count = len(arrays["number"])
        self.frame = int(arrays["number"][-1])
        self.frames += count
        self.left += count / self.rate


async def sweeps(url: str) -> None:
    """Sweep a course's 360 runs, again and again."""
    while True:
        await sweep(url)


async def luck(url: str) -> None:
    """Try 1,000 starts of the tutorial's network, again and again."""
    async with Visitor(url, "luck") as visitor:
        await visitor.press("Start", Starts=1000)
        while True:
            if not await visitor.watch():
                await visitor.press("Start again")


BESIDE = {"sweep": sweeps, "luck": luck}


async def attend(server: Server, players: int, beside: str) -> tuple[list[Student], float, float]:
    """Let so many play at once; return them, the share of a core the server used, and how many MB it had."""
    students = [Student() for _ in range(players)]
    url = server.url.replace("http", "ws") + "/_stcore/stream"
    other = asyncio.create_task(BESIDE[beside](url)) if beside else None
    everybody = asyncio.gather(*(student.attend(url, index * 0.1) for index, student in enumerate(students)))
    await asyncio.sleep(players * 0.1 + 2)
    used, begun = server.cpu_seconds, time.perf_counter()
    await asyncio.sleep(SECONDS - 4)
    share = (server.cpu_seconds - used) / (time.perf_counter() - begun)
    megabytes = server.megabytes
    await everybody
    if other:
        if other.done():
            other.result()  # raises what ended it
        other.cancel()
    return students, share, megabytes


def main() -> None:
    asked = sys.argv[1:]
    beside = [name for name in asked if name in BESIDE] or [""]
    print(f"{'players':>8} {'beside':>7} {'frames/s each (least)':>22} {'click median':>13} {'click p95':>10} "
          f"{'asked again':>12} {'server CPU':>11} {'memory':>8}")
    for name in beside:
        for players in [int(argument) for argument in asked if argument not in BESIDE] or [1, 10, 30]:
            with serving() as server:
                students, share, megabytes = asyncio.run(attend(server, players, name))
            rates = [student.frames / SECONDS for student in students]
            clicks = sorted(click for student in students for click in student.clicks)
            print(f"{players:>8} {name or '-':>7} {statistics.mean(rates):>13.1f} ({min(rates):.1f}) "
                  f"{1000 * statistics.median(clicks):>11.0f} ms "
                  f"{1000 * clicks[int(len(clicks) * 0.95)]:>7.0f} ms "
                  f"{sum(student.repeated for student in students):>12} {share:>10.0%} {megabytes:>5.0f} MB",
                  flush=True)


if __name__ == "__main__":
    main()
