"""Every activation in the registry: its value, its slope, far from zero and near it."""

from __future__ import annotations

import numpy as np
import pytest

from nnplay.engine.activations import ACTIVATIONS, Activation
from nnplay.engine.arrays import Array
from tests.reference.recorded import RECORDED, name

FAR = np.array([-1e4, -800, -100, -45, -10, -1, -1e-9, 1e-9, 1, 10, 45, 100, 800, 1e4])


def settings_of(activation: Activation) -> list[dict[str, float]]:
    """The knobs at their defaults, all low, all high, and in between."""
    knobs = activation.knobs
    spots = [[(k.name, k.default) for k in knobs], [(k.name, k.low) for k in knobs], [(k.name, k.high) for k in knobs],
             [(k.name, 0.3 * k.low + 0.7 * k.high) for k in knobs]]
    return [dict(spot) for spot in spots][: len(knobs) * 3 + 1]


SETTINGS = [pytest.param(entry, knobs, id=f"{key} {knobs or ''}") for key, entry in ACTIVATIONS.items()
            for knobs in settings_of(entry)]


def apply(entry: Activation, z: Array, knobs: dict[str, float]) -> tuple[Array, Array]:
    a, slope = np.full_like(z, np.nan), np.full_like(z, np.nan)
    entry.function(z, a, **knobs)
    entry.slope(z, a, slope, **knobs)
    return a, slope


@pytest.mark.parametrize(("entry", "knobs"), SETTINGS)
def test_the_slope_is_the_derivative_away_from_kinks(entry: Activation, knobs: dict[str, float]) -> None:
    rng, h = np.random.default_rng(1), 1e-5
    z = rng.uniform(-4, 4, 400)
    for kink in entry.kinks:
        z = z[np.abs(z - kink) > 10 * h]
    difference = (apply(entry, z + h, knobs)[0] - apply(entry, z - h, knobs)[0]) / (2 * h)
    np.testing.assert_allclose(apply(entry, z, knobs)[1], difference, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize(("entry", "knobs"), SETTINGS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_values_and_slopes_are_finite_at_large_inputs_without_a_warning(
    entry: Activation, knobs: dict[str, float], dtype: str
) -> None:
    a, slope = apply(entry, FAR.astype(dtype), knobs)
    assert np.isfinite(a).all() and np.isfinite(slope).all()
    assert a.dtype == slope.dtype == dtype


@pytest.mark.parametrize(("entry", "knobs"), SETTINGS)
def test_outputs_stay_within_their_declared_bounds(entry: Activation, knobs: dict[str, float]) -> None:
    a, _ = apply(entry, np.concatenate([FAR, np.linspace(-6, 6, 5001)]), knobs)
    assert entry.low - 1e-15 <= a.min() and a.max() <= entry.high


@pytest.mark.parametrize("entry", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_inputs_are_left_alone_and_the_output_may_be_the_input(entry: Activation) -> None:
    knobs = settings_of(entry)[0]
    z = np.linspace(-5, 5, 41)
    before = z.copy()
    a, slope = apply(entry, z, knobs)
    a_before = a.copy()
    entry.slope(z, a, slope, **knobs)
    np.testing.assert_array_equal(z, before)
    np.testing.assert_array_equal(a, a_before)
    entry.function(z, z, **knobs)
    np.testing.assert_array_equal(z, a)


@pytest.mark.parametrize("entry", [entry for key, entry in ACTIVATIONS.items() if key != "step"], ids=lambda e: e.key)
def test_nan_goes_in_and_nan_comes_out(entry: Activation) -> None:
    with np.errstate(invalid="ignore"):
        a, _ = apply(entry, np.array([np.nan]), settings_of(entry)[0])
    assert np.isnan(a).all()


def test_every_activation_but_the_step_was_recorded_with_pytorch() -> None:
    assert {case["key"] for case in RECORDED["activations"]} == set(ACTIVATIONS) - {"step"}


@pytest.mark.parametrize("case", RECORDED["activations"], ids=name)
def test_values_and_slopes_agree_with_pytorch_to_1e_12(case: dict) -> None:
    z = np.array(case["z"])
    a, slope = apply(ACTIVATIONS[case["key"]], z, case["knobs"])
    # The absolute part is PyTorch's own rounding where it subtracts numbers near 1 (measured below, against mpmath).
    np.testing.assert_allclose(a, case["a"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(slope, case["slope"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("case", RECORDED["activations"], ids=name)
def test_values_and_slopes_are_relatively_exact_wherever_pytorch_is(case: dict) -> None:
    z = np.array(case["z"])
    smooth = z != 0
    for ours, theirs, exact in zip(apply(ACTIVATIONS[case["key"]], z, case["knobs"]), (case["a"], case["slope"]),
                                   (case["exact_a"], case["exact_slope"]), strict=True):
        error, their_error = np.abs(ours[smooth] - exact), np.abs(np.array(theirs)[smooth] - exact)
        allowed = np.maximum(1e-12 * np.abs(exact), 2 * their_error) + 1e-307
        assert (error <= allowed).all(), np.column_stack([z[smooth], ours[smooth], exact, error])[error > allowed]


@pytest.mark.parametrize(("key", "z", "exact"), [
    ("sigmoid", -600.0, 2.65039655300431082e-261),
    ("softplus", -600.0, 2.65039655300431082e-261),
    ("silu", -600.0, -1.59023793180258649e-258),
    ("gelu", -5.0, -2.29179619662950705e-7),
    ("mish", -30.0, -2.80728689065192103e-12),
])
def test_tails_keep_all_their_digits(key: str, z: float, exact: float) -> None:
    a, _ = apply(ACTIVATIONS[key], np.array([z]), settings_of(ACTIVATIONS[key])[0])
    np.testing.assert_allclose(a, exact, rtol=1e-12)


def test_the_step_answers_0_or_1_and_its_slope_is_always_0() -> None:
    a, slope = apply(ACTIVATIONS["step"], np.array([-2.0, -0.0, 0.0, 1e-300, 3.0]), {})
    assert a.tolist() == [0, 0, 0, 1, 1]
    assert not slope.any()
