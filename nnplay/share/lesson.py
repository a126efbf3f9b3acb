"""What a lesson may leave out of the page, and how the page may look: names for links.

To let a link hide something more, add an entry to `CONTROLS`. Controls in the sidebar are named as their settings,
controls above the picture as their place in `static/stage/toolbar.js`.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnplay.engine.registry import Knob, Registry


@dataclass(frozen=True)
class Control:
    """Some controls that belong together; `settings` are those it holds, `theirs` TensorFlow Playground's names."""

    key: str
    label: str
    note: str
    settings: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    knobs: tuple[Knob, ...] = ()


CONTROLS: Registry[Control] = Registry(
    "control",
    Control("data", "Data set", "The pictures of the data sets, and what is theirs to set.", ("data", "formula"),
            ("dataset", "regDataset", "problem")),
    Control("samples", "Samples and data seed", "How many there are.", ("samples", "data_seed")),
    Control("noise", "Noise", "How noisy they are.", ("noise",), ("noise",)),
    Control("labels", "Balance and wrong labels", "How rare a class is, how many labels are wrong.",
            ("balance", "wrong_labels")),
    Control("test", "Test share", "How many are kept for testing, and which.", ("test_share", "split_seed"),
            ("percTrainData",)),
    Control("inputs", "Inputs", "What the network reads.", ("inputs",)),
    Control("hidden", "Hidden layers", "Layers and their units.", ("hidden",), ("numHiddenLayers", "networkShape")),
    Control("activation", "Activation", "What a unit makes of its sum.", ("activation",), ("activation",)),
    Control("init", "Weight initialization", "Where learning begins.", ("init",), ("initZero",)),
    Control("lr", "Learning rate", "How far a step goes.", ("lr",), ("learningRate",)),
    Control("batch", "Batch size", "How many samples a step sees.", ("batch",), ("batchSize",)),
    Control("optimizer", "Optimizer", "How the gradient is used.", ("optimizer",)),
    Control("regularization", "Regularization", "What keeps weights small.", ("penalty", "penalty_rate"),
            ("regularization", "regularizationRate")),
    Control("more", "More", "Output, loss, schedule, stopping and knobs.", ("more",)),
    Control("play", "Play", "The button; Space, too.", (), ("playButton",)),
    Control("step", "Step, Epoch, Slow", "The buttons; their keys, too.", (), ("stepButton",)),
    Control("speed", "Speed", "How fast it plays."),
    Control("reset", "Reset", "Back to the same start.", (), ("resetButton",)),
    Control("weights", "New weights and seed", "Another start.", (), ("seed",)),
    Control("timeline", "Timeline", "Going back to any step."),
    Control("draw", "Draw", "Points of one's own on the boundary."),
)
HIDDEN_BY = {setting: control.key for control in CONTROLS.values() for setting in control.settings}
THEIRS = {f"{name}_hide": control.key for control in CONTROLS.values() for name in control.theirs}

VIEWS = {"log": "the loss on a log scale", "notest": "no test samples in the picture",
         "classes": "hard classes instead of the network's answer", "uncertainty": "where the network is undecided",
         "contours": "contour lines of the answer", "mistakes": "only samples that it gets wrong stand out"}
