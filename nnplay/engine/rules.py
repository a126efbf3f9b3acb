"""Update rules: how one array of parameters follows its gradient.

`rule(theta, gradient, memory, t, lr, **knobs)` changes `theta` in place; `memory` holds the named arrays of the rule,
each of theta's shape and zero at the start; `t` counts the updates of this memory from 1; `lr` is one number, or
(M, 1) with one for each network. A rule may not change the gradient. Knobs have the meaning, and the defaults, that
they have in PyTorch's `torch.optim`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from nnplay.engine.arrays import Array

Memory = Mapping[str, Array]
Rate = float | Array


def sgd(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate) -> None:
    np.subtract(theta, lr * gradient, out=theta)


def momentum(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate, momentum: float) -> None:
    velocity = memory["velocity"]
    np.multiply(velocity, momentum, out=velocity)
    np.add(velocity, gradient, out=velocity)
    np.subtract(theta, lr * velocity, out=theta)


def nesterov(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate, momentum: float) -> None:
    velocity = memory["velocity"]
    np.multiply(velocity, momentum, out=velocity)
    np.add(velocity, gradient, out=velocity)
    np.subtract(theta, lr * (gradient + momentum * velocity), out=theta)


def adagrad(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
            initial: float, lr_decay: float, eps: float) -> None:
    squares = memory["squares"]
    np.add(squares, gradient * gradient, out=squares)
    rate = lr / (1 + (t - 1) * lr_decay)
    np.subtract(theta, rate * gradient / (np.sqrt(squares + initial) + eps), out=theta)


def _average(mean: Array, value: Array, keep: float) -> None:
    """Move an exponential average: mean becomes keep * mean + (1 - keep) * value."""
    np.multiply(mean, keep, out=mean)
    np.add(mean, (1 - keep) * value, out=mean)


def rmsprop(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
            alpha: float, momentum: float, eps: float) -> None:
    squares, velocity = memory["squares"], memory["velocity"]
    _average(squares, gradient * gradient, alpha)
    np.multiply(velocity, momentum, out=velocity)
    np.add(velocity, gradient / (np.sqrt(squares) + eps), out=velocity)
    np.subtract(theta, lr * velocity, out=theta)


def adadelta(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate, rho: float, eps: float) -> None:
    squares, changes = memory["squares"], memory["changes"]
    _average(squares, gradient * gradient, rho)
    change = np.sqrt((changes + eps) / (squares + eps)) * gradient
    _average(changes, change * change, rho)
    np.subtract(theta, lr * change, out=theta)


def adam(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
         beta1: float, beta2: float, eps: float) -> None:
    mean, squares = memory["mean"], memory["squares"]
    _average(mean, gradient, beta1)
    _average(squares, gradient * gradient, beta2)
    # Both averages start at 0 and are too small by 1 - beta^t; the two corrections are folded into two numbers.
    width = np.sqrt(squares)
    np.multiply(width, 1 / math.sqrt(1 - beta2**t), out=width)
    np.add(width, eps, out=width)
    np.divide(mean, width, out=width)
    np.multiply(width, lr / (1 - beta1**t), out=width)
    np.subtract(theta, width, out=theta)


def adamw(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
          beta1: float, beta2: float, eps: float, weight_decay: float) -> None:
    np.multiply(theta, 1 - lr * weight_decay, out=theta)
    adam(theta, gradient, memory, t, lr, beta1, beta2, eps)


def warmed_up(t: int, beta1: float, momentum_decay: float) -> float:
    """Return NAdam's momentum at update t, as in PyTorch: mu_t = beta1 (1 - 0.96^(t d) / 2)."""
    return float(beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay)))


def nadam(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
          beta1: float, beta2: float, eps: float, momentum_decay: float) -> None:
    """Follow Dozat 2016, algorithm 8.

    `weight` remembers 1 - mu_1 ... mu_t, the share of the mean that has been filled: the average of a constant 1.
    """
    mean, squares, weight = memory["mean"], memory["squares"], memory["weight"]
    mu, mu_next = (warmed_up(step, beta1, momentum_decay) for step in (t, t + 1))
    _average(mean, gradient, beta1)
    _average(squares, gradient * gradient, beta2)
    np.multiply(weight, mu, out=weight)
    np.add(weight, 1 - mu, out=weight)
    ahead = mu_next * weight + (1 - mu_next)
    width = np.sqrt(squares / (1 - beta2**t)) + eps
    np.subtract(theta, lr * ((1 - mu) / weight * gradient + mu_next / ahead * mean) / width, out=theta)


def rprop(theta: Array, gradient: Array, memory: Memory, t: int, lr: Rate,
          shrink: float, grow: float, smallest: float, largest: float) -> None:
    """Follow Riedmiller and Braun 1993 without weight-backtracking (iRprop-), as PyTorch does: lr is the first step."""
    size, before = memory["size"], memory["before"]
    if t == 1:
        size[:] = lr
    agreement = np.sign(gradient * before)
    np.multiply(size, np.where(agreement > 0, grow, np.where(agreement < 0, shrink, 1.0)), out=size)
    np.clip(size, smallest, largest, out=size)
    np.copyto(before, gradient)
    np.copyto(before, 0.0, where=agreement < 0)  # after a change of sign it waits for one step
    np.subtract(theta, np.sign(before) * size, out=theta)
