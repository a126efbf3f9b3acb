"""The server around the pages.

| threat | what holds |
|---|---|
| a checkout that cannot be written to, a user without a home | every page and Plotly's script are served all the same |
| a page framed by a stranger, a script or picture from elsewhere | headers that browsers obey, on every answer |
| counters of the server read by anybody | 404, unless the host opens them |
| one message of many megabytes | the connection ends at 1 MB |
| a message that only developers send: one clears what is cached for everybody | it is not heard |
| upload after upload | the newest three of a person are kept |
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from nnplay.ui.server import (
    MAX_MESSAGE,
    MOST_AT_ONCE,
    MOST_UPLOADS,
    PLOTLY_JS,
    Guard,
    headers,
    inline_scripts,
    make_room,
)
from tests.security.read_only import serving_read_only


@pytest.fixture(scope="module")
def read_only() -> Iterator[str]:
    with serving_read_only() as url:
        yield url


def test_a_read_only_checkout_serves_plotly_and_every_module(read_only: str) -> None:
    with urlopen(f"{read_only}/app/static/{PLOTLY_JS}") as answer:
        assert answer.headers["content-type"].startswith("text/javascript")
        assert b"plotly.js v" in answer.read(2000)
    with urlopen(f"{read_only}/app/static/stage/stage.js") as answer:
        assert b"class Stage" in answer.read()


def test_headers_are_on_every_kind_of_answer(read_only: str) -> None:
    for path in ("/", "/luck", "/_stcore/health", "/app/static/stage/stage.js", f"/app/static/{PLOTLY_JS}"):
        with urlopen(read_only + path) as answer:
            found = answer.headers
        assert found["x-content-type-options"] == "nosniff", path
        assert found["referrer-policy"] == "strict-origin-when-cross-origin"
        assert found["x-frame-options"] == "SAMEORIGIN"
        policy = dict(part.strip().split(" ", 1) for part in found["content-security-policy"].split(";"))
        assert policy["frame-ancestors"] == policy["img-src"].split()[0] == policy["default-src"] == "'self'"
        assert "unsafe-eval" not in policy["script-src"] and "unsafe-inline" not in policy["script-src"]
        assert len(found.get_all("content-security-policy")) == 1


def test_counters_are_closed(read_only: str) -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        with pytest.raises(HTTPError) as refused:
            urlopen(read_only + path)
        with refused.value as answer:
            assert answer.code == 404 and answer.headers["x-content-type-options"] == "nosniff"


def test_a_learning_platform_may_be_named() -> None:
    named = dict(headers({"NNPLAY_FRAME_ANCESTORS": "'self' https://moodle.example", "NNPLAY_HTTPS": "1"}))
    assert named[b"content-security-policy"].endswith(b"frame-ancestors 'self' https://moodle.example")
    assert b"x-frame-options" not in named and b"strict-transport-security" in named
    assert all(script.startswith("'sha256-") for script in inline_scripts())
    for wrong in ("moodle", "https://a.example;script-src", "javascript:x", "https://a.example,"):
        with pytest.raises(ValueError, match="NNPLAY_FRAME_ANCESTORS must be addresses"):
            headers({"NNPLAY_FRAME_ANCESTORS": wrong})


def test_a_person_has_at_most_a_few_uploads_in_memory() -> None:
    uploads = MemoryUploadedFileManager("/upload")
    for number in range(10):
        for person in ("one", "other"):
            uploads.add_file(person, UploadedFileRec(str(number), "a.csv", "text/csv", b"1,2"))
            make_room(uploads, person)
    newest = [str(number) for number in range(10 - MOST_UPLOADS, 10)]
    assert {person: list(files) for person, files in uploads.file_storage.items()} == {"one": newest, "other": newest}
    make_room(uploads, "nobody")


def test_all_people_have_so_many_bytes_of_uploads_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.ui.server.MOST_WAITING", 10)
    uploads = MemoryUploadedFileManager("/upload")
    for person in ("one", "two", "three"):
        uploads.add_file(person, UploadedFileRec("1", "a.csv", "text/csv", b"1,2,3"))
        make_room(uploads, person)
    assert [who for who, files in uploads.file_storage.items() if files] == ["two", "three"]


def test_uploads_to_the_server_make_room(read_only: str) -> None:
    """Whatever becomes of it, the answer to an upload of a stranger is a refusal and not a fault of the server."""
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{read_only}/_stcore/upload_file/nobody/1", data=b"x", method="PUT"))
    with refused.value as answer:
        assert 400 <= answer.code < 500


def heard_of(*messages: bytes) -> dict[str, Any]:
    """Return the first of these messages from a browser that reaches the app."""
    sent, seen = list(messages), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "bytes": sent.pop(0)}

    async def app(scope: object, receive: Any, send: object) -> None:
        seen.append(await receive())

    asyncio.run(Guard(app, [], metrics=False)({"type": "websocket"}, receive, None))  # type: ignore[arg-type]
    return seen[0]


@pytest.mark.parametrize(("more", "ended"), [(0, False), (1, True)])
def test_a_message_that_is_too_large_ends_the_connection(more: int, ended: bool) -> None:
    bare = len(BackMsg(rerun_script={"query_string": "x" * 900_000}).SerializeToString()) - 900_000
    message = BackMsg(rerun_script={"query_string": "x" * (MAX_MESSAGE - bare + more)}).SerializeToString()
    assert len(message) == MAX_MESSAGE + more
    assert (heard_of(message)["type"] == "websocket.disconnect") == ended


@pytest.mark.parametrize(("message", "heard"), [
    (BackMsg(rerun_script={"query_string": "data=spiral"}), True), (BackMsg(app_heartbeat=True), True),
    (BackMsg(stop_script=True), True), (BackMsg(file_urls_request={"file_names": ["a.csv"]}), True),
    (BackMsg(file_urls_request={"file_names": ["a.csv"] * 300}), False), (BackMsg(clear_cache=True), False),
    (BackMsg(load_git_info=True), False), (BackMsg(set_run_on_save=True), False), (BackMsg(), False),
    (BackMsg(debug_shutdown_runtime=True), False)])
def test_only_what_browsers_say_is_heard(message: BackMsg, heard: bool) -> None:
    last = BackMsg(rerun_script={"query_string": "the last"})
    first = heard_of(message.SerializeToString(), last.SerializeToString())
    assert BackMsg.FromString(first["bytes"]) == (message if heard else last)


def test_what_is_no_message_is_left_to_streamlit() -> None:
    assert heard_of(b"\xff")["bytes"] == b"\xff"


def test_a_connection_that_says_very_much_is_heard_in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waits, message = list[float](), BackMsg(app_heartbeat=True).SerializeToString()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "bytes": message}

    async def app(scope: object, receive: Any, send: object) -> None:
        for _ in range(3 * MOST_AT_ONCE):
            await receive()

    monkeypatch.setattr("nnplay.ui.server.asyncio.sleep", sleep)
    asyncio.run(Guard(app, [], metrics=False)({"type": "websocket"}, receive, None))  # type: ignore[arg-type]
    assert waits[:MOST_AT_ONCE] == [0] * MOST_AT_ONCE  # whoever opens a page says some dozen things
    assert waits[-1] > 0 and waits == sorted(waits)
