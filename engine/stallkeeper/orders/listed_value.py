"""One value of a list that a channel gives: a reason, a mode, a method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ListedValue:
    """A value by the channel's own code, and what it means in words (the code again where nothing is said)."""

    code: str
    label: str = ""


Lists: TypeAlias = Mapping[str, tuple[ListedValue, ...]]
"""The lists that a channel gives, by their names in the binding, as they were last read."""

NO_LISTS: Lists = MappingProxyType({})
