"""Plays a run: trains it in small portions, turns each portion into a frame, and can go back to any frame just shown.

The browser sets the pace. It asks with the number of the frame it shows; the player answers with the next few. What
was trained beyond the shown frame is taken back when the person acts, so that pausing, stepping or changing a setting
happens at the moment that is on the screen.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from nnplay.change import PART_OF, parts_changed
from nnplay.data.drawn import Paper
from nnplay.data.slice import Slice
from nnplay.engine.fields import MAX_SEED
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.share.opening import Opening
from nnplay.study.compare import differences
from nnplay.study.surgery import Surgery, reshaped, transplanted
from nnplay.study.timeline import Timeline
from nnplay.ui.drawing import Strokes
from nnplay.ui.edits import Edits
from nnplay.ui.frames import Frame
from nnplay.ui.ghosts import Ghosts
from nnplay.ui.governor import GOVERNOR
from nnplay.ui.pace import Pace
from nnplay.ui.reel import Reel
from nnplay.ui.sight import Sight
from nnplay.ui.turns import TURNS

CHUNK_FRAMES = 15
CHUNK_SECONDS = 0.04  # of computing: an answer that takes longer keeps clicks waiting
FIRST_SECONDS = 0.012  # of the first answer after an act, so that its effect is seen soon
MOST_WEIGHT = 1e6  # that a person may set
SLOWER = 0.1  # what the learning rate is multiplied by after a divergence
REPLAY_EPOCHS = 50  # of training to a link's moment, between looks at the clock
KEPT = ("All weights of what remains were kept; the epochs count from 0 again. The earlier run stays on the loss "
        "chart.")
REPLAY_STEPS = 50_000  # that a link asks for; beyond them it brings the weights


class Player:
    """The run on the stage.

    `generation` grows whenever frames sent before are no longer the future: the browser drops them. All methods that
    train or change the run hold one lock, because Streamlit may start a second thread for the same person.
    """

    run: Run
    timeline: Timeline
    _opened: Opening
    _until: int | None  # the step at which playing ends by itself
    _straight: bool  # no weight was set by hand and no rule was changed since the start

    def __init__(self, experiment: Experiment) -> None:
        self.playing = False
        self.generation = 0
        self.lock = threading.RLock()
        self.pace = Pace()
        self.sight = Sight()
        self.reel = Reel()
        self._way_back = (-1, 0)  # where the run stands on its way one step back, and where that leads
        self._answered = -1  # the generation of the last frames that were sent
        self.word = ""  # to say once about the last thing that was done: why it was not, or what came with it
        self.ghosts = Ghosts()
        self.strokes = Strokes()
        self.blank: Paper | None = None  # what points are waited for on, after all were taken away
        self._begin(Opening(experiment))

    # What a person does

    def open(self, opening: Opening) -> str:
        """Show another experiment at the moment where it is to be opened; say if that could not be reached."""
        with self.lock:
            self._take_back()
            self.playing = False
            begins_here = (opening.step, opening.theta) == (self._opened.step, self._opened.theta)
            if begins_here and parts_changed(self.experiment, opening.experiment) <= {"training"}:
                self.change(opening.experiment)
                return ""
            self._restart(opening)
            if opening.theta is None:
                self._replay(opening.step)
            if self.run.step == opening.step:
                return ""
            return (f"the link leads to step {opening.step:,}, and the run stands at step {self.run.step:,}: "
                    f"{self.run.divergence or self.run.stopped or 'press Play to go on'}.")

    def take_over(self, other: Player) -> None:
        """Show another player's run as it stands, with its history and timeline; both go on by themselves."""
        with other.lock:
            run, timeline = deepcopy((other.run, other.timeline))
            opened, straight = other.opened, other.straight
        self.go_on_from(run, timeline, opened, straight)

    def go_on_from(self, run: Run, timeline: Timeline, opened: Opening, straight: bool) -> None:
        """Show a run as it stands, with its past; `opened` and `straight` are what they were for it elsewhere."""
        with self.lock:
            self._take_back()
            self.playing = False
            self.ghosts.keep(self.experiment, self.timeline.go_on(self.run) or self.run.history_log)
            self._stand(run, timeline, opened)
            self._straight = straight

    def here(self) -> Opening:
        """Return what opens the moment on the screen: its steps where they lead there, else its weights."""
        with self.lock:
            run, begun = self.run, self._opened
            if self._straight and (begun.theta is None or run.step == begun.step) and run.step <= REPLAY_STEPS:
                return Opening(run.experiment, run.step, begun.theta)
            step = run.epoch * run.trainer.steps_per_epoch + run.trainer.position // run.trainer.batch
            return Opening(run.experiment, step, tuple(run.params.theta[0].tolist()))

    @property
    def straight(self) -> bool:
        """Whether the present moment follows from the start by the present settings alone."""
        return self._straight

    @property
    def opened(self) -> Opening:
        """What Reset returns to."""
        return self._opened

    def play(self) -> None:
        with self.lock:
            if not self._ended and not self.blank:
                self.playing, self._until = True, None
                self.pace.begin()
                self._answered = -1

    def play_to(self, step: int) -> bool:
        """Play as fast as can be up to a step, and pause there. Return whether the run is on its way."""
        with self.lock:
            if self.run.step < step:
                self.play()
            if self.playing:
                self._until = step
                self.word = f"Training to step {step:,}."
            return self.playing

    def pause(self) -> None:
        """Stop at the moment on the screen. Does nothing when nothing plays."""
        with self.lock:
            if self.playing:
                self.playing = False
                self._take_back()

    def step(self, unit: str, seconds: float = math.inf) -> bool:
        """Make one "batch" or one "epoch" and pause. Return whether the time was enough; the rest is the next epoch."""
        if unit not in ("batch", "epoch"):
            raise ValueError(f"a step is one batch or one epoch, got {unit!r}")
        with self.lock:
            self._take_back()
            self.playing = False
            if self.blank:
                return True
            self._go_on()
            limit = None if math.isinf(seconds) else seconds
            if unit == "batch":
                self.run.advance(steps=1)
            else:
                self.run.advance(epochs=1, seconds=limit)
            self.timeline.note(self.run)
            return unit == "batch" or self.run.trainer.position == 0 or self._ended

    def train(self, *, epochs: int, seconds: float) -> None:
        """Train for so many epochs, or seconds, at once, and pause."""
        with self.lock:
            self._take_back()
            self.playing = False
            if self.blank:
                return
            self._go_on()
            last = self.run.epoch + epochs
            deadline = time.monotonic() + seconds
            while self.run.epoch < last and not self._ended and time.monotonic() < deadline:
                self.run.advance(epochs=1)
                self.timeline.note(self.run)

    def visit(self, step: int, seconds: float | None = None) -> bool:
        """Put the run at a step of its past, and pause. What came after stays known until it is trained on.

        Return whether the time was enough to get there; asked again, the run goes on from where it stands.
        """
        with self.lock:
            self._take_back()
            self.playing = False
            arrived = self.timeline.go_to(self.run, step, seconds)
            self.reel.cut()
            return arrived

    def back(self, seconds: float | None = None) -> bool:
        """Go one step back from the moment on the screen, and pause. Return whether the time was enough, as `visit`."""
        with self.lock:
            self._take_back()
            stands, target = self._way_back
            if stands != self.run.step:
                target = self.run.step - 1
            arrived = self.visit(target, seconds)
            self._way_back = (-1, 0) if arrived else (self.run.step, target)
            return arrived

    def reset(self) -> None:
        """Go back to the exact same start."""
        with self.lock:
            self._take_back()
            self.playing = False
            self._restart(replace(self._opened, experiment=self.experiment))

    def set_parameter(self, index: int, value: float | None, *, press: int | None = None) -> None:
        """Give one weight or bias another value, and pause; `undo` takes it back. Nonsense changes nothing.

        All values of one `press`, by which a weight is dragged, are one edit.
        """
        with self.lock:
            if value is None or abs(value) > MOST_WEIGHT or not 0 <= index < self.run.params.theta.shape[1]:
                return
            self._take_back()
            self.playing = False
            self.edits.note(index, float(self.run.params.theta[0, index]), press)
            self._put(index, value)

    def undo(self) -> None:
        """Give the parameter that was set last the value it had before. Does nothing when none was."""
        with self.lock:
            if self.edits:
                self._take_back()
                self.playing = False
                self._put(*self.edits.take_back())

    def operate(self, operation: Callable[[Experiment], Surgery]) -> None:
        """Change the network itself and train on from there; the weights of what remains are kept.

        Raises ValueError for what cannot be done, and then changes nothing.
        """
        with self.lock:
            surgery = operation(self.experiment)
            if surgery.experiment == self.experiment:
                return
            playing = self.playing
            self._take_back()
            if self.run.step == self.timeline.first and self._straight and self._opened.theta is None:
                self._restart(Opening(surgery.experiment))  # nothing was learnt yet
                return
            self.word = KEPT if self.run.step > self.timeline.first else ""
            theta = transplanted(surgery, self.run.params)
            self._restart(Opening(surgery.experiment, theta=tuple(theta.tolist())))
            self._opened, self._straight = Opening(surgery.experiment), False  # Reset draws the weights of its seed
            self.playing = playing
            if playing:
                self._hold()

    def learn_from(self, experiment: Experiment, blank: Paper | None = None) -> None:
        """Go on with other samples, keeping weights and history; the timeline begins here.

        `blank` says that there are none: the network waits, with what it has, for points on that paper.
        Raises ValueError when the network would be another.
        """
        with self.lock:
            playing = self.playing and not blank
            self._take_back()
            self._go_on()
            self.playing = playing
            self.blank = blank
            self.sight.points += 1
            if experiment != self.experiment:
                self._straight = False
                self.run.learn_from(experiment)
                self.timeline = Timeline(self.run)
                self.sight.aim_again(self.run)
            self.reel.last_sound = self._frame()
            if playing:
                self._hold()

    def clear_ghosts(self) -> None:
        """Take the earlier runs off the chart."""
        with self.lock:
            self.ghosts.clear()

    def new_weights(self) -> None:
        """Start again from the next seed's weights, with the same data."""
        self.change(self.experiment.with_(seed=(self.experiment.seed + 1) % (MAX_SEED + 1)))

    def set_speed(self, speed: int) -> None:
        with self.lock:
            self.pace.choose(speed)
            if self.playing:
                self._take_back()
                self._hold()

    def change(self, experiment: Experiment) -> None:
        """Go on with another experiment, keeping what can be kept: the run, else the weights of what remains."""
        with self.lock:
            parts = parts_changed(self.experiment, experiment)
            if not parts:
                return
            if parts <= {"training"}:
                self._take_back()
                self._retune(experiment)
            elif parts <= {"training", "network"}:
                self.operate(lambda present: reshaped(present, experiment))
            else:
                self._take_back()
                self._say_restart(experiment)
                self._restart(Opening(experiment))

    def go_on(self) -> None:
        """After a stopping rule was met, take the rules away and play on."""
        self.change(self.experiment.with_(stop=()))
        self.play()

    def recover(self) -> None:
        """After a divergence, go back to the last sound frame with a tenth of the learning rate."""
        with self.lock:
            if not self.run.divergence:
                return
            self.generation += 1
            self.run.restore(self.reel.last_sound.moment)
            self.timeline.forget_after(self.run.step)
            self.reel.cut()
            self._retune(self.experiment.with_(lr=self.slower_rate))

    # What the picture is made of

    @property
    def experiment(self) -> Experiment:
        return self.run.experiment

    @property
    def _ended(self) -> bool:
        """Whether training stands still by itself: it diverged, or a rule stopped it."""
        return self.run.divergence is not None or self.run.stopped is not None

    @property
    def _arrived(self) -> bool:
        return self._until is not None and self.run.step >= self._until

    @property
    def slower_rate(self) -> float:
        """The learning rate offered after a divergence, to four digits."""
        return max(float(f"{self.experiment.lr * SLOWER:.4g}"), 1e-6)

    def said(self) -> str:
        """Return what is to be said about the last thing that was done, once."""
        word, self.word = self.word, ""
        return word

    def show(self, chosen: Slice) -> None:
        """Show another plane of the input space; the run is not touched."""
        with self.lock:
            if chosen == self.sight.slice:
                return
            self._take_back()
            self.sight.slice = chosen
            self.sight.aim(self.run)
            self.sight.change_scene()
            if self.playing:
                self._hold()

    def acknowledge(self, generation: int, number: int) -> None:
        """Note that the browser shows this frame: what came before need not be remembered any longer."""
        with self.lock:
            self.reel.asked()
            if generation == self.generation:
                self.reel.acknowledge(number)

    def catch_up(self) -> None:
        """Count as shown what the browser had time to show since it asked: for acts that do not name their frame."""
        with self.lock:
            self.reel.catch_up(self.pace.rate)

    def chunk(self) -> list[Frame]:
        """Return the next frames: several while playing, the one that stands while not."""
        with self.lock:
            if not self.playing or self._ended or self._arrived:
                self.playing = False
                return [self.reel.still(self.sight.camera, self.run)]
            grant = GOVERNOR.grant(id(self))
            self.pace.settle(grant)
            frames: list[Frame] = []
            begun = time.thread_time()
            most = max(1, min(CHUNK_FRAMES, round(self.pace.rate)))
            self._go_on()
            seconds = CHUNK_SECONDS if self._answered == self.generation else FIRST_SECONDS
            self._answered = self.generation
            while len(frames) < most and time.thread_time() - begun < seconds and not (self._ended or self._arrived):
                steps = self.pace.portion() if self._until is None else self._until - self.run.step
                self.run.advance(steps=steps, seconds=grant.seconds_per_frame)
                self.timeline.note(self.run)
                frames.append(self._frame())
            self.reel.send(*frames)
            return frames

    def _restart(self, opening: Opening) -> None:
        """Start another run; what this one became stays on the chart."""
        self.ghosts.keep(self.experiment, self.timeline.go_on(self.run) or self.run.history_log)
        blank = None if "data" in parts_changed(self.experiment, opening.experiment) else self.blank
        self._begin(opening)
        self.blank = blank

    def _say_restart(self, experiment: Experiment) -> None:
        """Say what made a run that had learnt something start again; not when other weights were asked for."""
        names = [name.replace("_", " ") for name in differences(self.experiment, experiment)
                 if PART_OF.get(name) != "training"]
        if self.run.step > self.timeline.first and names != ["seed"]:
            self.word = (f"Started again with seed {experiment.seed}, because this changed: {', '.join(names)}. "
                         "The earlier run stays on the loss chart.")

    def _begin(self, opening: Opening) -> None:
        theta = opening.theta
        run = opening.experiment.start() if theta is None else opening.experiment.start(theta=theta, step=opening.step)
        self._stand(run, Timeline(run), Opening(opening.experiment, opening.step if theta is not None else 0, theta))

    def _stand(self, run: Run, timeline: Timeline, opened: Opening) -> None:
        """Have a run on the stage as it stands, with its past; `opened` is what it began as."""
        self.run = run
        self._opened = opened
        self._straight = True
        self._until = None
        self.blank = None
        self.edits = Edits()
        self.timeline = timeline
        self.sight.aim(run)
        self.sight.change_scene()
        self.reel.cut()
        self.generation += 1
        self.reel.last_sound = self._frame()

    def _replay(self, step: int) -> None:
        """Train to a step, as far as the time of one message allows."""
        begun, seconds = time.thread_time(), TURNS.allowance
        while self.run.step < step and time.thread_time() - begun < seconds and not self._ended:
            self.run.advance(epochs=REPLAY_EPOCHS, steps=step - self.run.step, seconds=seconds)
            self.timeline.note(self.run)

    def _take_back(self) -> None:
        """Return to the frame on the screen and void what was sent after it."""
        self.generation += 1
        shown = self.reel.shown
        if shown:
            self.run.restore(shown)
            if not self.timeline.looking_back:
                self.timeline.forget_after(self.run.step)
            self.reel.cut()

    def _put(self, index: int, value: float) -> None:
        """Set a parameter of the present moment; the past stays as it was."""
        self._go_on()
        self._straight = False
        moment = self.run.snapshot()
        moment.theta[0, index] = value
        self.run.restore(moment)
        self.timeline.mark(self.run)

    def _hold(self) -> None:
        """Let the present moment be the one to take back to until the browser shows a later one."""
        self.reel.send(self._frame())

    def _go_on(self) -> None:
        """Before training: what lay ahead of a moment of the past becomes an earlier run."""
        self.ghosts.keep(self.experiment, self.timeline.go_on(self.run))

    def _retune(self, experiment: Experiment) -> None:
        self._go_on()
        self._straight &= self.run.step == self.timeline.first
        self.run.retune(experiment)
        self.timeline.mark(self.run)
        self._hold()

    def _frame(self) -> Frame:
        return self.reel.moving(self.sight.camera, self.run)
