"""How a native order becomes ours: which path, read as what, for which field. Values only, nothing to execute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeAlias

ValueType: TypeAlias = Literal["text", "boolean", "whole_number", "decimal", "instant"]
Converter: TypeAlias = Literal[
    "text", "boolean", "whole_number", "decimal", "instant", "cents", "unix_seconds", "epoch_ms"
]


class Unset(Enum):
    """Stands for "the author gave none" where None is a value."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One field of ours.

    `kind` says what `paths` are: one path; several of which the first that holds something counts; several joined by
    `separator`; a list whose `parts` are summed; a list of which some but not all units (`parts`) count.
    A path of dots goes down from the object; one that begins with a slash starts at the record.
    `values` maps native words to typed ones; a word it lacks becomes `otherwise`, and is drift when that is not set.
    """

    target: str
    type: Converter
    kind: Literal["path", "first_of", "join", "constant", "sum", "some_of"] = "path"
    paths: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    separator: str = " "
    constant: Any = None
    values: Mapping[str, Any] | None = None
    otherwise: Any = UNSET
    null_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """An object inside the order. `at` is where it (or the list of them) stands.

    `given_by` names paths of which at least one has to hold something, or the object counts as not given yet.
    """

    at: str
    fields: tuple[FieldMapping, ...]
    given_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """A whole order. `fields` are the report's own plain fields, `extras` the channel's; `flags` are booleans."""

    fields: tuple[FieldMapping, ...]
    lines: ObjectMapping | None = None
    parcels: ObjectMapping | None = None
    billing: ObjectMapping | None = None
    delivery: ObjectMapping | None = None
    extras: tuple[FieldMapping, ...] = ()
    flags: tuple[FieldMapping, ...] = field(default=())
