"""The numbers of one step: what is shown is what an independent computation gives, digit for digit."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplay import Experiment
from nnplay.engine.activations import ACTIVATIONS
from nnplay.engine.clipping import CLIPS
from nnplay.engine.losses import LOSSES
from nnplay.engine.mlp import MLP, Parameters
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.recipe import Recipe
from nnplay.engine.training import Trainer
from nnplay.study.one_step import notation
from nnplay.study.one_step.mistakes import MISTAKES
from nnplay.study.one_step.payload import payload
from nnplay.study.one_step.sheet import Sheet
from nnplay.study.one_step.sources import Exercise, from_run
from nnplay.study.one_step.step import Moment, take_step
from nnplay.study.one_step.work_out import MOST_PARAMETERS, work_out


def moment(sizes: tuple[int, ...] = (2, 3, 2), samples: int = 1, *, seed: int = 1, activation: str = "tanh",
           head: str = "tanh", bias: bool = True, steps: int = 0, **recipe: object) -> Moment:
    """Return a moment with numbers of no special kind, `steps` updates after the start."""
    rng = np.random.default_rng(seed)
    net = MLP(sizes, activation, head, bias)
    x, y = rng.uniform(-1, 1, (samples, sizes[0])), rng.uniform(0.1, 0.9, (samples, sizes[-1]))
    if head == "softmax":
        y = np.eye(sizes[-1])[np.arange(samples) % sizes[-1]]
    rules = Recipe(batch=0, **recipe)  # type: ignore[arg-type]
    params = Parameters(net, rng.uniform(-1, 1, (1, net.size)))
    trainer = Trainer(params, x, y, rules)
    trainer.advance(steps=steps)
    memory = {name: array[0].copy() for name, array in trainer.memory.items()}
    return Moment(net, params.theta[0].copy(), x, y, rules, trainer.lr, memory, trainer.step + 1)


# Reading a formula in numbers back: LaTeX to a number, with Python's own arithmetic.

def evaluated(latex: str) -> float:
    """Return the value of a formula in numbers, as `Sheet.latex` writes it."""
    text = latex.replace(r"\cdot", "*").replace(r"\,", "").replace(r"\tfrac", r"\frac").replace(r"\pi", "pi")
    text = re.sub(r"\\(tanh|ln|sin|cos) *(\d[\d.]*)", r"\1(\2)", text)
    text = re.sub(r"\\text\{ *(if|else) *\}", r" \1 ", text)
    text = re.sub(r"\\operatorname\{sign\}", "sign", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    fraction, root = re.compile(r"\\frac *(\{.*)"), re.compile(r"\\sqrt *(\{.*)")
    while found := fraction.search(text):
        above, rest = _group(found[1])
        below, rest = _group(rest.lstrip())
        text = f"{text[: found.start()]}(({above})/({below})){rest}"
    while found := root.search(text):
        inside, rest = _group(found[1])
        text = f"{text[: found.start()]}sqrt({inside}){rest}"
    text = re.sub(r"\be *\^", "E^", text).replace("^", "**").replace("{", "(").replace("}", ")").replace("\\", "")
    text = (
        re.sub(r"\)\s*(\(|(?!if|else)(?=[a-z]))", r")*\1", text)
        .replace("sigma", "sigmoid")
        .replace("lambda alpha", "lambda*alpha")
    )
    names = {"E": math.e, "pi": math.pi, "tanh": math.tanh, "ln": math.log, "sin": math.sin, "cos": math.cos,
             "sqrt": math.sqrt, "max": max, "min": min, "abs": abs, "sign": lambda v: float(np.sign(v)),
             "sigmoid": lambda v: 1 / (1 + math.exp(-v)), "lambda_": 1.0507009873554805, "alpha": 1.6732632423543772}
    return float(eval(text.replace("lambda", "lambda_"), {"__builtins__": {}}, names))  # our own output


def _group(text: str) -> tuple[str, str]:
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:index], text[index + 1 :]
    raise AssertionError(f"unbalanced: {text}")


def assert_formulas_give_their_results(sheet: Sheet) -> int:
    """Check every operation whose formula is written out; return how many there were."""
    checked = 0
    for operation in sheet.operations:
        numbers = notation.filled(sheet.in_numbers(operation, 17), lambda key: notation.latex(sheet.value(key), 17))
        if "\\text{" in re.sub(r"\\text\{ (if|else) \}", "", numbers) or "'" in numbers:
            continue
        checked += 1
        expected = sheet.value(operation.result)
        assert evaluated(numbers) == pytest.approx(expected, rel=1e-9, abs=1e-12), (operation.title, numbers)
    return checked


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_every_formula_gives_the_number_it_shows_for_every_activation(activation: str) -> None:
    sheet = work_out(moment(activation=activation, samples=2))
    assert assert_formulas_give_their_results(sheet) == len(sheet.operations)


@pytest.mark.parametrize(("loss", "head"), [(key, head) for key, loss in LOSSES.items() for head in loss.heads])
def test_every_formula_gives_the_number_it_shows_for_every_loss_and_head(loss: str, head: str) -> None:
    sheet = work_out(moment((2, 3, 3), samples=3, loss=loss, head=head))
    assert assert_formulas_give_their_results(sheet) == len(sheet.operations)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_every_formula_gives_the_number_it_shows_for_every_optimizer(optimizer: str, steps: int) -> None:
    sheet = work_out(moment(optimizer=optimizer, lr=0.05, steps=steps))
    assert assert_formulas_give_their_results(sheet) == len(sheet.operations)


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_every_formula_gives_the_number_it_shows_with_a_mistake_planted(mistake: str) -> None:
    sheet = work_out(moment((2, 3, 3, 2), samples=2), MISTAKES[mistake])
    assert assert_formulas_give_their_results(sheet) == len(sheet.operations)


@pytest.mark.parametrize("rates", [(), (("l1", 0.01),), (("l1", 0.02), ("l2", 0.1)), (("weight_decay", 0.3),)])
@pytest.mark.parametrize("clip", list(CLIPS))
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_step_is_the_trainers_bit_for_bit(optimizer: str, clip: str, rates: tuple[tuple[str, float], ...]) -> None:
    before = moment((3, 4, 2), 4, optimizer=optimizer, clip=clip, regularization=rates, steps=2, lr=0.1,
                    knobs=((f"{clip}.limit", 0.05),) if clip != "none" else ())
    trainer = Trainer(before.parameters(), before.x, before.y, before.recipe)
    for name, array in trainer.memory.items():
        array[0] = before.memory[name]
    trainer.step = before.step - 1
    trainer.advance(steps=1)
    after = take_step(before).after
    np.testing.assert_array_equal(after.theta, trainer.params.theta[0])
    assert after.step == before.step + 1
    for name, array in trainer.memory.items():
        np.testing.assert_array_equal(after.memory[name], array[0])


@pytest.mark.parametrize("clip", ["value", "norm"])
def test_clipping_and_penalties_are_written_out(clip: str) -> None:
    sheet = work_out(moment(clip=clip, regularization=(("l1", 0.01), ("l2", 0.1), ("weight_decay", 0.3)),
                            knobs=((f"{clip}.limit", 0.05),)))
    assert assert_formulas_give_their_results(sheet) == len(sheet.operations)


# An independent computation: plain Python, sample by sample, nothing from the engine.

SQUASH = {
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (math.tanh, lambda a: 1 - a * a),
}


def by_hand(before: Moment) -> dict[str, float]:
    """Return the quantities of a step by key, for sigmoid or tanh, SGD, and three pairs of head and loss."""
    sizes, recipe, count = before.net.sizes, before.recipe, len(before.x)
    theta, found = iter(before.theta.tolist()), {}
    for layer in range(1, len(sizes)):
        for i in range(1, sizes[layer - 1] + 1):
            for j in range(1, sizes[layer] + 1):
                found[f"w:{layer}:{i}:{j}"] = next(theta)
        for j in range(1, sizes[layer] + 1):
            found[f"b:{layer}:{j}"] = next(theta)
    found["L"], last = 0.0, len(sizes) - 1
    for n in range(1, count + 1):
        _forward_by_hand(before, found, n)
        for k in range(1, sizes[-1] + 1):
            a, y = found[f"a:{last}:{n}:{k}"], float(before.y[n - 1, k - 1])
            if recipe.loss == "cross_entropy":
                found["L"] -= y * math.log(a) / count if y else 0
                found[f"d:{last}:{n}:{k}"] = (a - y) / count
            else:
                share = 1 if recipe.loss == "sse" else count * sizes[-1]
                found["L"] += (a - y) ** 2 / 2 / share
                found[f"d:{last}:{n}:{k}"] = (a - y) / share * SQUASH[before.net.head][1](a)
        for layer in range(last - 1, 0, -1):
            for i in range(1, sizes[layer] + 1):
                blame = math.fsum(found[f"d:{layer + 1}:{n}:{j}"] * found[f"w:{layer + 1}:{i}:{j}"]
                                  for j in range(1, sizes[layer + 1] + 1))
                slope = SQUASH[before.net.activation[0]][1](found[f"a:{layer}:{n}:{i}"])
                found[f"d:{layer}:{n}:{i}"] = blame * slope
    for key in [key for key in found if key[0] in "wb"]:
        _, layer, *units = key.split(":")
        inputs = [found[f"a:{int(layer) - 1}:{n}:{units[0]}"] if len(units) > 1 else 1.0 for n in range(1, count + 1)]
        found[f"g:{key}"] = math.fsum(x * found[f"d:{layer}:{n}:{units[-1]}"] for n, x in enumerate(inputs, 1))
        found[f"+{key}"] = found[key] - recipe.lr * found[f"g:{key}"]
    return found


def _forward_by_hand(before: Moment, found: dict[str, float], n: int) -> None:
    sizes = before.net.sizes
    for i, value in enumerate(before.x[n - 1].tolist(), 1):
        found[f"a:0:{n}:{i}"] = value
    for layer in range(1, len(sizes)):
        for j in range(1, sizes[layer] + 1):
            found[f"z:{layer}:{n}:{j}"] = math.fsum(
                [found[f"a:{layer - 1}:{n}:{i}"] * found[f"w:{layer}:{i}:{j}"] for i in range(1, sizes[layer - 1] + 1)]
                + [found[f"b:{layer}:{j}"]])
        zs = [found[f"z:{layer}:{n}:{j}"] for j in range(1, sizes[layer] + 1)]
        squash = before.net.head if layer == len(sizes) - 1 else before.net.activation[0]
        for j, z in enumerate(zs, 1):
            exponentials = math.fsum(math.exp(other) for other in zs)
            found[f"a:{layer}:{n}:{j}"] = math.exp(z) / exponentials if squash == "softmax" else SQUASH[squash][0](z)


def same_digits(shown: str, value: float, digits: int) -> bool:
    """Say whether a number was written as this value must be; in a tie of the last digit either side is right."""
    close = max(abs(value), 1e-3) * 1e-12
    return shown in {notation.text(value + shift, digits) for shift in (-close, 0.0, close)}


@settings(max_examples=10)
@given(data=st.data())
def test_what_is_shown_is_what_an_independent_computation_gives_digit_for_digit(data: st.DataObject) -> None:
    head, loss = data.draw(st.sampled_from([("sigmoid", "sse"), ("tanh", "half_mse"), ("softmax", "cross_entropy")]))
    inner = data.draw(st.lists(st.integers(1, 4), max_size=3))
    sizes = (data.draw(st.integers(1, 4)), *inner, data.draw(st.integers(2 if head == "softmax" else 1, 4)))
    before = moment(sizes, data.draw(st.integers(1, 4)), seed=data.draw(st.integers(0, 10**6)), head=head, loss=loss,
                    activation=data.draw(st.sampled_from(["sigmoid", "tanh"])), lr=data.draw(st.floats(0.01, 2)))
    digits = data.draw(st.integers(2, 10))
    shown = payload(work_out(before), digits)["quantities"]
    hand = by_hand(before)
    for key, value in hand.items():
        assert same_digits(shown[key]["text"], value, digits), (key, shown[key]["text"], value)
    assert {key for key in shown if key.startswith(("z:", "d:", "g:"))} <= hand.keys()


def test_the_worked_example_has_the_numbers_that_are_known_for_it() -> None:
    sheet = work_out(Exercise().moment(Exercise().example()))
    known = {"L": 0.298371109, "a:2:1:1": 0.75136507, "a:2:1:2": 0.772928465, "g:w:2:1:1": 0.082167041,
             "+w:2:1:1": 0.35891648, "+w:2:2:1": 0.408666186, "+w:2:1:2": 0.511301270, "+w:2:2:2": 0.561370121,
             "+w:1:1:1": 0.149780716, "+w:1:2:1": 0.19956143, "+w:1:1:2": 0.24975114, "+w:1:2:2": 0.29950229}
    for key, value in known.items():
        assert sheet.value(key) == pytest.approx(value, abs=5e-9)


def test_the_worked_example_ends_at_the_published_error_when_its_biases_stay() -> None:
    exercise = Exercise()
    moved, kept = (work_out(replace(exercise, biases_stay=stay).moment(exercise.example())) for stay in (False, True))
    assert round(kept.value("+L"), 9) == 0.291027774  # as Matt Mazur has it, who rounds on the way: 0.291027924
    assert round(moved.value("+L"), 5) == 0.28047
    before, after = kept.step.before.parameters(), kept.step.after.parameters()
    for old, new in zip(before.layers, after.layers):
        assert np.array_equal(old.b, new.b) and not np.array_equal(old.W, new.W)
    assert [each.note for each in kept.operations if each.title == "The new bias of unit 1 in layer 1"] == [
        "Biases stay here: the step leaves them as they are."]


@pytest.mark.parametrize("clip", ["none", "norm"])
def test_a_frozen_layer_stays_as_in_the_trainer(clip: str) -> None:
    now = moment((2, 3, 2), samples=3, steps=2, optimizer="momentum", clip=clip, frozen=(1,),
                 regularization={"l2": 0.1, "weight_decay": 0.1})
    trainer = Trainer(now.parameters(), now.x, now.y, now.recipe)
    trainer.memory["velocity"][0] = now.memory["velocity"]
    trainer.advance(steps=1)
    step = take_step(now)
    assert np.array_equal(step.after.theta, trainer.params.theta[0])
    assert np.array_equal(step.after.theta[now.net.blocks[0]], now.theta[now.net.blocks[0]])
    assert assert_formulas_give_their_results(work_out(now))


def test_central_differences_agree_with_every_derivative() -> None:
    sheet = work_out(moment((3, 4, 4, 2), 3))
    checks = [operation.check for operation in sheet.operations if operation.check]
    assert len(checks) == sheet.moment.net.size
    assert all(check.agrees for check in checks)


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_central_differences_catch_every_classic_mistake(mistake: str) -> None:
    sheet = work_out(moment((2, 3, 3, 2), 2), MISTAKES[mistake])
    assert any(not operation.check.agrees for operation in sheet.operations if operation.check)


def test_a_forgotten_slope_spoils_only_the_layers_before_the_last() -> None:
    sheet = work_out(moment((2, 3, 2)), MISTAKES["slope"])
    agrees = {operation.result: operation.check.agrees for operation in sheet.operations if operation.check}
    assert {key.split(":")[2] for key, right in agrees.items() if not right} == {"1"}


def test_a_mistake_that_numpy_would_refuse_does_not_fit() -> None:
    assert not MISTAKES["transposed"].fits(MLP((2, 3, 1)))
    assert MISTAKES["transposed"].fits(MLP((2, 3, 3, 1)))
    assert not MISTAKES["slope"].fits(MLP((2, 1)))


def test_the_playgrounds_run_is_left_alone() -> None:
    run = Experiment(optimizer="adam", regularization={"dropout": 0.2, "l2": 0.01}).start()
    run.advance(steps=7)
    theta = run.params.theta.copy()
    before = from_run(run, 3, 2)
    work_out(before)
    np.testing.assert_array_equal(run.params.theta, theta)
    assert before.step == 8
    assert before.recipe.regularization == (("l2", 0.01),)
    assert before.x.shape == (2, 2)


def test_a_network_too_large_to_go_through_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=str(MOST_PARAMETERS)):
        work_out(moment((4, 16, 16, 1)))


@pytest.mark.parametrize(("value", "digits", "text", "latex"), [
    (0.05, 6, "0.05", "0.05"), (-1.23456e-7, 3, "−1.23·10⁻⁷", r"-1.23 \cdot 10^{-7}"), (1e-8, 6, "10⁻⁸", "10^{-8}"),
    (-0.0, 4, "0", "0"), (1 / 3, 12, "0.333333333333", "0.333333333333"), (math.inf, 3, "∞", r"\infty"),
    (1234.5, 2, "1.2·10³", r"1.2 \cdot 10^{3}"), (math.nan, 3, "NaN", r"\text{NaN}"),
])
def test_numbers_are_written_to_so_many_significant_digits(value: float, digits: int, text: str, latex: str) -> None:
    assert notation.text(value, digits) == text
    assert notation.latex(value, digits) == latex


def test_what_the_computer_alone_rounds_is_no_rounding() -> None:
    assert not notation.is_rounded(0.05 * 0.25 + 0.1 * 0.3 + 0.35, 6)
    assert notation.is_rounded(0.3925000001, 6)
    assert not notation.is_rounded(0.0, 6)


def test_negative_numbers_and_neighbours_are_told_apart() -> None:
    values = {"a": -0.5, "b": 2.0}
    assert notation.in_numbers(r"«b» \cdot «a» + «a»", values.__getitem__) == r"«b» \cdot («a») + («a»)"
    assert notation.in_numbers("«a»^2", values.__getitem__) == "(«a»)^2"
    assert notation.in_numbers("0.5 «b»", values.__getitem__).replace("  ", " ") == r"0.5 \cdot «b»"
    assert notation.in_numbers(r"\tanh «a»", values.__getitem__) == r"\tanh («a»)"
