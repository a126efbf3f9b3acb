"""Formulas: they mean what they say, and whatever else is typed is refused with a position."""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.data.datasets import DATA_SETS
from nnplay.data.formula import FUNCTIONS, MAX_LENGTH, read_formula
from nnplay.engine.arrays import Array

X = np.linspace(-6, 6, 61)
BINARY = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power}


def in_python(text: str, x: Array) -> Array:
    """Work out a formula by Python's own grammar: for the part of ours that is the same.

    The grammar is Python's, the arithmetic NumPy's: Python divides by zero and rounds powers in another way.
    """
    def value(node: ast.expr) -> Any:
        match node:
            case ast.BinOp(left, operator, right):
                return BINARY[type(operator)](value(left), value(right))
            case ast.UnaryOp(ast.USub(), operand):
                return np.negative(value(operand))
            case ast.UnaryOp(ast.UAdd(), operand):
                return value(operand)
            case ast.Call(ast.Name(name), arguments):
                return getattr(np, FUNCTIONS[name][0])(*map(value, arguments))
            case ast.Name(name):
                return x if name == "x" else np.float64({"pi": np.pi, "e": np.e}[name])
            case ast.Constant(float(number) | int(number)):
                return np.float64(number)
        raise AssertionError(f"no such formula: {ast.dump(node)}")

    with np.errstate(all="ignore"):
        return np.broadcast_to(value(ast.parse(text, mode="eval").body), x.shape)


def written(formula: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(formula, st.sampled_from(["+", "-", "*", "/", "**", " + ", " - "]), formula).map("".join)
    one = st.tuples(st.sampled_from([name for name, (_, count) in FUNCTIONS.items() if count == 1]), formula)
    two = st.tuples(st.sampled_from(["min", "max"]), formula, formula)
    return st.one_of(binary, binary.map("({})".format), formula.map("-{}".format), one.map("{0[0]}({0[1]})".format),
                     two.map("{0[0]}({0[1]}, {0[2]})".format))


FORMULAS = st.recursive(st.sampled_from(["x", "2", "0.5", "pi", "e", ".25", "1e-2"]), written, max_leaves=12)


@given(FORMULAS)
@example("2**-x**2")
@example("-x**2")
@example("1-2-3-x")
@example("8/2/2*x")
@example("x+pi**e")
@example("max(x, -2/x)")
@example("max(x, -2/(2-2))")
def test_a_formula_has_the_values_that_python_gives_it(text: str) -> None:
    expected = in_python(text, X)
    try:
        formula = read_formula(text)
    except ValueError as refusal:
        assert len(text) > MAX_LENGTH or "deep" in str(refusal) or "the formula" in str(refusal)
        return
    np.testing.assert_array_equal(formula(X), expected)
    with np.errstate(all="ignore"):  # max(x, -2/x) divides by zero on the way to a value
        again = eval(formula.source, {"np": np, "x": X})
    np.testing.assert_array_equal(np.broadcast_to(again, X.shape), expected)


@pytest.mark.parametrize(("text", "same"), [
    ("2x", "2*x"), ("2x^2", "2*x**2"), ("x²", "x**2"), ("3 sin(2x)", "3*sin(2*x)"), ("(x+1)(x-1)", "(x+1)*(x-1)"),
    ("|x|", "abs(x)"), ("2|x|-3", "2*abs(x)-3"), ("||x|-2|", "abs(abs(x)-2)"), ("|x||x|", "abs(x)*abs(x)"),
    ("|(|x|)|", "abs(x)"), ("−x·π × 2", "-x*pi*2"), ("SIN(X)", "sin(x)"), ("2^3^2 + 0x", "512+0*x"), ("1/2x", "1/2*x"),
    ("--x", "x"), ("2e + x", "2*e+x"), ("x^3/9", "x**3/9"), ("-|x|³", "-abs(x)**3"), ("ln(|x|+1)", "log(abs(x)+1)"),
    ("x*2 x", "x*2*x"), ("max(|x|, |2|)", "max(abs(x), 2)"), ("5", "5+0*x"),
])
def test_what_people_write_is_understood(text: str, same: str) -> None:
    np.testing.assert_allclose(read_formula(text)(X), in_python(same, X), rtol=1e-12)


@pytest.mark.parametrize(("text", "message"), [
    ("", "a formula is missing: write one of x, as in sin(x) + x/3"),
    ("   ", "a formula is missing"),
    ("x +", "a number, x or a function is expected at position 4, got the end"),
    ("(x + 1", "')' is expected at position 7, for that of position 1, got the end"),
    ("2*|x", "'|' is expected at position 5, for that of position 3, got the end"),
    ("x)", "')' at position 2 is not expected there: a parenthesis was never opened"),
    ("sin x", "sin at position 1 needs parentheses, as in sin(x)"),
    ("sinn(x)", "'sinn' at position 1 is unknown. Did you mean 'sin'?"),
    ("2 + y", "'y' at position 5 is unknown. Known: x, pi, e, sin"),
    ("(x, 2)", "')' is expected at position 3, for that of position 1, got ','"),
    ("max(x)", "max at position 1 takes 2 arguments, got 1"),
    ("sin(x, 2)", "sin at position 1 takes 1 argument, got 2"),
    ("x $ 2", "'$' at position 3 means nothing in a formula"),
    ("2 3", "'3' at position 3 is not expected there"),
    ("1e7", "1e7 at position 1 is too large: numbers go up to 1e+06"),
    ("1/x", "the formula has no value at x = 0; it needs one everywhere from -6 to 6"),
    ("sqrt(x)", "the formula has no value at x = -6"),
    ("exp(x^2)", "the formula is beyond ±1e+06 at x = -6"),
    ("x" * 121, "a formula has at most 120 characters, got 121"),
    ("(" * 30 + "x" + ")" * 30, "nested up to 20 deep; position 21 is deeper"),
    ("^".join("2" * 30), "nested up to 20 deep"),
    (5, "a formula is text like sin(x) + x/3, got '5'"),
    ("__import__('os')", "'_' at position 1 means nothing"),
    ("x.real", "'.' at position 2 means nothing"),
])
def test_what_cannot_be_read_is_named_with_its_place(text: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Experiment(formula=text)


@given(st.text(max_size=200) | st.text("x1234567890.+-*/^()|, sincoe²π", max_size=200))
def test_whatever_is_typed_is_a_formula_or_a_message_with_a_place_in_it(text: str) -> None:
    try:
        formula = read_formula(text)
    except ValueError as refusal:
        places = [int(place) for place in re.findall(r"position (\d+)", str(refusal))]
        assert all(1 <= place <= len(text.strip()) + 1 for place in places)
        assert places or "the formula" in str(refusal) or "a formula" in str(refusal)
        return
    assert np.isfinite(formula(X)).all() and formula(X).shape == X.shape
    ast.parse(formula.source)
    assert Experiment(formula=text).formula == text.strip()


@pytest.mark.parametrize("text", ["2 sin(x)", "x^3/9 - x", "|x| - 2", "0.5x"])
def test_points_above_the_curve_are_of_one_class_and_those_below_of_the_other(text: str) -> None:
    split = Experiment(data="above_formula", formula=text).split()
    for part in (split.train, split.test):
        np.testing.assert_array_equal(part.targets, part.points[:, 1] > read_formula(text)(part.points[:, 0]))
    np.testing.assert_array_equal(  # the points are those of the curves that need no typing
        split.train.points, Experiment(data="above_sine").split().train.points)


def test_a_curve_of_one_input_lies_on_its_formula_but_for_the_noise() -> None:
    experiment = Experiment(data="formula_curve", formula="cos(x) - 1", samples=2000)
    still, noisy = (experiment.with_(noise=noise).split().train for noise in (0, 30))
    np.testing.assert_allclose(still.targets, np.cos(still.points[:, 0]) - 1, atol=1e-12)
    assert (noisy.targets - np.cos(noisy.points[:, 0]) + 1).std() == pytest.approx(0.3, rel=0.1)


def test_noise_beyond_where_a_formula_has_values_is_below_it() -> None:
    experiment = Experiment(data="above_formula", formula="sqrt(x + 6) - 2", noise=50, samples=5000)
    assert set(experiment.split().train.targets) == {0.0, 1.0}


def test_a_formula_touches_no_other_data_set() -> None:
    for key, entry in DATA_SETS.items():
        plain, other = (Experiment(data=key, formula=text).split().train for text in ("x", "x^2"))
        same = plain.targets.tobytes() == other.targets.tobytes()
        assert same == (entry.of_formula is None)
