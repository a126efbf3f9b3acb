"""A session that the server has forgotten goes on in another one, from what the browser kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.drawn import Paper, added
from nnplay.history import COLUMNS, History
from nnplay.share.moment import write_history
from nnplay.share.opening import Opening
from nnplay.study.surgery import reshaped
from nnplay.ui.comeback import awaited, come_back, keepsake
from nnplay.ui.pieces import MOST_PIECES, PIECE
from nnplay.ui.session import Session


def history(epochs: int) -> History:
    log = History()
    for epoch in range(epochs):
        log.add(**dict.fromkeys(COLUMNS, float(epoch)))
    return log


LONG = write_history(history(1000))  # of an earlier run comes at most what the chart draws


def trained(experiment: Experiment, epochs: int = 3) -> Session:
    session = Session(page="playground")
    session.open(Opening(experiment))
    session.player.train(epochs=epochs, seconds=60)
    return session


def kept_of(session: Session, **more: Any) -> str:
    told = keepsake(session, "")
    assert told is not None and told["worth"]
    return json.dumps({name: told[name] for name in ("experiment", "moment", "look")} | more)


def send(session: Session, text: str, size: int = PIECE) -> None:
    pieces = [text[at:at + size] for at in range(0, len(text), size)]
    for piece, part in enumerate(pieces):
        assert awaited(session)["back"] == piece
        come_back(session, {"piece": piece, "pieces": len(pieces), "text": part})
    assert awaited(session)["back"] == 0


@pytest.mark.parametrize("size", [PIECE, 2000])
def test_another_session_goes_on_exactly(size: int) -> None:
    before = trained(Experiment(data="spiral", optimizer="adam", hidden=(5, 3)))
    before.hide, before.browser.view = ("noise",), ("log",)
    after = Session(page="playground")
    send(after, kept_of(before), size)
    assert after.hide == ("noise",) and after.browser.view == ("log",)
    for session in (before, after):
        session.player.train(epochs=2, seconds=60)
    assert after.player.run.history.equals(before.player.run.history)
    assert np.array_equal(after.player.run.params.theta, before.player.run.params.theta)
    assert after.player.here() == before.player.here() and after.player.opened == before.player.opened


def test_the_earlier_runs_come_back_before_those_there_are() -> None:
    before, after = trained(Experiment(data="xor"), 5), trained(Experiment(data="gauss"), 2)
    before.change(data="spiral")
    before.player.train(epochs=3, seconds=60)
    before.player.operate(lambda present: reshaped(present, present.with_(hidden=(5, 2))))
    told = keepsake(before, "")
    assert told is not None
    send(after, json.dumps({name: told[name] for name in ("experiment", "moment", "look", "earlier")}))
    came = list(after.player.ghosts)
    assert [ghost.experiment for ghost in came] == [*(ghost.experiment for ghost in before.player.ghosts),
                                                    Experiment(data="gauss")]
    for there, here in zip(before.player.ghosts, came, strict=False):
        assert here.history.records["train_loss"] == pytest.approx(there.history.records["train_loss"], rel=0, abs=0)
    again = keepsake(before, f"{told['document']} {told['past']}")
    assert again is not None and "earlier" not in again and "experiment" not in again


def test_the_earlier_runs_of_a_table_that_is_long_come_back_with_it() -> None:
    table = added(Paper(-6, 6, ("a", "b"), 1.0, 0.5, 0), None, np.random.default_rng(0).uniform(-5, 5, (3000, 2)), 1)
    before, after = trained(Experiment(data="own", table=table), 2), Session(page="playground")
    before.change(seed=4)
    before.player.train(epochs=1, seconds=60)
    told = keepsake(before, "")
    assert told is not None
    send(after, json.dumps({name: told[name] for name in ("experiment", "moment", "look", "earlier")}))
    assert [ghost.experiment for ghost in after.player.ghosts] == [before.player.experiment.with_(seed=0)]


@pytest.mark.parametrize("earlier", ["", "[", "7", "[[]]", "[[{}, 5]]", '[[{"data": 5}, "x"]]', "[" * 9000,
                                     '[[{"table": "x"}, "eJw="]]', json.dumps([[{}, LONG]]), 5, None, ["x"]])
def test_earlier_runs_that_are_damaged_are_left_out(earlier: Any) -> None:
    before, after = trained(Experiment(data="xor")), Session(page="playground")
    send(after, kept_of(before, earlier=earlier))
    assert after.player.run.step == before.player.run.step and not len(after.player.ghosts)


def test_the_way_there_can_be_gone_back() -> None:
    before, after = trained(Experiment(), 4), Session(page="playground")
    send(after, kept_of(before))
    assert after.player.visit(7) and before.player.visit(7)
    assert np.array_equal(after.player.run.params.theta, before.player.run.params.theta)
    assert after.player.timeline.end == 4 * before.player.run.trainer.steps_per_epoch


def test_weights_set_by_hand_come_back_and_reset_returns_to_the_seeds() -> None:
    before, after = trained(Experiment()), Session(page="playground")
    before.player.set_parameter(0, 2.5)
    send(after, kept_of(before))
    assert after.player.run.params.theta[0, 0] == 2.5 and not after.player.straight
    after.player.reset()
    assert after.player.run.step == 0 and after.player.opened == Opening(Experiment())


def test_a_table_comes_back_whatever_its_length() -> None:
    paper = Paper(-6, 6, ("a", "b"), 1.0, 0.5, 0)
    places = np.random.default_rng(0).uniform(-5, 5, (3000, 2))
    table = added(paper, None, places, 1)
    before, after = trained(Experiment(data="own", table=table), 1), Session(page="playground")
    send(after, kept_of(before))
    assert after.player.experiment == before.player.experiment


def test_what_was_shown_after_the_moment_was_kept_is_trained_again() -> None:
    before, after = trained(Experiment(), 1), Session(page="playground")
    text = kept_of(before, shown=before.player.run.step + 333)
    send(after, text)
    while after.player.playing:
        after.player.chunk()
    before.player.run.advance(steps=333)
    assert after.player.run.step == before.player.run.step
    assert np.array_equal(after.player.run.params.theta, before.player.run.params.theta)


def test_the_experiment_travels_once_and_nothing_is_kept_of_what_is_nothing() -> None:
    session = trained(Experiment())
    first = keepsake(session, "")
    assert first is not None and "experiment" in first
    again = keepsake(session, first["document"])
    assert again is not None and "experiment" not in again and again["document"] == first["document"]
    session.player.change(replace(session.player.experiment, lr=0.1))
    other = keepsake(session, first["document"])
    assert other is not None and "experiment" in other
    fresh = keepsake(Session(), "")
    assert fresh is not None and not fresh["worth"]
    session.player.run.params.theta[:] = np.inf
    assert keepsake(session, "") is None


def test_a_table_that_is_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnplay.share.moment.MOST", 100)
    told = keepsake(trained(Experiment(data="iris")), "")
    assert told is not None and told["missing"] == "Iris" and "experiment" not in told


def test_pieces_of_elsewhere_are_left_out() -> None:
    session = Session(page="playground")
    for piece in ({"piece": 1, "pieces": 2, "text": "b"}, {"piece": 0, "pieces": MOST_PIECES + 1, "text": "a"},
                  {"piece": 0, "pieces": 2, "text": "x" * (PIECE + 1)}, {"piece": 0, "pieces": 2, "text": 3}, None, []):
        come_back(session, piece)
        assert awaited(session)["back"] == 0
    come_back(session, {"piece": 0, "pieces": 2, "text": "{}"})
    come_back(session, {"piece": 0, "pieces": 1, "text": "{}"})  # from the beginning again
    assert "cannot be used: it is damaged" in session.player.said() and session.player.run.step == 0


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["experiment", "moment", "look", "shown", "hide"]), inner)))
@settings(max_examples=50, deadline=None)
def test_nonsense_changes_nothing(value: object) -> None:
    session = Session(page="playground")
    come_back(session, value)
    come_back(session, {"piece": 0, "pieces": 1, "text": json.dumps(value)})
    assert session.player.run.step == 0 and session.player.experiment == Experiment()
