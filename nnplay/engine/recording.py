"""A computation recorded once and then replayed: the calls of NumPy it makes on arrays that stay where they are.

On arrays of a few dozen numbers, what Python does between two calls takes as long as the calls. So a function that
always does the same is run once on arrays that write down each call, and from then on only the calls are made:

    recording = Recording()
    x, out = recording.follow(x), recording.follow(out)
    np.multiply(x, 2.0, out=out)
    recording.replay()          # the same on whatever x holds now

The digits are those of the function itself. It may not look at values to decide what to do, and its arrays are filled
anew, never exchanged; an operation that cannot be recorded raises TypeError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

import numpy as np

from nnplay.engine.arrays import Array

REPLAYED = {np.copyto}  # written in C and recorded as they are
BUILT_OF_UFUNCS = {np.clip, np.empty_like, np.max, np.mean, np.min, np.sum, np.zeros_like}  # their calls are recorded
NAMED_OUT = {np.maximum, np.minimum}  # NumPy wants their output by name


class Recording:
    """The calls that were made on the arrays it follows, in their order."""

    def __init__(self) -> None:
        self._calls: list[tuple[Callable[..., object], tuple[Any, ...]]] = []

    def __len__(self) -> int:
        return len(self._calls)

    def follow(self, array: Array) -> Array:
        """Return a view of the array whose operations are recorded, as are those of all that comes of it."""
        followed = array.view(_Followed)
        followed.recording = self
        return followed

    def replay(self) -> None:
        for function, arguments in self._calls:
            function(*arguments)

    def add(self, function: Callable[..., object], *arguments: Any, **options: Any) -> None:
        """Write down a call on plain arrays."""
        self._calls.append((partial(function, **options) if options else function, arguments))

    def add_product(self, operands: Sequence[Array], out: Array) -> None:
        """Write down a matrix product; of stacks of one as `np.dot`, which is called faster and has the same sums.

        Broadcast operands, which have strides of 0, stay: `np.dot` would copy them out and sum in another order.
        """
        A, B = operands
        if A.ndim == B.ndim == 3 and len(A) == len(B) == len(out) == 1:
            A, B, out = A[0], B[0], out[0]
        quicker = A.ndim == B.ndim == 2 and all(A.strides + B.strides) and out.flags.c_contiguous
        self.add(np.dot if quicker else np.matmul, A, B, out)

    def add_elementwise(self, ufunc: np.ufunc, operands: Iterable[Any], out: Array, **options: Any) -> None:
        """Write down an elementwise operation; operands with a shape of their own first get one that is quicker."""
        operands = [self._widened(value, out) for value in operands]
        if ufunc in NAMED_OUT:
            self.add(ufunc, *operands, out=out, **options)
        else:
            self.add(ufunc, *operands, out, **options)

    def _widened(self, value: Any, out: Array) -> Any:
        """Return a number as an array without axes, and a single row written out as often as the result has rows."""
        if not isinstance(value, np.ndarray):
            return np.asarray(value, out.dtype if out.dtype.kind == "f" else None)
        if value.size == 1:
            return value.reshape(())  # a view
        if value.size == out.shape[-1] < out.size:
            rows = np.empty_like(out, value.dtype)
            self.add(rows.__setitem__, ..., value)
            return rows
        return value


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, _Followed) else value


def _refuse(self: _Followed, *arguments: object, **options: object) -> NoReturn:
    raise TypeError("a recorded computation cannot look at the values of its arrays, copy them or assign to parts")


class _Followed(np.ndarray[Any, np.dtype[np.floating[Any]]]):
    """An array that writes down what is done with it; the result of an operation is followed, too."""

    recording: Recording

    def __array_finalize__(self, made_from: object) -> None:
        if isinstance(made_from, _Followed):
            self.recording = made_from.recording

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        call = ufunc if method == "__call__" else getattr(ufunc, method)
        operands = tuple(map(_plain, inputs))
        (out,) = options.pop("out", (None,))
        options = {name: _plain(value) for name, value in options.items() if value is not None}
        result = call(*operands, out=_plain(out), **options)
        if method == "reduce" and not options.keys() - {"axis", "keepdims"}:
            axis, keepdims = options.get("axis", 0), options.get("keepdims", False)
            self.recording.add(call, *operands, axis, None, result, keepdims)  # by position, which is quicker
        elif method != "__call__":
            self.recording.add(call, *operands, out=result, **options)
        elif ufunc is np.matmul:
            self.recording.add_product(operands, result)
        else:
            self.recording.add_elementwise(ufunc, operands, result, **options)
        return self.recording.follow(result) if out is None else out

    def __array_function__(self, function: Callable[..., Any], types: Iterable[type],
                           arguments: Iterable[Any], options: Mapping[str, Any]) -> Any:
        if function in REPLAYED:
            operands = tuple(map(_plain, arguments))
            plain = {name: _plain(value) for name, value in options.items()}
            self.recording.add(function, *operands, **plain)
            return function(*operands, **plain)
        if function in BUILT_OF_UFUNCS:
            return super().__array_function__(function, tuple(types), tuple(arguments), dict(options))
        raise TypeError(f"{function.__name__} cannot be recorded; NumPy's ufuncs can")

    def fill(self, value: float) -> None:
        plain = self.view(np.ndarray)
        self.recording.add(plain.fill, value)
        plain.fill(value)

    __bool__ = __float__ = __int__ = __index__ = __setitem__ = _refuse
    astype = copy = item = tolist = _refuse
