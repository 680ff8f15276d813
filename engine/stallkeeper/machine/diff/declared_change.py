"""A part of two specs in, what of it is declared otherwise out: only what differs, in a few words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.wording import condition_text
from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition

_LONGEST = 120
_NOTHING: tuple[Any, ...] = (None, (), {}, "", False)


def declared_change(old: Any, new: Any) -> str:
    """What is said now, and what was said; of two things of one kind only the members that differ. Empty: the same.

    Why something is so (`because`) is no part of what is so.
    """
    if without_places(old) == without_places(new):
        return ""
    if _is_nothing(old):
        return f"{_shown(new)}; nothing was said before"
    if _is_nothing(new):
        return f"nothing is said any more; it was {_shown(old)}"
    if is_dataclass(new) and not isinstance(new, type) and old.__class__ is new.__class__:
        pairs = ((name, getattr(old, name), getattr(new, name)) for name in _told(new))
        changed = (each for each in pairs if without_places(each[1]) != without_places(each[2]))
        return "; ".join(f"{name} {_shown(after)}, not {_shown(before)}" for name, before, after in changed)
    return f"{_shown(new)}, not {_shown(old)}"


def without_places(value: Any) -> Any:
    """The value as plain data, equal where two files say the same in other places or with other reasons."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(without_places(getattr(value, name)) for name in _told(value)))
    if isinstance(value, dict) or hasattr(value, "items"):
        return {key: without_places(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(without_places(each) for each in value)
    return value


def _is_nothing(value: Any) -> bool:
    return any(value.__class__ is each.__class__ and value == each for each in _NOTHING)


def _told(value: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(value) if each.name not in ("place", "because"))


def _shown(value: Any) -> str:
    """A declared part in a few words."""
    text = _said(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said(value: Any) -> str:
    if _is_nothing(value):
        return "nothing"
    if isinstance(value, Condition):
        return condition_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        said = ((name, getattr(value, name)) for name in _told(value))
        return ", ".join(f"{name} {_shown(each)}" for name, each in said if not _is_nothing(each))
    if isinstance(value, tuple | list):
        return "; ".join(map(_shown, value))
    if hasattr(value, "items"):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    return format_duration(value) if hasattr(value, "total_seconds") else str(value)
