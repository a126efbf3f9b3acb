"""What plays is the run itself: whatever a person does, the numbers are those of training straight to that step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.run import Run
from nnplay.share.opening import Opening
from nnplay.ui import scene
from nnplay.ui.browser import Browser
from nnplay.ui.frames import PLAYING_SIDE, SCORES, STILL_SIDE, Frame, quantize
from nnplay.ui.pace import SPEEDS
from nnplay.ui.player import CHUNK_FRAMES, Player
from nnplay.ui.wire import pack

if TYPE_CHECKING:
    from tests.ui.conftest import Clock

MAX = len(SPEEDS) - 1
DIVERGES = Experiment(data="plane", activation="relu", lr=10)
KINDS = [
    Experiment(),
    Experiment(optimizer="momentum", lr=0.01, batch=7),
    Experiment(optimizer="adam", lr=0.01, hidden=(5,), activation="relu", noise=20),
    Experiment(data="plane", batch=0, lr=0.1),
    Experiment(data="xor_table", batch=1, head="sigmoid", lr=1.0),
    Experiment(data="spiral", regularization={"dropout": 0.2}, schedule="cosine"),
    Experiment(hidden=(), inputs=("x1", "x1_squared", "x2_squared")),
]
kinds = pytest.mark.parametrize("experiment", KINDS, ids=lambda e: f"{e.data}-{e.optimizer}-{e.batch}")


def straight(experiment: Experiment, steps: int) -> Run:
    """Train without a player."""
    run = experiment.start()
    if steps:
        run.advance(steps=steps)
    return run


def assert_same(player: Player, run: Run) -> None:
    """Compare everything that the picture and the future depend on, bit for bit."""
    assert (player.run.step, player.run.epoch, player.run.progress) == (run.step, run.epoch, run.progress)
    one, other = player.run.snapshot(), run.snapshot()
    assert one.theta.tobytes() == other.theta.tobytes()
    assert one.memory.keys() == other.memory.keys()
    assert all(one.memory[name].tobytes() == other.memory[name].tobytes() for name in one.memory)
    assert player.run.history.equals(run.history)
    assert np.array_equal([player.run.loss, player.run.accuracy], [run.loss, run.accuracy], equal_nan=True)


def score(frame: Frame, name: str) -> float:
    return frame.scores[SCORES.index(name)]


def step_of(frame: Frame) -> int:
    return int(score(frame, "step"))


def play(player: Player, chunks: int) -> list[Frame]:
    player.play()
    return [frame for _ in range(chunks) for frame in player.chunk()]


# Playing is training


@kinds
def test_playing_in_chunks_equals_training_straight(clock: Clock, experiment: Experiment) -> None:
    player = Player(experiment)
    frames = play(player, 4)
    assert len(frames) == 4 * CHUNK_FRAMES
    assert player.run.step == 60 * 100  # 3,000 steps a second in 30 frames a second
    assert_same(player, straight(experiment, 6000))


@kinds
@pytest.mark.parametrize("shown", [0, 7, 14, 15, 33, 44])
def test_pausing_goes_back_to_the_frame_on_the_screen_bit_for_bit(
        clock: Clock, experiment: Experiment, shown: int) -> None:
    player = Player(experiment)
    player.set_speed(SPEEDS.index(300))
    frame = play(player, 3)[shown]
    player.acknowledge(player.generation, frame.number)
    player.pause()
    assert not player.playing
    assert_same(player, straight(experiment, step_of(frame)))
    (still,) = player.chunk()
    assert np.array_equal(still.scores, frame.scores, equal_nan=True)
    assert still.theta.tobytes() == frame.theta.tobytes()
    player.play()
    player.chunk()
    assert_same(player, straight(experiment, step_of(frame) + 150))  # and on from there as if nothing had been


def test_pausing_before_anything_was_shown_goes_back_to_where_playing_began(clock: Clock) -> None:
    player = Player(Experiment())
    (still,) = player.chunk()
    player.acknowledge(player.generation, still.number)
    play(player, 2)
    player.pause()
    assert_same(player, straight(Experiment(), 0))


def test_pausing_counts_what_was_shown_since_the_browser_asked_only_for_acts_that_do_not_say(clock: Clock) -> None:
    player = Player(Experiment())
    frames = play(player, 2)
    player.acknowledge(player.generation, frames[3].number)
    clock.now += 4.5 / 30
    player.catch_up()
    player.pause()
    assert player.run.step == step_of(frames[7])

    frames = play(player, 2)
    player.acknowledge(player.generation, frames[3].number)
    clock.now += 4.5 / 30
    player.pause()
    assert player.run.step == step_of(frames[3])


def test_a_browser_that_was_silent_for_long_is_taken_to_show_the_last_frame_it_got(clock: Clock) -> None:
    player = Player(Experiment())
    frames = play(player, 2)
    clock.now += 3600
    player.catch_up()
    player.pause()
    assert player.run.step == step_of(frames[-1])


def test_a_pause_right_after_a_change_of_speed_keeps_the_frame_on_the_screen(clock: Clock) -> None:
    """The browser has not seen the answer to the first when it sends the second."""
    player = Player(Experiment())
    frames, seen = play(player, 1), player.generation
    player.acknowledge(seen, frames[5].number)
    player.set_speed(MAX - 1)
    player.chunk()
    player.acknowledge(seen, frames[5].number)
    player.pause()
    assert_same(player, straight(Experiment(), step_of(frames[5])))


def test_a_pause_right_after_a_change_of_the_rate_keeps_the_frame_on_the_screen(clock: Clock) -> None:
    player = Player(Experiment())
    frames, seen = play(player, 1), player.generation
    player.acknowledge(seen, frames[5].number)
    player.change(Experiment(lr=0.1, optimizer="momentum"))
    player.chunk()
    player.acknowledge(seen, frames[5].number)
    player.pause()
    assert player.run.step == step_of(frames[5])
    assert player.experiment.lr == 0.1


def test_frames_of_another_generation_are_not_taken_for_shown(clock: Clock) -> None:
    player = Player(Experiment())
    frames = play(player, 1)
    player.acknowledge(player.generation - 1, frames[9].number)
    player.acknowledge(player.generation, frames[2].number)
    player.pause()
    assert player.run.step == step_of(frames[2])


def test_pausing_what_does_not_play_changes_nothing(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("epoch")
    generation = player.generation
    player.pause()
    assert player.generation == generation
    assert player.run.epoch == 1


# Steps, reset, new weights, speed


@kinds
def test_steps_are_exactly_steps_and_epochs(clock: Clock, experiment: Experiment) -> None:
    player = Player(experiment)
    for _ in range(3):
        player.step("batch")
        player.chunk()
    assert_same(player, straight(experiment, 3))
    per_epoch = -(-len(player.run.split.train) // (experiment.batch or 10**9))
    player.step("epoch")
    assert_same(player, straight(experiment, (3 // per_epoch + 1) * per_epoch))
    assert not player.playing


def test_an_epoch_begun_is_finished_and_a_whole_one_is_a_whole_one(clock: Clock) -> None:
    player = Player(Experiment())  # 25 steps an epoch
    player.step("batch")
    player.step("epoch")
    assert player.run.step == 25
    player.step("epoch")
    assert player.run.step == 50


def test_a_step_while_playing_is_made_from_the_frame_on_the_screen_and_pauses(clock: Clock) -> None:
    player = Player(Experiment())
    frames = play(player, 1)
    player.acknowledge(player.generation, frames[4].number)
    player.step("batch")
    assert not player.playing
    assert_same(player, straight(Experiment(), step_of(frames[4]) + 1))


@pytest.mark.parametrize("unit", ["", "sample", "Batch", None])
def test_another_unit_of_steps_is_refused(unit: Any) -> None:
    with pytest.raises(ValueError, match="one batch or one epoch"):
        Player(Experiment()).step(unit)


@kinds
def test_a_reset_is_the_exact_same_start(clock: Clock, experiment: Experiment) -> None:
    player = Player(experiment)
    (first,) = player.chunk()
    play(player, 2)
    player.reset()
    assert not player.playing
    assert_same(player, straight(experiment, 0))
    (again,) = player.chunk()
    assert again.theta.tobytes() == first.theta.tobytes()
    assert again.output.tobytes() == first.output.tobytes()
    play(player, 1)
    assert_same(player, straight(experiment, 1500))


def test_new_weights_come_from_the_next_seed_and_meet_the_same_data(clock: Clock) -> None:
    player = Player(Experiment(seed=6))
    before = player.run.split
    player.step("epoch")
    player.new_weights()
    assert player.experiment == Experiment(seed=7)
    assert_same(player, straight(Experiment(seed=7), 0))
    assert np.array_equal(player.run.split.train.points, before.train.points)
    assert not np.array_equal(player.run.params.theta, straight(Experiment(seed=6), 0).params.theta)


def test_after_the_last_seed_comes_the_first() -> None:
    player = Player(Experiment(seed=2**32 - 1))
    player.new_weights()
    assert player.experiment.seed == 0


@pytest.mark.parametrize("speed", range(MAX))
def test_frames_add_up_to_the_steps_a_second_that_were_asked_for(clock: Clock, speed: int) -> None:
    player = Player(Experiment(hidden=(2,)))
    player.set_speed(speed)
    frames = play(player, 12)
    shown_for = 0.0
    for before, frame in zip([None, *frames], frames):
        shown_for += 1 / player.pace.rate
        steps = step_of(frame)
        assert abs(steps - shown_for * SPEEDS[speed]) < 1  # never a whole step too many or too few
        assert before is None or steps >= step_of(before)
    if SPEEDS[speed] <= 30:
        assert [step_of(frame) for frame in frames] == list(range(1, len(frames) + 1))


def test_as_fast_as_possible_gets_on_and_remains_exact() -> None:
    player = Player(Experiment())
    player.set_speed(MAX)
    frames = play(player, 2)
    steps = [step_of(frame) for frame in frames]
    assert steps[0] >= 1
    assert all(later > earlier for earlier, later in pairwise(steps))
    assert_same(player, straight(Experiment(), steps[-1]))


@pytest.mark.parametrize(("asked", "got"), [(-5, 0), (0, 0), (3, 3), (MAX, MAX), (MAX + 1, MAX), (10**30, MAX)])
def test_a_speed_beyond_the_range_is_the_nearest_there_is(asked: int, got: int) -> None:
    player = Player(Experiment())
    player.set_speed(asked)
    assert player.pace.speed == got


def test_a_change_of_speed_while_playing_plays_on_from_the_frame_on_the_screen(clock: Clock) -> None:
    player = Player(Experiment())
    frames = play(player, 2)
    player.acknowledge(player.generation, frames[8].number)
    player.set_speed(SPEEDS.index(30))
    assert player.playing
    assert step_of(player.chunk()[0]) == step_of(frames[8]) + 1


# Changing settings


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_rules_of_training_change_without_losing_the_weights(clock: Clock, optimizer: str) -> None:
    player = Player(Experiment())
    player.step("epoch")
    weights = player.run.params.theta.copy()
    changed = Experiment(optimizer=optimizer, lr=0.02, batch=0 if OPTIMIZERS[optimizer].full_batch else 25,
                         regularization={"l2": 0.001})
    player.change(changed)
    assert player.experiment == changed
    assert np.array_equal(player.run.params.theta, weights)
    assert player.run.epoch == 1
    player.step("epoch")
    assert not np.array_equal(player.run.params.theta, weights)


@pytest.mark.parametrize("change", [
    {"data": "xor"}, {"noise": 10}, {"seed": 5}, {"data_seed": 5}, {"init": "zeros"}, {"bias": False},
    {"test_share": 20}, {"samples": 100}, {"head": "sigmoid"}, {"loss": "mse"}, {"hidden": (3,), "seed": 5},
])
def test_other_data_or_other_first_weights_start_again(clock: Clock, change: dict[str, Any]) -> None:
    player = Player(Experiment())
    player.step("epoch")
    scene_before = player.sight.scene
    player.change(Experiment(**change))
    assert_same(player, straight(Experiment(**change), 0))
    assert player.sight.scene != scene_before


def test_layers_units_inputs_and_activations_keep_the_weights_of_what_remains(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("epoch")
    old = player.run.weights
    player.change(player.experiment.with_(hidden=(5, 2, 2)))
    new = player.run.weights
    assert np.array_equal(new[0].W[:, :4], old[0].W) and np.array_equal(new[1].W[:4], old[1].W)
    assert np.array_equal(new[3].b, old[2].b)
    assert "kept" in player.said() and player.run.epoch == 0
    player.change(player.experiment.with_(inputs=("x2",), activation="relu", lr=0.1))
    assert np.array_equal(player.run.weights[0].W[0], new[0].W[1])
    assert player.experiment.lr == 0.1


def test_a_network_that_has_learnt_nothing_begins_with_the_weights_of_its_seed(clock: Clock) -> None:
    player = Player(Experiment())
    player.change(Experiment(hidden=(3,)))
    assert_same(player, straight(Experiment(hidden=(3,)), 0))
    assert player.said() == "" and player.here().theta is None


def test_what_is_opened_begins_from_its_own_start(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("epoch")
    player.open(Opening(Experiment(hidden=(3,))))
    assert_same(player, straight(Experiment(hidden=(3,)), 0))


def test_a_knob_of_the_data_draws_the_samples_anew(clock: Clock) -> None:
    board = Experiment(data="checkerboard")
    player = Player(board)
    player.step("epoch")
    player.change(board.with_(knobs={"checkerboard.fields": 6}))
    assert_same(player, straight(board.with_(knobs={"checkerboard.fields": 6}), 0))


def test_another_network_while_playing_plays_on(clock: Clock) -> None:
    player = Player(Experiment())
    play(player, 1)
    player.change(Experiment(hidden=(3,)))
    assert player.playing
    assert step_of(player.chunk()[-1]) == 1500


def test_changing_to_the_same_settings_changes_nothing(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("batch")
    generation = player.generation
    player.change(Experiment())
    assert (player.generation, player.run.step) == (generation, 1)


act = st.sampled_from(["play", "pause", "batch", "epoch", "chunk", "acknowledge", "speed", "lr", "reset"])


@given(acts=st.lists(act, max_size=25), pick=st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_person_does_the_run_is_one_that_training_reaches(
        clock: Clock, acts: list[str], pick: Any) -> None:
    """A shadow run is told only what happened at the frames that the browser says it shows."""
    experiment = Experiment(hidden=(2,), samples=60)
    player, sent = Player(experiment), []
    tuned: list[tuple[int, Experiment]] = [(0, experiment)]  # from which step on which rules hold
    for name in acts:
        if name == "play":
            player.play()
        elif name == "pause":
            player.pause()
            sent = []
        elif name in ("batch", "epoch"):
            player.step(name)
            sent = []
        elif name == "chunk":
            frames = player.chunk()
            sent = sent + frames if player.playing else frames
        elif name == "acknowledge" and sent:
            player.acknowledge(player.generation, pick.choice(sent).number)
        elif name == "speed":
            player.set_speed(pick.choice([2, 4, 5]))
            sent = []
        elif name == "lr":
            player.change(player.experiment.with_(lr=pick.choice([0.01, 0.05, 0.2])))
            if player.experiment != tuned[-1][1]:
                tuned = [pair for pair in tuned if pair[0] <= player.run.step]
                tuned.append((player.run.step, player.experiment))
                sent = []
        elif name == "reset":
            player.reset()
            tuned, sent = [(0, player.experiment)], []
    shadow = tuned[0][1].start()
    for step, rules in tuned[1:]:
        if step > player.run.step:
            break
        shadow.advance(steps=step - shadow.step) if step > shadow.step else None
        shadow.retune(rules)
    if player.run.step > shadow.step:
        shadow.advance(steps=player.run.step - shadow.step)
    assert player.run.params.theta.tobytes() == shadow.params.theta.tobytes()
    assert player.run.loss == shadow.loss


# Frames


def test_a_frame_shows_what_the_run_predicts(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("epoch")
    (frame,) = player.chunk()
    assert frame.output.shape == (STILL_SIDE, STILL_SIDE)
    cell = 12 / STILL_SIDE
    for row, column in ((0, 0), (0, 99), (99, 0), (17, 60)):
        point = np.array([[-6 + cell * (column + 0.5), 6 - cell * (row + 0.5)]])
        assert frame.output[row, column] == pytest.approx(128 + 127 * player.run.predict(point)[0, 0], abs=0.51)
    assert play(player, 1)[0].output.shape == (PLAYING_SIDE, PLAYING_SIDE)


@pytest.mark.parametrize(("experiment", "value"), [
    (Experiment(head="tanh"), lambda p: p[:, 0]),
    (Experiment(head="sigmoid"), lambda p: 2 * p[:, 0] - 1),
    (Experiment(head="softmax"), lambda p: p[:, 1] - p[:, 0]),
    (Experiment(data="xor_table", head="sigmoid"), lambda p: 2 * p[:, 0] - 1),
], ids=["tanh", "sigmoid", "softmax", "table"])
def test_the_middle_of_the_colours_is_where_the_network_cannot_decide(
        clock: Clock, experiment: Experiment, value: Callable[[np.ndarray], np.ndarray]) -> None:
    player = Player(experiment)
    for _ in range(5):
        player.step("epoch")
    (frame,) = player.chunk()
    low, high = (-0.5, 1.5) if experiment.data == "xor_table" else (-6, 6)
    cells = low + (high - low) * (np.arange(STILL_SIDE) + 0.5) / STILL_SIDE
    points = np.array([(x1, x2) for x2 in cells[::-1] for x1 in cells])
    expected = 128 + 127 * value(player.run.predict(points))
    assert np.abs(frame.output.ravel() - expected).max() <= 0.51
    # Samples of the two classes have the two full colours.
    train = player.run.split.train
    marks = player.sight.camera.points(train.points, train.targets)[:, 2]
    assert set(marks.tolist()) == {-1.0, 1.0}
    assert marks.tolist() == [1 if target else -1 for target in player.run.split.train.targets]


def test_a_regression_is_coloured_up_to_its_largest_target(clock: Clock) -> None:
    player = Player(Experiment(data="plane"))
    train = player.run.split.train
    marks = player.sight.camera.points(train.points, train.targets)[:, 2]
    assert np.abs(marks).max() == pytest.approx(1)
    assert marks == pytest.approx(player.run.split.train.targets / np.abs(player.run.split.train.targets).max())


def test_hidden_maps_come_layer_by_layer(clock: Clock) -> None:
    player = Player(Experiment(hidden=(3, 2)))
    (frame,) = player.chunk()
    assert frame.maps.shape == (5, 25, 25)
    (W1, b1), (W2, b2), _ = player.run.weights
    x = np.array([-6 + 12 * (40 + 0.5) / 100, 6 - 12 * (8 + 0.5) / 100])  # row 2, column 10 of every fourth cell
    first = np.tanh(x @ W1 + b1)
    expected = np.concatenate([first, np.tanh(first @ W2 + b2)])
    assert frame.maps[:, 2, 10] == pytest.approx(128 + 127 * expected, abs=0.51)
    assert frame.scales.tolist() == [1] * 5


def test_scores_are_those_of_the_run_and_the_theta_is_its_theta(clock: Clock) -> None:
    player = Player(Experiment(regularization={"l2": 0.01}, schedule="cosine"))
    player.step("epoch")
    (frame,) = player.chunk()
    run = straight(player.experiment, 25)
    assert {name: score(frame, name) for name in SCORES} == {
        "epoch": 1, "step": 25, "progress": 1.0, "train_loss": run.loss.train, "test_loss": run.loss.test,
        "penalty": run.penalty, "train_accuracy": run.accuracy.train, "test_accuracy": run.accuracy.test,
        "lr": run.trainer.lr}
    assert np.array_equal(frame.theta, run.params.theta[0].astype(np.float32))


def test_frame_numbers_only_grow(clock: Clock) -> None:
    player = Player(Experiment())
    numbers = [frame.number for frame in [*player.chunk(), *play(player, 2)]]
    player.pause()
    numbers += [frame.number for frame in player.chunk()]
    player.reset()
    numbers += [frame.number for frame in player.chunk()]
    assert all(later > earlier for earlier, later in pairwise(numbers))


@pytest.mark.parametrize(("value", "byte"), [
    (0.0, 128), (1.0, 255), (-1.0, 1), (5.0, 255), (-5.0, 1), (np.nan, 128), (np.inf, 255), (-np.inf, 1),
    (1e308, 255), (-1e308, 1), (0.5, 192), (-0.5, 65), (1e-320, 128),
])
def test_a_value_becomes_its_byte(value: float, byte: int) -> None:
    assert abs(int(quantize(np.array([value]), 1.0)[0]) - byte) <= (value in (0.5, -0.5))
    assert quantize(np.array([value]), 1.0).dtype == np.uint8


@given(values=st.lists(st.floats(width=64), min_size=1), scale=st.floats(1e-9, 1e300))
def test_any_value_has_a_colour_on_its_own_side_of_zero(values: list[float], scale: float) -> None:
    made = quantize(np.array(values), scale)
    for value, byte in zip(values, made.tolist()):
        assert 1 <= byte <= 255
        if value > 0:
            assert byte >= 128
        elif value < 0:
            assert byte <= 128
        else:
            assert byte == 128


def test_an_answer_after_five_thousand_epochs_is_no_larger_than_at_the_start(clock: Clock) -> None:
    player = Player(Experiment(hidden=(2,), samples=20))

    def size() -> int:
        header, arrays = scene.chunk(player, play(player, 1))
        return len(pack(header, {name: array for name, array in arrays.items() if name != "curve"}))

    early = size()
    player.run.advance(epochs=800)
    curve_then = scene.chunk(player, player.chunk())[1]["curve"]
    player.run.advance(epochs=5000)
    assert size() <= 1.3 * early  # what is drawn packs a little better or worse
    curve = scene.chunk(player, player.chunk())[1]["curve"]
    assert len(curve) <= scene.CURVE_POINTS
    assert len(curve) <= 1.3 * len(curve_then)
    assert curve[0, 0] == 0
    assert curve[-1, 0] >= 5000


def test_the_past_that_is_kept_while_playing_does_not_grow(clock: Clock) -> None:
    player = Player(Experiment(hidden=(2,)))
    player.play()
    for _ in range(20):
        frames = player.chunk()
        player.acknowledge(player.generation, frames[-1].number)
    assert len(player.reel) <= 2 * CHUNK_FRAMES


# Divergence


def diverged(experiment: Experiment = DIVERGES) -> Player:
    """Play until the run stands still and the browser has been told."""
    player = Player(experiment)
    player.play()
    for _ in range(300):
        player.chunk()
        if not player.playing:
            return player
    raise AssertionError("it did not diverge")


def test_a_divergence_pauses_and_is_told_with_its_step(clock: Clock) -> None:
    player = diverged()
    broken = player.run.divergence
    assert broken is not None
    assert player.run.step < broken.step and np.isfinite(player.run.loss.train)  # the last moment of a finite loss
    told = scene.message(player)
    assert told is not None
    assert f"step {broken.step:,}" in told["title"]
    assert "learning rate of 10" in told["text"]
    assert told["ways"][0]["label"].endswith("use 1")
    assert_same(player, straight(DIVERGES, player.run.step))


def test_what_led_to_a_divergence_is_shown_before_it_is_told(clock: Clock) -> None:
    """Else the picture would stand at the beginning of the last chunk, and the words speak of a moment not shown."""
    player = Player(DIVERGES)
    player.play()
    while not player.run.divergence:
        frames = player.chunk()
    assert player.playing
    assert scene.chunk(player, frames)[0]["message"] is None
    (still,) = player.chunk()
    assert not player.playing
    assert step_of(still) == player.run.step
    header = scene.chunk(player, [still])[0]
    assert (header["playing"], header["message"] is None) == (False, False)


def test_a_run_that_has_diverged_does_not_play_on(clock: Clock) -> None:
    player = diverged()
    step = player.run.step
    player.play()
    assert not player.playing
    for _ in range(9):
        player.step("batch")
    assert player.run.step == step and player.run.divergence


@pytest.mark.parametrize("experiment", [
    DIVERGES, Experiment(data="plane", activation="linear", lr=10),
    Experiment(data="bumps", activation="relu", lr=1000),
    Experiment(data="plane", activation="relu", lr=100, optimizer="momentum"),
    Experiment(head="identity", activation="relu", lr=30, data="circle", dtype="float32"),
], ids=["relu", "linear", "bumps", "momentum", "float32"])
def test_going_back_leads_to_a_finite_moment_with_a_tenth_of_the_rate_again_and_again(
        clock: Clock, experiment: Experiment) -> None:
    player = diverged(experiment)
    for _ in range(5):
        rate = player.experiment.lr
        player.recover()
        assert player.run.divergence is None
        assert scene.message(player) is None
        assert player.experiment.lr == pytest.approx(rate / 10)
        assert np.isfinite(player.run.params.theta).all()
        assert np.isfinite(player.run.loss.train)
        player.play()
        assert player.playing
        before = player.run.step
        for _ in range(20):
            player.chunk()
            if not player.playing:
                break
        if player.playing:
            assert player.run.step > before
            return
    raise AssertionError("still diverging after going back five times")


def test_going_back_twice_at_once_divides_the_rate_once(clock: Clock) -> None:
    player = diverged()
    player.recover()
    player.recover()
    assert player.experiment.lr == 1


def test_going_back_without_a_divergence_does_nothing(clock: Clock) -> None:
    player = Player(Experiment())
    player.step("epoch")
    generation = player.generation
    player.recover()
    assert (player.generation, player.run.epoch, player.experiment) == (generation, 1, Experiment())


@pytest.mark.parametrize("activation", ["relu", "linear", "elu", "softplus", "silu"])
@pytest.mark.parametrize("lr", [3, 100, 1000])
def test_no_warning_comes_from_numbers_that_run_away(clock: Clock, activation: str, lr: float) -> None:
    """Warnings are errors here: frames, maps, curve and packing are all made of the last numbers there are."""
    for data in ("plane", "circle"):
        player = Player(Experiment(data=data, activation=activation, head="identity", lr=lr))
        player.play()
        for _ in range(10):
            header, arrays = scene.chunk(player, player.chunk())
            pack(header, arrays)
        header, arrays = scene.scene(player)
        pack(header, arrays)


def test_divergence_by_single_steps_is_told_too(clock: Clock) -> None:
    player = Player(DIVERGES)
    while not player.run.divergence:
        player.step("epoch")
        player.chunk()
    assert scene.message(player) is not None
    player.recover()
    assert np.isfinite(player.run.loss.train)


# Two threads of one person


def test_two_threads_at_once_corrupt_nothing() -> None:
    player = Player(Experiment(hidden=(3,), samples=40))
    problems: list[BaseException] = []
    rng = [np.random.default_rng(seed) for seed in range(3)]

    def hammer(own: np.random.Generator) -> None:
        acts: list[Callable[[], Any]] = [
            player.play, player.pause, player.chunk, player.chunk, player.reset, player.new_weights, player.catch_up,
            lambda: player.step("batch"), lambda: player.step("epoch"),
            lambda: player.set_speed(int(own.integers(0, len(SPEEDS)))),
            lambda: player.change(player.experiment.with_(lr=float(own.choice([0.01, 0.1])))),
            lambda: player.change(player.experiment.with_(hidden=(int(own.integers(1, 5)),))),
            lambda: player.acknowledge(player.generation, int(own.integers(0, 400))),
        ]
        try:
            for index in own.integers(0, len(acts), 120):
                acts[index]()
                with player.lock:
                    header, arrays = scene.chunk(player, player.chunk())
                    pack(header, arrays)
        except BaseException as problem:  # a thread's exception is lost unless it is handed over
            problems.append(problem)

    threads = [threading.Thread(target=hammer, args=(own,)) for own in rng]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    # What it holds now is a moment of its run: training on is training on, and a reset is the start.
    player.pause()
    run = player.run
    assert np.isfinite(run.params.theta).all()
    assert run.step == run.epoch * run.trainer.steps_per_epoch + run.trainer.position // run.trainer.batch
    player.reset()
    assert_same(player, straight(player.experiment, 0))


def test_a_stopping_rule_ends_play_and_going_on_takes_it_away(clock: Clock) -> None:
    player = Player(Experiment(stop=(("epoch", 12),)))
    player.play()
    for _ in range(50):
        frames = player.chunk()
        player.acknowledge(player.generation, frames[-1].number)
    assert player.run.epoch == 12
    assert not player.playing
    message = scene.message(player)
    assert message is not None
    assert message["title"] == "Stopped at epoch 12: it reached epoch 12."
    player.play()
    assert not player.playing
    player.go_on()
    player.chunk()
    assert player.playing
    assert player.run.epoch > 12
    assert scene.message(player) is None


def test_early_stopping_names_the_epoch_of_the_lowest_test_loss_and_leads_there(clock: Clock) -> None:
    player = Player(Experiment(noise=50, samples=60, hidden=(8,), optimizer="adam", lr=0.03, stop={"early": 20}))
    player.train(epochs=2000, seconds=60)
    records = player.run.history_log.frame()
    best = records["test_loss"].idxmin()
    message = scene.message(player)
    assert message is not None and 0 < best < player.run.epoch
    assert message["title"].endswith(f"has not fallen for 20 epochs; it was lowest at epoch {best}.")
    way = message["ways"][0]
    assert way["label"] == f"Go to epoch {best}, the lowest test loss"
    Browser().take({"intents": [{"serial": 1, "action": way["action"], **way["details"]}]}, player)
    assert (player.run.epoch, player.run.loss.test) == (best, records["test_loss"].min())
    assert scene.message(player) is None


def test_training_at_once_notes_the_way_and_pauses() -> None:
    player = Player(Experiment(samples=40))
    player.play()
    player.train(epochs=7, seconds=60)
    assert (player.run.epoch, player.playing) == (7, False)
    assert player.timeline.end == player.run.step
    assert len(player.timeline.path(player.run)) == 8


def test_what_must_start_again_says_so_and_keeps_the_seed() -> None:
    on = Player(Experiment(seed=7))
    on.change(on.experiment.with_(noise=10))
    assert on.said() == ""  # nothing was lost
    on.step("epoch")
    on.change(on.experiment.with_(noise=20, lr=0.1))
    assert on.experiment.seed == 7
    assert on.said().startswith("Started again with seed 7, because this changed: noise.")
    assert on.said() == ""
    on.step("epoch")
    on.change(on.experiment.with_(lr=0.3, optimizer="adam", batch=5))
    assert on.run.step > 0
    on.new_weights()
    assert on.said() == ""


def test_after_many_epochs_an_answer_is_no_larger_and_little_more_is_kept() -> None:
    on = Player(Experiment(data="xor_table", hidden=(2,), batch=0))

    def answer() -> int:
        return len(pack(*scene.chunk(on, on.chunk())))

    on.train(epochs=2_000, seconds=60)
    early, kept = answer(), len(on.run.history_log)
    on.train(epochs=18_000, seconds=60)
    assert on.run.epoch == 20_000
    assert answer() < early * 1.5  # ten times the epochs
    assert len(on.run.history_log) < kept * 4


@kinds
def test_a_run_that_is_taken_over_stands_where_it_stood_and_goes_on_by_itself(experiment: Experiment) -> None:
    trial, stage = Player(experiment), Player(Experiment(data="gauss"))
    trial.train(epochs=3, seconds=60)
    trial.step("batch")
    steps = trial.run.step
    stage.take_over(trial)
    assert not stage.playing and stage.straight == trial.straight
    assert_same(stage, straight(experiment, steps))
    stage.step("epoch")
    assert trial.run.step == steps < stage.run.step  # the other one stays
    assert_same(stage, straight(experiment, stage.run.step))
    stage.visit(1)
    assert_same(stage, straight(experiment, 1))
    stage.reset()
    assert_same(stage, straight(experiment, 0))
    trial.step("epoch")
    assert_same(trial, straight(experiment, trial.run.step))
    assert stage.ghosts.version > 0
