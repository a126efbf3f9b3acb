"""Racers train as anybody else does; only their ways are drawn on a plane."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.experiment import Experiment
from nnplay.study.landscape import plane_through, random_plane
from nnplay.study.race import Race

EXPERIMENT = Experiment(data="xor", samples=80, hidden=(3,), lr=0.1, batch=0)
RACERS = {"sgd": EXPERIMENT, "adam": EXPERIMENT.with_(optimizer="adam", lr=0.02, knobs={"adam.beta1": 0.8})}


def finished(race: Race) -> Race:
    while not race.done:
        race.advance(0.05)
    return race


def test_each_racer_ends_where_training_by_its_rules_ends_bit_for_bit() -> None:
    theta = np.random.default_rng(4).normal(size=EXPERIMENT.net.size)
    race = finished(Race(RACERS, theta, random_plane(EXPERIMENT.net, theta, 0), 37))
    for racer in race.racers:
        alone = RACERS[racer.name].start(theta=theta)
        alone.advance(epochs=37)
        assert (racer.run.params.theta == alone.params.theta).all()
        assert racer.way[-1, 3] == alone.loss.train


def test_a_way_begins_at_the_start_and_is_the_nearest_on_the_plane() -> None:
    run = EXPERIMENT.start()
    theta = run.params.theta[0].copy()
    moved = EXPERIMENT.start(theta=theta)
    moved.advance(epochs=20)
    plane = plane_through(theta, moved.params.theta[0], np.random.default_rng(0).normal(size=theta.size))
    race = finished(Race({"sgd": EXPERIMENT}, theta, plane, 20))
    way = race.racers[0].way
    assert way[:, 0].tolist() == list(range(21))
    assert way[0, 1:3] == pytest.approx([0, 0], abs=1e-9)
    assert way[-1, 2] == pytest.approx(0, abs=1e-9)
    assert race.racers[0].off_plane == pytest.approx(0, abs=1e-9)


def test_slices_let_all_run_side_by_side() -> None:
    theta = EXPERIMENT.start().params.theta[0]
    race = Race(RACERS, theta, random_plane(EXPERIMENT.net, theta, 0), 300)
    race.advance(60, epochs=30)
    assert [racer.run.epoch for racer in race.racers] == [30, 30]
    assert not race.done


def test_one_that_diverges_holds_nobody_up() -> None:
    wild = Experiment(data="plane", samples=40, head="identity", activation="relu", batch=0, lr=1000.0)
    calm = wild.with_(lr=0.001)
    theta = wild.start().params.theta[0]
    race = finished(Race({"sgd": wild, "momentum": calm}, theta, random_plane(wild.net, theta, 0), 400))
    assert [racer.diverged for racer in race.racers] == [True, False]
    assert race.racers[1].run.epoch == 400


def test_long_ways_are_thinned_and_keep_their_end() -> None:
    theta = EXPERIMENT.start().params.theta[0]
    race = finished(Race({"sgd": EXPERIMENT}, theta, random_plane(EXPERIMENT.net, theta, 0), 1001))
    way = race.racers[0].way
    assert len(way) <= 252
    assert way[-1, 0] == 1001


@pytest.mark.parametrize("epochs", [0, 5001])
def test_a_race_too_short_or_too_long_is_refused(epochs: int) -> None:
    theta = EXPERIMENT.start().params.theta[0]
    with pytest.raises(ValueError, match="epochs must be"):
        Race(RACERS, theta, random_plane(EXPERIMENT.net, theta, 0), epochs)


def test_a_race_without_racers_is_refused() -> None:
    theta = EXPERIMENT.start().params.theta[0]
    with pytest.raises(ValueError, match="racers must be"):
        Race({}, theta, random_plane(EXPERIMENT.net, theta, 0), 10)
