"""A person at a page, without a browser: reads what the page sends, presses its buttons, watches its charts."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds for one run of a page


class Visitor:
    """Opens a page by its name, and knows its buttons and number boxes by their labels."""

    def __init__(self, url: str, page: str = "", query: str = "") -> None:
        self.progress = ""
        self._url, self._page, self._query = url, page, query
        self._widgets: dict[str, str] = {}
        self._asking: tuple[str, str, int, float] | None = None  # chart, fragment, turn, seconds to wait
        self._socket: ClientConnection

    async def __aenter__(self) -> Visitor:
        self._socket = await connect(self._url, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        await self.look()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self._socket.close()

    async def look(self) -> None:
        """Let the whole page run again."""
        await self._send(self._message())

    async def press(self, button: str, **written: float | str) -> None:
        """Press a button after numbers or texts were written into boxes, named by their labels."""
        message = self._message()
        for label, value in written.items():
            kind = "string_value" if isinstance(value, str) else "double_value"
            message.rerun_script.widget_states.widgets.add(id=self._widgets[label], **{kind: value})
        message.rerun_script.widget_states.widgets.add(id=self._widgets[button], trigger_value=True)
        await self._send(message)

    async def announce(self, file: str) -> FileURLs:
        """Announce a file, and return where it is to be uploaded."""
        request = BackMsg(file_urls_request={"request_id": "1", "file_names": [file]})
        await self._socket.send(request.SerializeToString())
        while True:
            answer = await self._heard()
            if answer.WhichOneof("type") == "file_urls_response":
                return answer.file_urls_response.file_urls[0]

    async def bring(self, uploader: str, file: str, size: int, place: FileURLs) -> None:
        """Put a file that was uploaded into an uploader, named by its label."""
        message = self._message()
        state = message.rerun_script.widget_states.widgets.add(id=self._widgets[uploader])
        state.file_uploader_state_value.uploaded_file_info.add(name=file, size=size, file_id=place.file_id,
                                                               file_urls=place)
        await self._send(message)

    async def watch(self) -> bool:
        """Do as a live chart does: ask for the next picture, after its pause. False when it asks for none."""
        if self._asking is None:
            return False
        chart, fragment, turn, pause = self._asking
        await asyncio.sleep(pause)
        message = self._message()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{chart}__events")
        state.json_trigger_value = json.dumps([{"event": "ask", "value": turn}])
        await self._send(message)
        return True

    def _message(self) -> BackMsg:
        return BackMsg(rerun_script={"query_string": self._query, "page_name": self._page})

    async def _send(self, message: BackMsg) -> None:
        """Send, and take in what one run of the page answers."""
        self._asking = None
        await self._socket.send(message.SerializeToString())
        while True:
            answer = await self._heard()
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._take(answer)
            elif kind == "script_finished":
                return

    async def _heard(self) -> ForwardMsg:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(self._socket.recv(), PATIENCE))  # type: ignore[arg-type]
        return answer

    def _take(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "number_input", "text_area", "file_uploader"):
            widget = getattr(element, kind)
            self._widgets[widget.label] = widget.id
        elif kind == "progress":
            self.progress = element.progress.text
        elif kind == "bidi_component" and element.bidi_component.json:
            data = json.loads(element.bidi_component.json)
            if data.get("pace"):
                self._asking = (element.bidi_component.id, answer.delta.fragment_id, data["turn"], data["pace"] / 1000)
