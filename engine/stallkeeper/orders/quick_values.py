"""A frozen dataclass in, functions out that make its values several times as fast as its own constructor does.

A frozen class sets every field by way of object.__setattr__, which for an order, its addresses and lines costs as much
as all of its mapping. A twin with the same slots that is not frozen sets them directly; the finished value then takes
the frozen class, and from there on it is an ordinary value of it. The classes have no __post_init__ to pass over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import Field, field, fields, make_dataclass
from operator import attrgetter
from typing import Any, ParamSpec, TypeVar, cast

Value = TypeVar("Value")
Given = ParamSpec("Given")


def quick_maker(kind: Callable[Given, Value]) -> Callable[Given, Value]:
    """What the class `kind` does when it is called, quickly: `quick_maker(Event)(at=now, key=key, kind="moved", …)`."""
    known = fields(cast(Any, kind))
    twin = _twin(kind, [(field.name, Any, _same_default(field)) for field in known])
    if twin is None:
        return kind

    def make(*values: Given.args, **named: Given.kwargs) -> Any:
        value = twin(*values, **named)
        value.__class__ = kind
        return value

    return make


def quick_filler(kind: type[Value], names: Sequence[str]) -> Callable[[Iterable[Any]], Value]:
    """Makes a `kind` of one value for each of `names`, in that order. All its other fields have to have defaults."""
    others = [field for field in fields(cast(Any, kind)) if field.name not in names]
    twin = _twin(kind, [*names, *((field.name, Any, _same_default(field)) for field in others)])
    if twin is None:
        return lambda values: kind(**dict(zip(names, values, strict=True)))

    def fill(values: Iterable[Any]) -> Any:
        value = twin(*values)
        value.__class__ = kind
        return value

    return fill


def quick_copier(kind: type[Value], *names: str) -> Callable[..., Value]:
    """`quick_copier(OrderLine, "status", "flags")(line, status, flags)`: the same line, another status, other flags.

    It does what `dataclasses.replace` does, with the looking-up done once.
    """
    kept = [field.name for field in fields(cast(Any, kind)) if field.name not in names]
    fill, values_of = quick_filler(kind, (*names, *kept)), attrgetter(*kept)
    return lambda value, *new: fill((*new, *values_of(value)))


def slot_setter(kind: type[Value], name: str) -> Callable[[Value, Any], None]:
    """Sets one field of a `kind`, frozen or not: for a value that nobody else has seen yet, and for no other."""
    setter: Callable[[Value, Any], None] = getattr(kind, name).__set__
    return setter


def _same_default(known: Field[Any]) -> Any:
    return field(default=known.default, default_factory=known.default_factory)


def _twin(kind: Any, members: Sequence[Any]) -> type[Any] | None:
    """A class with the slots of `kind`, not frozen; None where Python does not let its values become a `kind`."""
    twin = make_dataclass(f"{kind.__name__}InTheMaking", members, slots=True, eq=False, repr=False)
    if hasattr(kind, "__post_init__"):
        return None
    try:
        twin(*([None] * len(members))).__class__ = kind
    except TypeError:
        return None
    return twin
