"""A population: many starts trained together are what each is alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.experiment import MAX_SEED, Experiment
from nnplay.study import population as module
from nnplay.study.population import Goal, Population, most_starts, telling_parameters

SMALL = Experiment(data="xor", samples=60, hidden=(3,), lr=0.1, seed=11)


def trained(experiment: Experiment, starts: int, epochs: int) -> Population:
    population = Population(experiment, starts, epochs)
    while not population.done:
        population.advance(0.05)
    return population


def test_every_start_is_the_run_of_its_own_seed() -> None:
    population = trained(SMALL, 5, 7)
    for start in range(5):
        alone = population.member(start).start()
        alone.advance(epochs=7)
        assert population.seeds[start] == 11 + start
        assert population.theta[start] == pytest.approx(alone.params.theta[0], abs=1e-12)
        assert population.losses("train")[start] == pytest.approx(alone.loss.train, abs=1e-12)
        assert population.accuracies("test")[start] == pytest.approx(alone.accuracy.test)
        assert (population.first[start] == alone.start.theta[0]).all()


def test_blocks_change_nothing_and_are_recorded_at_the_same_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(SMALL, 7, 150)
    monkeypatch.setattr(module, "BLOCK_VALUES", 600)
    parts = trained(SMALL, 7, 150)
    assert len(parts._blocks) > 2
    assert parts.theta == pytest.approx(whole.theta, abs=1e-9)
    assert parts.fan().epochs.tolist() == whole.fan().epochs.tolist()
    assert parts.fan().losses == pytest.approx(whole.fan().losses, abs=1e-9)


def test_the_last_epoch_is_recorded_and_nothing_is_trained_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DENSE", 0)
    population = trained(SMALL, 3, 131)
    assert population.fan().epochs[-1] == population.epoch == 131
    before = population.theta
    population.advance(0.05)
    assert (population.theta == before).all()


def test_a_slice_goes_no_further_than_so_many_epochs() -> None:
    population = Population(SMALL, 3, 100)
    population.advance(60, epochs=7)
    assert population.epoch == 7


def test_the_fan_has_the_median_and_the_middle_80_percent() -> None:
    fan = trained(SMALL, 11, 5).fan()
    ordered = np.sort(fan.losses, axis=1)
    assert (fan.median == ordered[:, 5]).all()
    assert (fan.low == ordered[:, 1]).all() and (fan.high == ordered[:, 9]).all()


def test_networks_that_diverge_count_as_not_solved_and_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_VALUES", 1)
    wild = SMALL.with_(data="plane", head="identity", activation="relu", lr=1000.0)
    population = trained(wild, 3, 20)
    assert population.done
    assert population.share(Goal("loss", "train", 1e9)).value == 0
    assert not np.isfinite(population.fan().median[-1])


def test_predictions_are_those_of_the_chosen_networks() -> None:
    population = trained(SMALL, 4, 3)
    points = np.array([[1.0, 2.0], [-3.0, 0.5]])
    answer = population.predictions(points, np.array([3, 1]))
    alone = population.member(3).start()
    alone.advance(epochs=3)
    assert answer.shape == (2, 2, 1)
    assert answer[0] == pytest.approx(alone.predict(points), abs=1e-12)


@pytest.mark.parametrize("starts", [1, 1001, 2.5, "many"])
def test_a_number_of_starts_out_of_range_is_refused(starts: object) -> None:
    with pytest.raises(ValueError, match="starts must be a whole number from 2 to 1,000"):
        Population(SMALL, starts, 10)  # type: ignore[arg-type]


def test_more_starts_than_fit_into_memory_are_refused_with_how_many_do() -> None:
    large = Experiment(samples=5000, hidden=(256, 256))
    with pytest.raises(ValueError, match=f"at most {most_starts(large)} fit"):
        Population(large, 1000, 10)


def test_seeds_stay_such_that_each_start_can_be_opened() -> None:
    population = Population(SMALL.with_(seed=MAX_SEED), 10, 1)
    assert population.seeds[-1] == MAX_SEED
    assert population.member(9).seed == MAX_SEED


def test_a_stopping_rule_of_the_experiment_stops_no_start() -> None:
    population = trained(SMALL.with_(stop={"epoch": 2}), 3, 9)
    assert population.epoch == 9
    assert population.member(0).stop == ()


def test_the_parameter_that_tells_is_the_one_that_differs() -> None:
    first = np.random.default_rng(0).normal(size=(200, 4))
    solved = first[:, 2] > 0
    assert telling_parameters(first, solved)[0] == 2
    assert telling_parameters(first, np.ones(200, bool)) == [0, 1, 2, 3]


def test_counts_are_of_the_last_epoch_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DENSE", 0)
    population = Population(SMALL, 3, 1000)
    population.advance(60, epochs=131)
    assert (population.epoch, population.counted) == (131, 128)
    alone = population.member(2).start()
    alone.advance(epochs=128)
    assert population.losses()[2] == pytest.approx(alone.loss.train, abs=1e-12)
