"""Histories: thinned, growing, forgetting, and given as a data frame."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.history import COLUMNS, History


def filled(epochs: list[int], networks: int = 1) -> History:
    log = History(networks)
    for epoch in epochs:
        many = epoch + np.arange(networks) / 10 if networks > 1 else float(epoch)
        log.add(**{name: epoch if name in ("epoch", "step", "lr") else many for name in COLUMNS})
    return log


def test_a_thinned_history_has_its_first_and_last_row_and_is_not_thinned_again() -> None:
    log = filled(list(range(3000)))
    once = log.thinned(160)
    assert 100 < len(once) <= 160
    assert (once.records["epoch"][0], once.records["epoch"][-1]) == (0, log.records["epoch"][-1])
    assert np.array_equal(once.thinned(160).records["epoch"], once.records["epoch"])


def test_early_epochs_are_all_recorded_and_later_ones_ever_fewer() -> None:
    log = History()
    epoch, kept = 0, [0]
    while epoch < 1_000_000:
        epoch = log.next_epoch(epoch)
        kept.append(epoch)
    assert kept[:2048] == list(range(2048))
    assert 11_000 < len(kept) < 11_300
    gaps = np.diff(kept)
    assert (gaps[1:] >= gaps[:-1]).all() and set(gaps) == {2**k for k in range(10)}
    assert all(epoch in set(kept) for epoch in (1024, 4096, 8192, 524_288))


def test_the_next_epoch_is_the_same_from_wherever_one_asks() -> None:
    log = History()
    kept, epoch = [], 0
    while epoch < 20_000:
        epoch = log.next_epoch(epoch)
        kept.append(epoch)
    for epoch in range(0, 19_000, 7):
        assert log.next_epoch(epoch) == kept[int(np.searchsorted(kept, epoch, side="right"))]


@pytest.mark.parametrize("networks", [1, 3])
def test_rows_come_out_as_they_went_in_however_many_there_are(networks: int) -> None:
    log = filled(list(range(1000)), networks)
    assert len(log) == 1000
    losses = log.column("train_loss")
    assert losses.shape == ((1000,) if networks == 1 else (1000, 3))
    np.testing.assert_allclose(losses if networks == 1 else losses[:, 0], np.arange(1000))
    assert log.column("epoch").shape == (1000,)


def test_forgetting_drops_later_epochs_and_recording_goes_on() -> None:
    log = filled([0, 1, 2, 4, 8])
    kept = log.column("epoch")
    log.forget_after(3)
    assert log.column("epoch").tolist() == [0, 1, 2]
    log.add(**dict.fromkeys(COLUMNS, 3.0))
    assert log.column("epoch").tolist() == [0, 1, 2, 3]
    assert kept.tolist() == [0, 1, 2, 4, 8], "a column that was handed out does not change"


def test_a_copy_goes_its_own_way() -> None:
    log = filled([0, 1, 2])
    copy = log.copy()
    copy.forget_after(1)
    copy.add(**dict.fromkeys(COLUMNS, 7.0))
    log.add(**dict.fromkeys(COLUMNS, 3.0))
    assert (log.column("epoch").tolist(), copy.column("epoch").tolist()) == ([0, 1, 2, 3], [0, 1, 7])


def test_chosen_rows_of_chosen_columns() -> None:
    log = filled([0, 1, 2, 4])
    assert log.rows(np.array([0, 3]), "epoch", "lr").tolist() == [[0, 0], [4, 4]]


def test_the_frame_has_a_row_for_each_epoch_and_network() -> None:
    one, many = filled([0, 1, 2]).frame(), filled([0, 1], networks=3).frame()
    assert list(one.columns) == list(COLUMNS) and len(one) == 3
    assert one["epoch"].dtype == one["step"].dtype == int
    assert list(many.columns) == ["network", *COLUMNS]
    assert many["network"].tolist() == [0, 1, 2, 0, 1, 2] and many["epoch"].tolist() == [0, 0, 0, 1, 1, 1]
    np.testing.assert_allclose(many["train_loss"], [0, 0.1, 0.2, 1, 1.1, 1.2])
