"""The Playground from its script: every control changes the experiment, and what cannot be is said in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.features import FEATURES
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.heads import HEADS
from nnplay.engine.initializers import INITIALIZERS
from nnplay.engine.losses import LOSSES
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.schedules import SCHEDULES
from nnplay.text import for_markdown
from nnplay.ui.bound import Keys
from nnplay.ui.session import KEY, Session
from nnplay.ui.wire import unpack

SCRIPT = Path(__file__).parents[1] / "playground.py"
MENUS: dict[str, Any] = {
    "activation": ACTIVATIONS, "init": INITIALIZERS, "optimizer": OPTIMIZERS, "head": HEADS, "loss": LOSSES,
    "schedule": SCHEDULES, "clip": CLIPS,
}


@pytest.fixture
def app() -> AppTest:
    """Open the Playground with all its controls in sight."""
    opened = AppTest.from_file(SCRIPT, default_timeout=60)
    opened.session_state["more"] = True
    return sound(opened.run())


def sound(app: AppTest) -> AppTest:
    """Return the app if nothing in it went wrong."""
    assert [error.value for error in app.exception] == []
    return app


def session(app: AppTest) -> Session:
    held: Session = app.session_state[KEY]
    return held


def experiment(app: AppTest) -> Experiment:
    return session(app).player.experiment


def control(app: AppTest, name: str) -> str:
    """Return the key of the widget of a setting; it is another after a change by anything but the widget."""
    return session(app).of(Keys).present(f"set_{name}")


def choose(app: AppTest, **changes: Any) -> AppTest:
    """Change settings as the controls do, and run the page."""
    session(app).change(**changes)
    return sound(app.run())


def said(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.info, *app.error, *app.warning])


def component(app: AppTest, key: str) -> Any:
    return next(each.proto for each in app.get("bidi_component") if each.key == key)


def trigger(app: AppTest, key: str, event: str, value: Any) -> AppTest:
    """Let a component of ours tell what happened in the browser."""
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component(app, key).id}__events",
        json_trigger_value=json.dumps([{"event": event, "value": value}]),
    ))
    return sound(app._run(states))


def answer(app: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what the stage was told last."""
    return unpack(component(app, "stage").bytes)


def ask(app: AppTest, *actions: dict[str, Any]) -> AppTest:
    """Let the browser ask, with intents numbered as it would."""
    header, arrays = answer(app)
    here = {"generation": header["generation"], "frame": float(arrays["number"][0])}
    intents = [{"serial": header["done"] + 1 + i, **here, **action} for i, action in enumerate(actions)]
    return trigger(app, "stage", "ask", {**here, "scene": header["scene"], "intents": intents})


# Opening


def test_the_playground_opens_with_the_defaults_people_know(app: AppTest) -> None:
    assert experiment(app) == Experiment()
    assert experiment(app) == Experiment(
        data="circle", samples=500, noise=0, test_share=50, hidden=(4, 2), activation="tanh", lr=0.03, batch=10,
        optimizer="sgd", loss="half_mse", head="tanh", inputs=("x1", "x2"), regularization={})
    assert said(app) == ""


def test_the_stage_gets_the_whole_picture_at_once(app: AppTest) -> None:
    header, arrays = answer(app)
    assert header["setting"]["id"] == header["scene"]
    assert header["setting"]["sizes"] == [2, 4, 2, 1]
    assert (header["playing"], header["message"]) == (False, None)
    assert len(arrays["train_points"]) == len(arrays["test_points"]) == 250
    assert arrays["output"].shape[0] == 1
    run = Experiment().start()
    assert arrays["score"][0][3] == run.loss.train
    assert np.array_equal(arrays["theta"][0], run.params.theta[0].astype("f4"))


def test_each_visitor_has_a_session_of_their_own() -> None:
    one, other = (AppTest.from_file(SCRIPT, default_timeout=60).run() for _ in range(2))
    choose(one, lr=0.3)
    assert experiment(one).lr == 0.3
    assert experiment(sound(other.run())).lr == 0.03


# Every option of every menu


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, menu in MENUS.items() for key in menu])
def test_every_option_of_every_menu_can_be_chosen_and_trains(app: AppTest, name: str, key: str) -> None:
    before = experiment(app)
    menu = app.selectbox(key=f"set_{name}")
    assert menu.options == [entry.label for entry in MENUS[name].values()]
    sound(menu.select(key).run())
    chosen = getattr(experiment(app), name)
    assert chosen == key or set(chosen) == {key}
    assert app.selectbox(key=f"set_{name}").value == key
    assert not app.error
    others = {"data", "lr", "batch", "head", "loss"} - {name}
    if any(getattr(experiment(app), other) != getattr(before, other) for other in others):
        assert said(app)  # something else had to give
    player = session(app).player
    start = player.run.params.theta.copy()
    player.step("epoch")
    sound(app.run())
    assert player.run.divergence is None
    assert np.isfinite(player.run.loss.train)
    if key not in ("zeros", "step"):  # without any difference or slope nothing need move
        assert not np.array_equal(player.run.params.theta, start)


@pytest.mark.parametrize("key", DATA_SETS)
def test_every_data_set_can_be_picked_and_trains(app: AppTest, key: str) -> None:
    trigger(app, "data_picker", "choose", key)
    assert experiment(app).data == key
    header, arrays = answer(app)
    assert header["setting"]["classification"] == bool(DATA_SETS[key].classes)
    assert len(arrays["train_points"]) + len(arrays["test_points"]) == DATA_SETS[key].samples
    session(app).player.step("epoch")
    sound(app.run())
    assert np.isfinite(session(app).player.run.loss.train)


def test_the_picker_shows_every_data_set_from_its_own_points(app: AppTest) -> None:
    proto = component(app, "data_picker")
    shown = json.loads(proto.json) if proto.json else json.loads(proto.mixed.json)
    assert [option["key"] for option in shown["options"]] == list(DATA_SETS)
    assert (shown["chosen"], shown["note"]) == ("circle", DATA_SETS["circle"].note)
    for option in shown["options"]:
        points = np.array(option["points"])
        assert len(points) >= 4
        assert ((points[:, :2] >= 0) & (points[:, :2] <= 1)).all()
        if option["colours"]:
            assert len(option["colours"]) == len(points)
            continue
        assert np.abs(points[:, 2]).max() == pytest.approx(1, abs=0.01)
        assert points[:, 2].min() < 0 < points[:, 2].max()


@pytest.mark.parametrize("key", [key for key, entry in DATA_SETS.items() if entry.knobs])
def test_what_can_be_set_of_a_data_set_stands_beside_it(app: AppTest, key: str) -> None:
    trigger(app, "data_picker", "choose", key)
    for knob in DATA_SETS[key].knobs:
        slider = app.slider(key=f"set_{key}.{knob.name}")
        assert (slider.label, slider.value) == (knob.label, knob.default)
        sound(slider.set_value(int(knob.high)).run())
        assert dict(experiment(app).knobs)[f"{key}.{knob.name}"] == knob.high


@pytest.mark.parametrize("nonsense", ["spirl", "", None, 3, {"a": 1}, ["circle"]])
def test_a_pick_that_is_no_data_set_changes_nothing(app: AppTest, nonsense: Any) -> None:
    trigger(app, "data_picker", "choose", nonsense)
    assert experiment(app) == Experiment()


@pytest.mark.parametrize("key", REGULARIZERS)
def test_every_regularizer_can_be_chosen_with_its_rate_and_taken_off(app: AppTest, key: str) -> None:
    assert app.selectbox(key="set_penalty").options == ["None", *(entry.label for entry in REGULARIZERS.values())]
    sound(app.selectbox(key="set_penalty").select(key).run())
    assert dict(experiment(app).regularization) == {key: REGULARIZERS[key].knobs[0].default}
    slider = app.select_slider(key="set_penalty_rate")
    other = next(option for option in slider.options if float(option) != dict(experiment(app).regularization)[key])
    sound(slider.set_value(float(other)).run())
    assert dict(experiment(app).regularization) == {key: float(other)}
    session(app).player.step("epoch")
    sound(app.selectbox(key="set_penalty").select("none").run())
    assert experiment(app).regularization == ()


@pytest.mark.parametrize(("widget", "key", "value", "field", "result"), [
    ("select_slider", "samples", 200, "samples", 200),
    ("slider", "noise", 25, "noise", 25),
    ("slider", "test_share", 30, "test_share", 30),
    ("number_input", "data_seed", 7, "data_seed", 7),
    ("text_input", "hidden", "3, 5", "hidden", (3, 5)),
    ("text_input", "hidden", "", "hidden", ()),
    ("selectbox", "lr", 0.3, "lr", 0.3),
    ("selectbox", "batch", 50, "batch", 50),
    ("selectbox", "batch", 0, "batch", 0),
    ("selectbox", "batch", 1, "batch", 1),
    ("toggle", "bias", False, "bias", False),
    ("pills", "inputs", ["x1_squared", "x2_squared"], "inputs", ("x1_squared", "x2_squared")),
    ("pills", "inputs", list(FEATURES), "inputs", tuple(FEATURES)),
])
def test_every_other_control_changes_its_setting_and_shows_it(
        app: AppTest, widget: str, key: str, value: Any, field: str, result: Any) -> None:
    sound(getattr(app, widget)(key=f"set_{key}").set_value(value).run())
    assert getattr(experiment(app), field) == result
    unchanged = {"hidden": result, "activation": experiment(app).activation} | {field: result}
    if field != "hidden":
        del unchanged["hidden"], unchanged["activation"]
    assert experiment(app) == Experiment(**unchanged)
    assert getattr(app, widget)(key=f"set_{key}").value == value
    sound(app.run())
    assert getattr(experiment(app), field) == result  # it stays
    session(app).player.step("epoch")
    sound(app.run())


def test_every_knob_of_what_is_used_can_be_turned(app: AppTest) -> None:
    for name, registry in MENUS.items():
        for key, entry in registry.items():
            if not entry.knobs:
                continue
            choose(app, **{name: key})
            for knob in entry.knobs:
                box = app.number_input(key=f"set_{key}.{knob.name}")
                assert box.value == pytest.approx(knob.default)
                other = knob.low if knob.default != knob.low else knob.high
                sound(box.set_value(other).run())
                assert dict(experiment(app).knobs)[f"{key}.{knob.name}"] == other
                sound(app.number_input(key=f"set_{key}.{knob.name}").set_value(knob.default).run())
                assert experiment(app).knobs == ()


def test_layers_are_added_and_taken_away_one_by_one(app: AppTest) -> None:
    sizes = []
    for _ in range(6):
        sound(app.button(key="more_layers").click().run())
        sizes.append(experiment(app).hidden)
    assert sizes[0] == (4, 2, 2)
    assert len(sizes[-1]) == 8
    assert app.button(key="more_layers").disabled
    while experiment(app).hidden:
        sound(app.button(key="fewer_layers").click().run())
    assert app.button(key="fewer_layers").disabled
    assert app.selectbox(key=control(app, "activation")).disabled
    sound(app.button(key="more_layers").click().run())
    assert len(experiment(app).hidden) == 1


def test_a_network_with_an_activation_for_each_layer_is_shown_as_such(app: AppTest) -> None:
    choose(app, hidden=(3, 3), activation=("relu", "tanh"))
    assert app.selectbox(key=control(app, "activation")).value is None
    sound(app.selectbox(key=control(app, "activation")).select("sigmoid").run())
    assert experiment(app).activation == ("sigmoid", "sigmoid")


# What cannot be


def test_without_any_input_it_goes_on_with_those_it_had_and_says_so(app: AppTest) -> None:
    sound(app.pills(key="set_inputs").set_value([]).run())
    assert experiment(app).inputs == ("x1", "x2")
    (error,) = app.error
    assert "at least one input" in error.value
    assert "x₁, x₂" in error.value
    sound(app.pills(key="set_inputs").set_value(["x2"]).run())
    assert experiment(app).inputs == ("x2",)
    assert not app.error


@pytest.mark.parametrize(("text", "words"), [
    ("4, two", "'two' is not a layer size"), ("4.5", "'4.5' is not a layer size"), ("-3", "'-3' is not a layer size"),
    ("17", "up to 8 hidden layers of 1 to 16 units"), ("0", "1 to 16 units"), ("1 " * 9, "up to 8 hidden layers"),
    ("9" * 1000, "1 to 16 units"),
])
def test_text_that_names_no_layers_stays_in_its_box_with_the_reason(app: AppTest, text: str, words: str) -> None:
    sound(app.text_input(key="set_hidden").set_value(text).run())
    assert experiment(app) == Experiment()
    (error,) = app.error
    assert words in error.value.replace("\\", "")
    assert app.text_input(key="set_hidden").value == text
    sound(app.text_input(key="set_hidden").set_value("5").run())
    assert experiment(app).hidden == (5,)
    assert not app.error


@pytest.mark.parametrize(("share", "samples", "words"), [
    (10, 4, "no test set"), (90, 4, "one was kept for training"), (10, 10, None), (90, 500, None), (10, 1500, None)])
def test_a_test_share_that_leaves_a_side_empty_is_said(
        app: AppTest, share: int, samples: int, words: str | None) -> None:
    choose(app, batch=1)
    sound(app.select_slider(key="set_samples").set_value(samples).run())
    sound(app.slider(key="set_test_share").set_value(share).run())
    assert (experiment(app).test_share, experiment(app).samples) == (share, samples)
    if words is None:
        assert "A test share" not in said(app)
    else:
        assert words in said(app)
    session(app).player.step("epoch")
    sound(app.run())
    assert np.isfinite(session(app).player.run.loss.train)
    assert answer(app)[0]["setting"]["has_test"] == (len(session(app).player.run.split.test) > 0)


def test_a_batch_larger_than_the_training_set_is_said(app: AppTest) -> None:
    choose(app, samples=100)
    sound(app.selectbox(key="set_batch").select(250).run())
    assert "The batch of 250 is larger than the training set" in said(app)
    assert "all 50" in said(app)
    assert answer(app)[0]["steps_per_epoch"] == 1
    session(app).player.step("batch")
    assert session(app).player.run.epoch == 1


def test_regression_takes_an_output_and_a_loss_that_suit_it_and_back(app: AppTest) -> None:
    choose(app, head="sigmoid", loss="cross_entropy")
    trigger(app, "data_picker", "choose", "plane")
    assert experiment(app).head == "identity"
    assert "Identity output needs another loss" in said(app)
    assert answer(app)[0]["setting"]["classification"] is False
    trigger(app, "data_picker", "choose", "spiral")
    assert experiment(app).head == "tanh"


def test_an_output_that_tells_classes_apart_is_refused_for_a_regression(app: AppTest) -> None:
    trigger(app, "data_picker", "choose", "bumps")
    sound(app.selectbox(key=control(app, "head")).select("softmax").run())
    assert experiment(app).head == "identity"
    assert "regression" in " ".join(error.value for error in app.error)


def test_the_table_of_xor_is_learnt_whole_and_its_sliders_rest(app: AppTest) -> None:
    trigger(app, "data_picker", "choose", "xor_table")
    assert "All 4 rows are learnt from" in said(app)
    for slider in (app.select_slider(key=control(app, "samples")), app.slider(key=control(app, "noise")),
                   app.slider(key=control(app, "test_share"))):
        assert slider.disabled
    header, arrays = answer(app)
    assert (header["setting"]["low"], header["setting"]["high"]) == (-0.5, 1.5)
    assert len(arrays["train_points"]) == 4
    assert header["setting"]["has_test"] is False


def test_a_remark_is_said_once(app: AppTest) -> None:
    sound(app.selectbox(key="set_optimizer").select("adam").run())
    assert for_markdown("learning rate is 0.01 now") in said(app)
    sound(app.run())
    assert said(app) == ""


# The conversation


def test_the_stage_steps_plays_and_pauses_as_asked(app: AppTest) -> None:
    ask(app, {"action": "step", "unit": "batch"}, {"action": "step", "unit": "batch"})
    assert answer(app)[1]["score"][0][1] == 2
    ask(app, {"action": "play"})
    header, arrays = answer(app)
    assert header["playing"]
    steps = arrays["score"][:, 1]
    assert (np.diff(steps) > 0).all()
    trigger(app, "stage", "ask", {
        "generation": header["generation"], "frame": float(arrays["number"][-1]), "scene": header["scene"],
        "intents": [{"serial": header["done"] + 1, "action": "pause", "generation": header["generation"],
                     "frame": float(arrays["number"][-1])}]})
    header, arrays = answer(app)
    assert not header["playing"]
    assert arrays["score"][:, 1].tolist() == [steps[-1]]
    straight = Experiment().start()
    straight.advance(steps=int(steps[-1]))
    assert arrays["score"][0][3] == straight.loss.train


def test_a_scene_is_told_again_only_when_it_is_another(app: AppTest) -> None:
    ask(app, {"action": "step", "unit": "batch"})
    full = answer(app)[0]
    assert "setting" in full  # this was a run of the whole page, after which the browser may be a new one
    ask(app, {"action": "new_weights"})
    assert answer(app)[0]["setting"]["id"] != full["scene"]


def test_a_divergence_is_told_and_going_back_changes_the_rate_in_the_sidebar(app: AppTest) -> None:
    choose(app, data="plane", activation="relu", lr=10.0)
    for _ in range(40):
        ask(app, {"action": "step", "unit": "epoch"})
        if answer(app)[0]["message"]:
            break
    message = answer(app)[0]["message"]
    assert "diverged at step" in message["title"]
    ask(app, {"action": message["ways"][0]["action"]})
    assert answer(app)[0]["message"] is None
    assert experiment(app).lr == 1
    assert app.selectbox(key=control(app, "lr")).value == 1
    assert np.isfinite(session(app).player.run.loss.train)


@pytest.mark.parametrize("nonsense", [None, 7, "play", [], {}, {"intents": 5}, {"intents": [None, {"serial": "x"}]},
                                      {"scene": {"a": []}, "frame": "f", "generation": None}])
def test_nonsense_from_the_browser_changes_nothing(app: AppTest, nonsense: Any) -> None:
    trigger(app, "stage", "ask", nonsense)
    assert experiment(app) == Experiment()
    assert session(app).player.run.step == 0


def opened(app: AppTest, key: str) -> AppTest:
    """Open an expander as a click does."""
    app.session_state[key] = True
    return app.run()


@pytest.mark.parametrize(("widget", "key", "value"), [
    ("slider", "balance", 20), ("slider", "wrong_labels", 15), ("number_input", "split_seed", 4)])
def test_classes_labels_and_split_are_set_below_the_data(app: AppTest, widget: str, key: str, value: int) -> None:
    opened(app, "data_more")
    sound(getattr(app, widget)(key=f"set_{key}").set_value(value).run())
    assert getattr(experiment(app), key) == value
    assert getattr(app, widget)(key=f"set_{key}").value == value
    session(app).player.step("epoch")
    assert np.isfinite(session(app).player.run.loss.train)


def test_the_same_points_are_split_anew_by_a_button(app: AppTest) -> None:
    opened(app, "data_more")
    before = session(app).player.run.split
    for seed in (1, 2):
        sound(app.button(key="new_split").click().run())
        after = session(app).player.run.split
        assert experiment(app).split_seed == seed
        assert after.test.points.tobytes() != before.test.points.tobytes()
        assert {*map(tuple, np.vstack([after.train.points, after.test.points]))} == \
            {*map(tuple, np.vstack([before.train.points, before.test.points]))}
        before = after


def test_what_a_data_set_has_not_cannot_be_spoilt(app: AppTest) -> None:
    opened(app, "data_more")
    trigger(app, "data_picker", "choose", "iris")
    assert [slider.key for slider in app.slider if slider.key in ("set_balance", "set_wrong_labels")] == []
    assert app.number_input(key="set_split_seed").value == 0
    trigger(app, "data_picker", "choose", "xor_table")
    assert not [box for box in app.number_input if box.key == "set_split_seed"]


@pytest.mark.parametrize("data", ["above_formula", "formula_curve"])
def test_a_formula_is_typed_learnt_and_refused_with_the_place_that_is_wrong(app: AppTest, data: str) -> None:
    trigger(app, "data_picker", "choose", data)
    sound(app.text_input(key="set_formula").set_value("|x| - 2").run())
    assert experiment(app).formula == "|x| - 2"
    session(app).player.step("epoch")
    assert np.isfinite(session(app).player.run.loss.train)
    app.text_input(key="set_formula").set_value("|x| - sinn(x)").run()
    assert [error.value for error in app.error] == [r"'sinn' at position 7 is unknown\. Did you mean 'sin'?"]
    assert app.text_input(key="set_formula").value == "|x| - sinn(x)"
    assert experiment(app).formula == "|x| - 2"
    trigger(app, "data_picker", "choose", "circle")
    assert not [box for box in app.text_input if box.key == "set_formula"]


def test_rare_classes_are_remarked_on_beside_the_controls(app: AppTest) -> None:
    assert "already be right" not in said(app)
    choose(app, balance=3)
    assert "always answering class 1 would already be right" in said(app.run())


def test_held_columns_are_moved_by_sliders_and_the_picture_follows(app: AppTest) -> None:
    trigger(app, "data_picker", "choose", "iris")
    sound(app.selectbox(key="slice_columns").select((0, 1)).run())
    opened(app, "slice_more")
    before = session(app).player.sight.camera.plane.origin.copy()
    petal = app.slider(key="slice_value_2")
    sound(petal.set_value(petal.max).run())
    after = session(app).player.sight.camera.plane.origin
    assert after[2] == pytest.approx(petal.max) and after[3] == before[3]
    assert app.slider(key="slice_value_2").value == pytest.approx(petal.max)
    sound(app.number_input(key="slice_held").set_value(3).run())
    assert session(app).player.sight.slice.values == ()
    trigger(app, "data_picker", "choose", "wine")
    assert session(app).player.sight.slice.columns is None


def test_the_last_of_many_columns_is_moved_and_the_address_brings_the_plane_along(app: AppTest) -> None:
    trigger(app, "data_picker", "choose", "breast_cancer")
    sound(app.selectbox(key="slice_columns").select((1, 3)).run())
    opened(app, "slice_more")
    sound(app.selectbox(key="slice_moved").select(29).run())
    last = app.slider(key="slice_value_29")
    sound(last.set_value(last.max).run())
    plane = session(app).player.sight.slice
    assert (plane.columns, plane.values) == ((1, 3), ((29, last.max),))
    other = AppTest.from_file(SCRIPT, default_timeout=60)
    other.query_params.update(app.query_params)
    sound(other.run())
    assert session(other).player.sight.slice == plane
    assert other.selectbox(key="slice_columns").value == (1, 3)
    other.query_params["plane"] = "1-3_s99999"
    sound(other.run())
    assert other.number_input(key="slice_held").value == 0  # there is no such sample: the means are shown


def test_what_standardizing_does_is_shown_beside_its_switch(app: AppTest) -> None:
    trigger(app, "data_picker", "choose", "wine")
    assert not any("one way as another" in text.value for text in app.markdown)
    sound(app.button(key="standardize_why").click().run())
    assert any("times as much one way as another" in text.value for text in app.markdown)
    trigger(app, "data_picker", "choose", "penguins")
    sound(app.button(key="standardize_why").click().run())
    assert any("body mass" in text.value for text in app.markdown)
