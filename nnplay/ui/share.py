"""The Share dialog: the experiment leaves the page as a link or a file, and comes back as either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import streamlit as st

from nnplay.data.quantity import quantity
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.experiment import Experiment
from nnplay.figures.theme import CLASSES, THEMES
from nnplay.share import arrays_file, document, onnx_file, pasted
from nnplay.share.animation import Moment, Picture, animation
from nnplay.share.code_data import why_not
from nnplay.share.code_training import Beginning
from nnplay.share.history_file import history_csv
from nnplay.share.learnt import file_name, learnt, vector
from nnplay.share.lesson import CONTROLS
from nnplay.share.models import pytorch, scikit_learn
from nnplay.share.opening import MAX_STEP, Opening
from nnplay.share.script import script, script_notebook
from nnplay.text import for_markdown
from nnplay.ui.address import link_of
from nnplay.ui.building import MAX_LAYERS, MAX_UNITS
from nnplay.ui.compare.kept import KeptRuns
from nnplay.ui.compare.share import dialog as runs_dialog
from nnplay.ui.frames import Camera
from nnplay.ui.one_step.share import dialog as exercise_dialog
from nnplay.ui.one_step.state import OneStep
from nnplay.ui.pages import PAGES
from nnplay.ui.player import Player
from nnplay.ui.qr import qr_box
from nnplay.ui.session import Session, current

PASTED, UPLOADED, MOMENT, HIDDEN = "share_pasted", "share_uploaded", "share_moment", "share_hidden"
ANIMATED = 150  # moments
COLOURS = {name: {key: str(colour) for key, colour in theme.to_dict().items()
                  if key in ("background", "text", "muted", "border", "zero", "positive", "negative")}
           for name, theme in THEMES.items()}
EPOCHS = 100  # of an exported script, where the run has not begun


def share_button(session: Session) -> None:
    """Draw the button that opens the dialog."""
    if st.button("Share", key="share", icon=":material/share:", help="Link, QR code, files; open a link"):
        if session.page == "one_step" and session.of(OneStep).own:
            return exercise_dialog()
        if session.page == "compare" and session.of(KeptRuns).kept:
            return runs_dialog()
        for key in (PASTED, UPLOADED, MOMENT, HIDDEN):
            st.session_state.pop(key, None)
        session.player.catch_up()
        session.player.pause()  # what is shared is what is on the screen
        _dialog()


@st.dialog("Share this experiment")
def _dialog() -> None:
    session = current()
    link, code, files, back = st.tabs(["Link", "QR code", "Files", "Open"])
    with link:
        address = _link(session)
    with code:
        qr_box(address)
    with files:
        _files(session)
    with back:
        _open(session)


def _link(session: Session) -> str:
    """Show the link, with what the person wants in it, and return it."""
    here = session.player.here()
    when = st.segmented_control("It opens", ["at the start", "at this moment"], default="at the start", required=True,
                                key=MOMENT, disabled=here == session.player.opened)
    hide = st.multiselect("For a lesson, hide", list(CONTROLS), format_func=lambda key: CONTROLS[key].label,
                          default=session.hide, key=HIDDEN, placeholder="nothing")
    opened = replace(session.player.opened if when == "at the start" else here, experiment=here.experiment)
    opened = replace(opened, hide=tuple(key for key in CONTROLS if key in hide), view=session.browser.view,
                     plane=session.player.sight.slice)
    try:
        address = link_of(session, opened)
    except ValueError as error:
        st.error(for_markdown(f"The weights do not fit into a link: {error}. The JSON file takes them all."))
        address = link_of(session, replace(opened, step=0, theta=None))
    st.code(address, language=None, wrap_lines=True)
    st.caption(_meaning(opened))
    return address


def _meaning(opened: Opening) -> str:
    """Say what the link brings."""
    if opened.theta is None and not opened.step:
        return "Whoever opens it gets the same experiment: same data, same initial weights, same run."
    if opened.theta is None:
        return f"It trains to step {opened.step:,} when it is opened: the same moment, bit for bit."
    memory = " An optimizer that remembers begins anew there." if OPTIMIZERS[opened.experiment.optimizer].memory else ""
    return f"It brings the {len(opened.theta):,} weights and biases of step {opened.step:,} along.{memory}"


def _files(session: Session) -> None:
    """Offer files of the run as it stands."""
    player = session.player
    with player.lock:
        run = player.run
        experiment, history, network = run.experiment, history_csv(run), learnt(run)
        text, straight = document.write(experiment, run.epoch, run.weights), player.straight
        begun = beginning(player)
    epochs = run.epoch if run.step > begun.step else run.epoch + EPOCHS
    name = file_name(experiment)

    def offer(label: str, data: str | bytes | Callable[[], str | bytes], ending: str, kind: str) -> None:
        st.download_button(label, data, f"{name}{ending}", kind, key=f"share_{ending}", on_click="ignore",
                           icon=":material/download:")

    if reason := why_not(experiment):
        st.caption(for_markdown(reason))
    else:
        _scripts(offer, experiment, epochs, begun, straight)
    st.markdown(f"**The network as it stands** at epoch {run.epoch:,}, with its weights")
    with st.container(horizontal=True):
        offer("PyTorch", lambda: pytorch(network), "-torch.py", "text/x-python")
        offer("scikit-learn", lambda: scikit_learn(network), "-sklearn.py", "text/x-python")
        if onnx_file.available():
            offer("ONNX", lambda: onnx_file.onnx_model(network), ".onnx", "application/octet-stream")
        offer("Experiment and weights (JSON)", text, ".json", "application/json")
        offer("Weights (npz)", lambda: arrays_file.write(network), ".npz", "application/octet-stream")
    st.caption("JSON and npz can be opened here again."
               + ("" if onnx_file.available() else " ONNX needs the package onnx on the server: pip install onnx."))
    st.markdown("**The run**")
    with st.container(horizontal=True):
        offer("History (CSV)", history, ".csv", "text/csv")
        offer("Animation (HTML)", lambda: _animated(player), "-run.html", "text/html")
    st.caption("The animation is one file with play and a timeline; it needs no server and no internet. The button ⤓ "
               "of every picture saves it as PNG, SVG or HTML.")


def beginning(player: Player) -> Beginning:
    """Return where the run began: with the weights of its seed, of what was opened, or set by hand before a step."""
    first = player.timeline.moments(2)[0]
    if player.opened.theta is None and np.array_equal(first.theta, player.run.start.theta):
        return Beginning(step=first.step)
    return Beginning(tuple(first.theta[0].tolist()), first.step)


def _scripts(offer: Callable[..., None], experiment: Experiment, epochs: int, begun: Beginning,
             straight: bool) -> None:
    st.markdown("**To train it again**, with NumPy alone")
    with st.container(horizontal=True):
        offer("Python script", lambda: script(experiment, epochs, begun), ".py", "text/x-python")
        offer("Notebook", lambda: script_notebook(experiment, epochs, begun), ".ipynb", "application/x-ipynb+json")
    by_hand = "" if straight else " What was changed by hand or on the way, after the first step, is not in them."
    st.caption(f"They make the data, train to epoch {epochs:,} and print the page's losses.{by_hand}")


def _animated(player: Player) -> str:
    """Return the run until now as an animation, of the moments that the timeline keeps."""
    with player.lock:
        run, plane = player.run, player.sight.camera.plane
        experiment, train = run.experiment, run.split.train
        kept = {each.step: each for each in (*player.timeline.moments(ANIMATED), run.snapshot())
                if each.step <= run.step}
        twin = experiment.start()
        camera = Camera(twin, plane)
        camera.style = player.sight.camera.style
        moments = []
        for step in sorted(kept):
            twin.params.theta[:] = kept[step].theta
            moments.append(Moment(kept[step].theta[0], kept[step].epoch + kept[step].position / run.trainer.samples,
                                  camera.output(twin)))
        across, up = ("", "") if experiment.source.planar else (axis.label for axis in plane.axes)
        picture = Picture(plane.low, plane.high, camera.points(train.points, train.targets), across, up,
                          classes=CLASSES[:experiment.classes] if camera.mixed else (), line=plane.line,
                          target=_ends(camera))
        return animation(run, moments, picture, COLOURS)


def _ends(camera: Camera) -> str:
    """Say what the ends of the colours are worth, where the target is scaled for training."""
    if not camera.targets.standardized:
        return ""
    low, high = (quantity(camera.targets.in_units(camera.threshold + side * camera.scale)) for side in (-1, 1))
    return f"{camera.targets.name} from {low} to {high}"


def _open(session: Session) -> None:
    text = st.text_input("A link of nnplay or TensorFlow Playground", key=PASTED,
                         placeholder="https://playground.tensorflow.org/#dataset=spiral&...")
    file = st.file_uploader("or a file with an experiment or weights (JSON, npz)",
                            type=["json", "npz"], key=UPLOADED)
    if not text and file is None:
        st.caption("It replaces the experiment on the stage; the browser's Back returns to it.")
        return
    remarks: list[str] = []
    try:
        if file is not None:
            opened, remarks = _from_file(file.name, file.getvalue())
        else:
            opened, remarks = pasted.read(text, layers=MAX_LAYERS, units=MAX_UNITS)
    except ValueError as error:
        wrong = str(error).splitlines()
        st.error("\n".join(f"- {for_markdown(line)}" for line in wrong) if len(wrong) > 1 else for_markdown(str(error)))
        return
    session.open(opened)
    session.notices += remarks
    if session.page == "playground":
        st.rerun()
    st.switch_page(PAGES["playground"].script, query_params={})


def _from_file(name: str, content: bytes) -> tuple[Opening, list[str]]:
    """Return what a file opens, and what to say of it. Raises ValueError for one that cannot be used."""
    if name.lower().endswith(".npz"):
        found = arrays_file.read(content)
    else:
        try:
            found = document.read(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValueError("the file is not text in UTF-8") from None
    experiment = found.experiment
    if len(experiment.hidden) > MAX_LAYERS or any(size > MAX_UNITS for size in experiment.hidden):
        raise ValueError(f"the Playground shows up to {MAX_LAYERS} hidden layers of {MAX_UNITS} units")
    if found.weights is None:
        return Opening(experiment), []
    steps = (found.epoch or 0) * experiment.start().trainer.steps_per_epoch
    if steps > MAX_STEP:
        raise ValueError(f"epoch must be below {MAX_STEP // (steps // (found.epoch or 1)):,}, got {found.epoch:,}")
    remarks = [f"{found.remark[:1].upper()}{found.remark[1:]}."] if found.remark else []
    return Opening(experiment, steps, vector(found.weights)), remarks
