"""The server around the pages: what it serves besides them, what it never serves, and the headers of every answer.

Three settings are read from the environment: `NNPLAY_FRAME_ANCESTORS`, the addresses that may show the app in a frame
(a learning platform's, separated by spaces; by default nobody else's); `NNPLAY_METRICS=1`, which opens Streamlit's
counters at `/_stcore/metrics`; `NNPLAY_HTTPS=1`, which tells browsers to come by HTTPS alone.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
from google.protobuf.message import DecodeError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg

PLOTLY_JS = f"plotly-{version('plotly')}.min.js"
PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
MAX_MESSAGE = 1_000_000  # bytes from the browser; what is larger is a file and comes as an upload
MOST_UPLOADS = 3  # files of one person that wait in memory; the oldest makes room
MOST_AT_ONCE, MOST_A_SECOND = 100, 50  # messages of one connection; more have to wait
MOST_NAMES = 20  # of files that a message announces
# What browsers say. The other kinds that Streamlit hears are for developers: one clears the caches of all visitors.
KINDS = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
MOST_WAITING = 100_000_000  # bytes of all people's
UPLOADED = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
TOO_LARGE = 1009  # the WebSocket's code
CLOSED = re.compile(r"/_stcore/metrics/?$")
# Where what a page shows may come from: this server alone. Streamlit writes styles into elements and loads modules of
# components from blobs; Plotly keeps pictures in data addresses.
SOURCES = {
    "default-src": "'self'", "script-src": "'self' blob:", "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:", "font-src": "'self' data:", "connect-src": "'self' blob: data:",
    "worker-src": "'self' blob:", "object-src": "'none'", "base-uri": "'self'", "form-action": "'self'",
}
ANCESTOR = re.compile(r"'self'|'none'|\*|https?://[\w.*:-]+", re.ASCII)


def routes() -> list[BaseRoute]:
    """Return what is served besides Streamlit's own: the Plotly that the installed package ships."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"/{base}/app/static/{PLOTLY_JS}".replace("//", "/"), _plotly)]


def guard() -> Middleware:
    """Return the middleware that every request passes."""
    return Middleware(Guard, headers=headers(os.environ), metrics=os.environ.get("NNPLAY_METRICS") == "1")


def lifespan() -> Any:
    """Return what runs beside the pages; nothing where the system does not say how much memory there is."""
    if not Path("/proc/self/statm").exists():
        return None
    from nnplay.ui.housekeeping import keep_house  # other systems lack what it needs

    return keep_house


def headers(environ: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the headers of every answer. Raises ValueError for a setting that is no list of addresses."""
    ancestors = environ.get("NNPLAY_FRAME_ANCESTORS", "").split() or ["'self'"]
    for each in ancestors:
        if not ANCESTOR.fullmatch(each):
            raise ValueError(f"NNPLAY_FRAME_ANCESTORS must be addresses such as https://moodle.example, got {each!r}")
    scripts = f"{SOURCES['script-src']} {' '.join(inline_scripts())}"
    policy = "; ".join(f"{name} {places}" for name, places in
                       {**SOURCES, "script-src": scripts, "frame-ancestors": " ".join(ancestors)}.items())
    found = {"content-security-policy": policy, "x-content-type-options": "nosniff",
             "referrer-policy": "strict-origin-when-cross-origin",
             "permissions-policy": "camera=(), geolocation=(), microphone=()"}
    if ancestors == ["'self'"]:
        found["x-frame-options"] = "SAMEORIGIN"
    if environ.get("NNPLAY_HTTPS") == "1":
        found["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in found.items()]


def inline_scripts() -> list[str]:
    """Return the hashes, as a policy names them, of the scripts that stand in Streamlit's own page."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return [f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
            for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]


class Guard:
    """Adds headers, keeps counters to itself, bounds uploads, and hears only what visitors' browsers say."""

    def __init__(self, app: ASGIApp, headers: list[tuple[bytes, bytes]], metrics: bool) -> None:
        self.app, self.headers, self.metrics = app, headers, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.app(scope, _sound(receive), send)
        elif scope["type"] == "http":
            closed = not self.metrics and CLOSED.search(scope["path"])
            answer: ASGIApp = PlainTextResponse("Not Found", 404) if closed else self.app
            await answer(scope, receive, self._with_headers(send))
            if scope["method"] in ("PUT", "POST") and (upload := UPLOADED.search(scope["path"])):
                make_room(runtime.get_instance().uploaded_file_mgr, upload[1])
        else:
            await self.app(scope, receive, send)

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in self.headers}
                message["headers"] = [pair for pair in message.get("headers", ()) if pair[0].lower() not in own]
                message["headers"] += self.headers
            await send(message)

        return sending


def make_room(uploads: Any, session: str) -> None:
    """Forget the oldest uploads of a person beyond `MOST_UPLOADS`, and of all beyond `MOST_WAITING` bytes.

    What was read of them stays with the person.
    """
    for file in list(uploads.file_storage.get(session, ()))[:-MOST_UPLOADS]:
        uploads.remove_file(session, file)
    there = [(who, file, len(record.data)) for who, files in uploads.file_storage.items()
             for file, record in files.items()]
    waiting = sum(size for _, _, size in there)
    for who, file, size in there:
        if waiting > MOST_WAITING:
            uploads.remove_file(who, file)
            waiting -= size


def _sound(receive: Receive) -> Receive:
    """Hear what a browser of ours says, in its time; a connection that sends too large a message looks closed by it."""
    spare, last = float(MOST_AT_ONCE), time.monotonic()

    async def receiving() -> Message:
        nonlocal spare, last
        while True:
            now = time.monotonic()
            spare, last = min(MOST_AT_ONCE, spare + (now - last) * MOST_A_SECOND) - 1, now
            await asyncio.sleep(max(0.0, -spare / MOST_A_SECOND))  # even at 0 others come first
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes") or (message.get("text") or "").encode("utf-8", "replace")
            if len(content) > MAX_MESSAGE:
                return {"type": "websocket.disconnect", "code": TOO_LARGE}
            if said_by_browsers(content):
                return message

    return receiving


def said_by_browsers(content: bytes) -> bool:
    """Say whether a message is of a kind that visitors' browsers send. What is none at all is left to Streamlit."""
    try:
        message = BackMsg.FromString(content)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    return kind in KINDS and len(message.file_urls_request.file_names) <= MOST_NAMES


async def _plotly(_: Request) -> FileResponse:
    return FileResponse(PLOTLY_FILE, media_type="text/javascript",
                        headers={"cache-control": "public, max-age=31536000, immutable"})
