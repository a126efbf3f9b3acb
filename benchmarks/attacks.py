"""What a stranger can do to others: `python -m benchmarks.attacks [name ...]`.

Somebody plays and clicks New weights three times a second; after two seconds an attack begins. Prints for each attack
the bytes it sends, how much computing the server spends on it, how long the person's clicks take beside it, and the
memory of the server. `nothing` is the same without an attack. Attackers run on the same cores, in this process.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
import zipfile
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks import classroom
from benchmarks.classroom import Student
from benchmarks.visitor import Visitor
from nnplay import Experiment
from nnplay.share.opening import Opening, write
from scripts.server import Server, serving

SECONDS, CLICK_EVERY, BEGINS = 14.0, 0.33, 2.0
LARGE = Experiment(hidden=(8,) * 6, batch=1, samples=5000, seed=1)
REST = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main'
    '+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="one" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
}
Attack = Callable[[str], Awaitable[int]]  # takes the address of the websocket, returns the bytes sent


async def nothing(url: str) -> int:
    return 0


async def digits(url: str) -> int:
    """One text whose first word is 15,000 digits, pasted as a table by five people."""
    return await _paste(url, 5, "1" * 15_000 + "x,b\n1,2\n3,4\n")


async def tabs(url: str) -> int:
    """40 kB of tabs, and 200 cells of 1,990 digits, pasted as tables."""
    cells = (("9" * 1_990 + ",") * 20 + "1\n") * 10
    return await _paste(url, 2, "\t" * 40_000 + "\n1\t2\n") + await _paste(url, 2, cells)


async def workbook(url: str) -> int:
    """Five people upload workbooks of some kB that hold millions of cells or rows."""
    floods = ["<row>" + "<c/>" * 5_000_000 + "</row>", "<row/>" * 5_000_000, "<row><c><v>1</v></c></row>" * 1_000_000,
              ("<row>" + "<c/>" * 100 + "</row>") * 19_000, "<row>" + "<c><v>1</v></c>" * 1_900_000 + "</row>"]
    books = [await asyncio.to_thread(_workbook, cells) for cells in floods]
    return sum(await asyncio.gather(*(_upload(url, book) for book in books)))


async def steps(url: str) -> int:
    """Ten messages of 83 kB that ask for 1,000 epochs of the largest network each; nobody waits for an answer."""
    return sum(await asyncio.gather(*(_ask_and_leave(url) for _ in range(10))))


async def late_moments(url: str) -> int:
    """Ten people open a link to a moment a billion steps late in a long run."""
    query = urlencode(write(Opening(LARGE, 10**9)))
    return sum(await asyncio.gather(*(_open(url, query) for _ in range(10))))


async def reruns(url: str) -> int:
    """2,000 messages at once, each for a run of the whole page."""
    return await _burst(url, BackMsg(rerun_script={"query_string": "data=spiral"}), 2_000)


async def uploads(url: str) -> int:
    """A message that announces 300,000 files."""
    return await _burst(url, BackMsg(file_urls_request={"request_id": "1", "file_names": ["a"] * 300_000}), 1)


async def caches(url: str) -> int:
    """200 messages that would clear what is cached for everybody."""
    return await _burst(url, BackMsg(clear_cache=True), 200)


async def large_messages(url: str) -> int:
    """Ten messages of 20 MB."""
    message = BackMsg(rerun_script={"query_string": "x" * 20_000_000})
    return sum(await asyncio.gather(*(_burst(url, message, 1) for _ in range(10))))


ATTACKS: dict[str, Attack] = {each.__name__: each for each in (
    nothing, digits, tabs, workbook, steps, late_moments, reruns, uploads, caches, large_messages)}


async def _paste(url: str, people: int, text: str) -> int:
    async def one() -> int:
        async with Visitor(url, "your_data") as visitor:
            await visitor.press("Use this text", **{"Or cells copied from a spreadsheet, or lines of text": text})
        return len(text)

    return sum(await asyncio.gather(*(one() for _ in range(people))))


def _workbook(cells: str) -> bytes:
    file = io.BytesIO()
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (REST | {"xl/worksheets/sheet1.xml": f"{sheet}</sheetData></worksheet>"}).items():
            archive.writestr(name, text)
    return file.getvalue()


async def _upload(url: str, content: bytes) -> int:
    async with Visitor(url, "your_data") as visitor:
        place = await visitor.announce("book.xlsx")
        whole = f"http://{urlsplit(url).netloc}{place.upload_url}"
        boundary = "7f3a"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="book.xlsx"\r\n\r\n'.encode()
                + content + f"\r\n--{boundary}--\r\n".encode())
        request = Request(whole, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}, method="PUT")
        await asyncio.to_thread(lambda: urlopen(request, timeout=60).close())
        await visitor.bring("A file: CSV, TSV, Excel (.xlsx), ARFF or Markdown", "book.xlsx", len(content), place)
    return len(content)


async def _ask_and_leave(url: str) -> int:
    student = Student()
    query = urlencode(write(Opening(LARGE)))
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        await socket.send(BackMsg(rerun_script={"query_string": query}).SerializeToString())
        await student.answer(socket, patience=60)
        place = {"generation": student.generation, "frame": student.frame}
        asks = [{"event": "ask", "value": {**place, "scene": student.scene, "ghosts": 0, "intents": [
            {"serial": 50 * ask + serial, "action": "step", "unit": "epoch", **place} for serial in range(1, 51)]}}
            for ask in range(20)]
        message = BackMsg()
        message.rerun_script.fragment_id = student.fragment
        message.rerun_script.widget_states.widgets.add(id=student.component, json_value="{}")
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.json_trigger_value = f"$$STREAMLIT_INTERNAL_KEY_{student.component}__events", json.dumps(asks)
        sent = message.SerializeToString()
        await socket.send(sent)
    return len(sent)


async def _open(url: str, query: str) -> int:
    async with Visitor(url, query=query):
        return len(query)


async def _burst(url: str, message: BackMsg, times: int) -> int:
    sent = message.SerializeToString()
    try:
        async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            for _ in range(times):
                await socket.send(sent)
            finished = ForwardMsg()
            while finished.WhichOneof("type") != "script_finished":
                finished.ParseFromString(await asyncio.wait_for(socket.recv(), 10))  # type: ignore[arg-type]
    except (ConnectionClosed, TimeoutError):
        pass  # refused, which is as it should be: the message was too large, or nothing in it is answered
    return len(sent) * times


async def beside(server: Server, attack: Attack) -> tuple[int, float, list[float]]:
    """Attack while somebody plays: bytes sent, seconds until the attacker is done, the person's clicks in seconds."""
    url = server.url.replace("http", "ws") + "/_stcore/stream"
    victim = Student()
    playing = asyncio.create_task(victim.attend(url, 0))
    await asyncio.sleep(BEGINS)
    begun, before = time.perf_counter(), len(victim.clicks)
    sent = await attack(url)
    took = time.perf_counter() - begun
    await playing
    return sent, took, sorted(victim.clicks[before:])


def main() -> None:
    classroom.SECONDS, classroom.CLICK_EVERY = SECONDS, CLICK_EVERY
    print(f"{'attack':>15} {'sent':>10} {'takes':>8} {'click median':>13} {'p95':>9} {'longest':>9} {'memory':>8}")
    for name in sys.argv[1:] or ATTACKS:
        with serving("app.py", "--server.enableXsrfProtection", "false") as server:  # which only a browser has to pass
            sent, took, clicks = asyncio.run(beside(server, ATTACKS[name]))
            memory = server.megabytes
        middle, late = (1000 * clicks[int(len(clicks) * share)] for share in (0.5, 0.95))
        print(f"{name:>15} {sent / 1000:>7.0f} kB {took:>6.1f} s {middle:>10.0f} ms {late:>6.0f} ms "
              f"{1000 * clicks[-1]:>6.0f} ms {memory:>5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
