"""Links of TensorFlow Playground, as the same experiment here.

Its state is in the fragment, `#activation=tanh&batchSize=10&...`; what a link does not mention has the default of its
state.ts. The two programs agree on data, network, loss, updates and penalties, and not on random numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnplay.data.outside import printable, shown
from nnplay.engine.fields import MAX_SEED
from nnplay.share import opening
from nnplay.share.lesson import THEIRS
from nnplay.share.link import MAX_PARAMETERS, VERSION

HOME = "playground.tensorflow.org"
ACTIVATIONS = {"swish": "silu", "leakyRelu": "leaky_relu", "lrelu": "leaky_relu", "sin": "sine"}  # names of its copies
INPUTS = {"x": "x1", "y": "x2", "xSquared": "x1_squared", "ySquared": "x2_squared", "xTimesY": "x1_x2",
          "sinX": "sin_x1", "sinY": "sin_x2"}
SAME = {"activation": "act", "batchSize": "batch", "learningRate": "lr", "noise": "noise", "networkShape": "hidden"}
REGRESSIONS = {"reg-plane": "plane", "reg-gauss": "bumps"}
CLASSIFICATIONS = ("circle", "xor", "gauss", "spiral")
PENALTIES = {"none": None, "L1": "l1", "L2": "l2"}
HANDLED = {"regularization", "regularizationRate", "dataset", "regDataset", "problem", "percTrainData", "seed",
           "initZero", "showTestData", "discretize"}
DISPLAY = {"hideText", "tutorial", "collectStats"}
UNUSED_INPUTS = {"cosX", "cosY"}  # it reads them and shows no such input
KEYS = {*INPUTS, *SAME, *HANDLED, *DISPLAY, *UNUSED_INPUTS}
RANDOM = ("the experiment is the same, its random numbers are not: TensorFlow Playground draws other samples and "
          "other initial weights.")


def is_home(host: str | None) -> bool:
    """Say whether a link's host is TensorFlow Playground's own."""
    return host is not None and host.rstrip(".") == HOME


def looks_like(params: Mapping[str, str]) -> bool:
    """Say whether these are parameters of TensorFlow Playground and not ours."""
    theirs = KEYS - {"activation", "noise", "seed"}
    return "v" not in params and any(key in theirs or key.endswith("_hide") for key in params)


def read(params: Mapping[str, str], *, layers: int, units: int) -> tuple[opening.Opening, list[str]]:
    """Return what the link's parameters open, and what is different here or could not be used."""
    params = dict(list(params.items())[:MAX_PARAMETERS])
    ours, remarks = _translated(params)
    opened, warnings = opening.read(ours, layers=layers, units=units)
    return opened, [RANDOM, *remarks, *warnings]


def _translated(params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return our parameters, values still as they were written, and what has no place among them."""
    remarks: list[str] = []

    def one_of(key: str, choices: Mapping[str, str | None]) -> str | None:
        text = params.get(key, next(iter(choices)))
        if text not in choices:
            remarks.append(f"unknown {key} {shown(text)}; {next(iter(choices))} is used instead.")
        return choices.get(text, next(iter(choices.values())))

    problem = one_of("problem", {"classification": "dataset", "regression": "regDataset"})
    choices = dict.fromkeys(CLASSIFICATIONS) if problem == "dataset" else REGRESSIONS
    data = one_of(str(problem), {key: value or key for key, value in choices.items()})
    ours = {"v": VERSION, "data": str(data)}
    ours |= {our: params[their] for their, our in SAME.items() if their in params}
    if "act" in ours:
        ours["act"] = ACTIVATIONS.get(ours["act"], ours["act"])
    if params.get("networkShape") == "":
        ours["hidden"] = "none"
    inputs = [our for their, our in INPUTS.items() if _flag(params, their, their in "xy", remarks)]
    ours["inputs"] = "-".join(inputs) or "none"
    penalty = one_of("regularization", PENALTIES)
    if penalty and params.get("regularizationRate", "0") != "0":
        ours[penalty] = params["regularizationRate"]
        if penalty == "l1":
            remarks.append("TensorFlow Playground removes a weight for good when L1 pulls it past 0; here it goes on.")
    if "percTrainData" in params:
        ours["test"] = _rest(params["percTrainData"])
    if _flag(params, "initZero", False, remarks):
        ours["init"] = "zeros"
    seed = "".join(character for character in params.get("seed", "") if character in "0123456789")[:15]
    if seed:
        ours["seed"] = ours["data_seed"] = str(int(seed) % (MAX_SEED + 1))
    hidden = dict.fromkeys(THEIRS[key] for key, text in params.items() if key in THEIRS and text == "true")
    if hidden:
        ours["hide"] = "-".join(hidden)
    shown_otherwise = []
    if "showTestData" in params and not _flag(params, "showTestData", True, remarks):
        shown_otherwise.append("notest")
    if _flag(params, "discretize", False, remarks):
        shown_otherwise.append("classes")
    if shown_otherwise:
        ours["view"] = "-".join(shown_otherwise)
    remarks += _left_out(params)
    return ours, remarks


def _flag(params: Mapping[str, str], key: str, usual: bool, remarks: list[str]) -> bool:
    text = params.get(key, str(usual).lower())
    if text not in ("true", "false"):
        remarks.append(f"{key} must be true or false, got {shown(text)}; {str(usual).lower()} is used instead.")
    return text == "true" if text in ("true", "false") else usual


def _rest(train_share: str) -> str:
    """Turn the share of training samples into that of test samples; leave what is no number as it is."""
    try:
        return f"{100 - float(train_share):g}"
    except ValueError:
        return train_share


def _left_out(params: Mapping[str, str]) -> list[str]:
    remarks = []
    display = [key for key, text in params.items()
               if (key in DISPLAY or (key.endswith("_hide") and key not in THEIRS)) and text not in ("", "false")]
    if display:
        remarks.append(f"the link says how the page looks, which is left out: {_listed(display)}.")
    inputs = [key for key in params if key in UNUSED_INPUTS and params[key] == "true"]
    if inputs:
        remarks.append(f"there is no input {_listed(inputs)}; it is left out.")
    unknown = [key for key in params if key not in KEYS and not key.endswith("_hide")]
    if unknown:
        remarks.append(f"unknown settings are left out: {_listed(unknown)}.")
    return remarks


def _listed(keys: list[str]) -> str:
    more = f" and {len(keys) - 6} more" if len(keys) > 6 else ""
    return ", ".join(map(printable, keys[:6])) + more
