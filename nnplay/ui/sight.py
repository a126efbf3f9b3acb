"""What of a run is looked at: the plane of the input space that pictures show, the camera over it, and the scene."""

from __future__ import annotations

import secrets

from nnplay.data.slice import USUAL
from nnplay.run import Run
from nnplay.study.plane import plane_of
from nnplay.ui.frames import Camera


class Sight:
    """`scene` names what the browser was told of a run and its data; another name has it told everything again.

    `slice` is what pictures show of more than two columns, and `points` grows when other samples are to be shown in
    the same scene.
    """

    camera: Camera

    def __init__(self) -> None:
        self.slice = USUAL
        self.points = 0
        self._sliced: tuple[str, ...] = ()  # the columns of which it is a slice
        self._told: tuple[object, ...] = ()  # what of the data is told with the scene, besides the points
        self._name = secrets.token_hex(4)  # nobody else, in this process or the next, has the same scenes
        self._scenes = 0

    @property
    def scene(self) -> str:
        return f"{self._name}-{self._scenes}"

    def change_scene(self) -> None:
        """Have the browser told everything about the run."""
        self._scenes += 1

    def aim(self, run: Run) -> None:
        """Look at the run and its data as they now are; a slice is one of certain columns."""
        if run.experiment.source.columns != self._sliced:
            self.slice, self._sliced = USUAL, run.experiment.source.columns
        self.camera = Camera(run, plane_of(run.experiment, run.split, self.slice))
        source, inputs = run.experiment.source, run.inputs
        self._told = (source.low, source.high, run.experiment.class_names, len(run.split.test) > 0,
                      self.camera.threshold, self.camera.scale, str((inputs.mean, inputs.spread)))

    def aim_again(self, run: Run) -> None:
        """Look at other samples of the run's; the scene stays unless more than the points would be drawn otherwise."""
        before = self._told
        self.aim(run)
        if self._told != before:
            self.change_scene()
