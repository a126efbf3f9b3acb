"""The reel: the frames of a run that were sent to the browser, of which the first is the one on its screen."""

from __future__ import annotations

import time
from collections import deque

from nnplay.engine.training import Snapshot
from nnplay.run import Run
from nnplay.ui.frames import Camera, Frame


class Reel:
    """Takes frames with a camera, numbers them, and remembers those that were sent and may still be shown.

    `last_sound` is the last frame whose loss was not beyond all measure: where a run that has diverged goes back to.
    """

    last_sound: Frame

    def __init__(self) -> None:
        self._sent: deque[Frame] = deque()
        self._number = 0
        self._asked = time.monotonic()

    def __len__(self) -> int:
        return len(self._sent)

    @property
    def shown(self) -> Snapshot | None:
        """The moment on the screen, or None when nothing was sent of the present run."""
        return self._sent[0].moment if self._sent else None

    def moving(self, camera: Camera, run: Run) -> Frame:
        """Take the present moment as it is seen in passing."""
        return self._noted(camera.moving(run, self._next()))

    def still(self, camera: Camera, run: Run) -> Frame:
        """Take the present moment at full resolution; it is now the one on the screen."""
        frame = self._noted(camera.still(run, self._next()))
        self._sent = deque([frame])
        return frame

    def send(self, *frames: Frame) -> None:
        """Remember frames as sent, after those that were."""
        self._sent.extend(frames)

    def cut(self) -> None:
        """Forget what was sent."""
        self._sent.clear()

    def acknowledge(self, number: int) -> None:
        """Note that the browser shows this frame: what came before need not be remembered any longer."""
        while len(self._sent) > 1 and self._sent[0].number < number:
            self._sent.popleft()

    def asked(self) -> None:
        """Note that the browser has just asked."""
        self._asked = time.monotonic()

    def catch_up(self, rate: float) -> None:
        """Count as shown what the browser had time to show at so many frames a second since it asked."""
        if self._sent:
            self.acknowledge(self._sent[0].number + int((time.monotonic() - self._asked) * rate))
        self.asked()

    def _noted(self, frame: Frame) -> Frame:
        if frame.sound:
            self.last_sound = frame
        return frame

    def _next(self) -> int:
        self._number += 1
        return self._number
