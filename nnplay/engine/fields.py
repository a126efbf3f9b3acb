"""Fields of a description that check themselves: numbers within a range, and names of a registry.

A range or a registry is said once, where the field is declared; `like` takes it over into another description.
"""

from __future__ import annotations

from dataclasses import Field, field, fields
from typing import Any

from nnplay.engine.registry import Registry, check_number

MAX_SEED = 2**32 - 1


def number_field(default: float, low: float, high: float, *, integer: bool = False) -> Any:
    """Declare a number from `low` to `high`."""
    return field(default=default, metadata={"low": low, "high": high, "integer": integer})


def name_field(default: str, registry: Registry[Any]) -> Any:
    """Declare a name of an entry."""
    return field(default=default, metadata={"registry": registry})


def like(description: type[Any], field_name: str) -> Any:
    """Declare a field as another description has it."""
    theirs: Field[Any] = description.__dataclass_fields__[field_name]
    return field(default=theirs.default, metadata=theirs.metadata)


def check_fields(described: Any, besides: tuple[str, ...] = ()) -> None:
    """Put the checked value into each declared field of a frozen data class but some.

    Raises ValueError (UnknownName for names) that says what is wrong and what is allowed.
    """
    for item in fields(described):
        value = getattr(described, item.name)
        if item.name in besides:
            continue
        if "registry" in item.metadata:
            object.__setattr__(described, item.name, item.metadata["registry"][value].key)
        elif "low" in item.metadata:
            object.__setattr__(described, item.name, check_number(item.name, value, **item.metadata))
