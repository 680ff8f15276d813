"""Two specs in, what they declare differently beside decisions and reports out: entries, windows, papers, keeping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.diff.difference import Broken, Difference
from stallkeeper.machine.diff.tally import Tally
from stallkeeper.machine.wording import list_text
from stallkeeper.problems import Place
from stallkeeper.spec.channel_spec import ChannelSpec, Window

_PLAIN = ("refunds", "documents", "back_office", "retention", "valid_from", "valid_to", "sites")
"""Parts of a spec that no decision rests on: they are told when they differ."""


def compare_declarations(sides: Sides, tally: Tally) -> None:
    """What is declared and no order decides differently by."""
    old, new = sides.old.spec, sides.new.spec
    if old.channel != new.channel:
        message = f"the channel is called {new.channel}, not {old.channel}: every order is imported again"
        tally.add(Difference("identity-changed", "channel", message, tally.place("channel"), ("stored orders",)))
    if set(old.starts_at) != set(new.starts_at):
        message = f"orders start at {_listed(new.starts_at)}, not {_listed(old.starts_at)}"
        tally.add(Difference("entry-changed", "starts_at", message, tally.place("starts_at")))
    _windows(old, new, tally)
    for name in _PLAIN:
        if without_places(getattr(old, name)) != without_places(getattr(new, name)):
            message = f"{name} is declared otherwise: {_shown(getattr(new, name))}, not {_shown(getattr(old, name))}"
            tally.add(Difference("rule-changed", name, message, tally.place(name)))


def _listed(words: Iterable[str]) -> str:
    return list_text(words, "or") or "no status"


def _windows(old: ChannelSpec, new: ChannelSpec, tally: Tally) -> None:
    was, now = ({each.name: each for each in spec.retrieval} for spec in (old, new))
    for name in dict.fromkeys((*was, *now)):
        before, after = _window(was.get(name)), _window(now.get(name))
        if before != after:
            message = f"the window {name} is {after}, not {before}"
            place = tally.place("retrieval", name)
            tally.add(Difference("window-changed", f"retrieval.{name}", message, place))


def _window(window: Window | None) -> str:
    if window is None:
        return "not there"
    said = [f"every {format_duration(window.every)}"]
    said += [f"at {window.at:%H:%M} {window.zone or ''}".strip()] if window.at is not None else []
    said += [f"looking back {format_duration(window.look_back)}"] if window.look_back is not None else []
    said += [f"for {', '.join(window.native)}"] if window.native else []
    return " ".join(said)


def without_places(value: Any) -> Any:
    """The value as plain data, equal where two files say the same in other places or with other reasons."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        said = (getattr(value, each.name) for each in fields(value) if each.name != "because")
        return (type(value).__name__, *(without_places(each) for each in said))
    if isinstance(value, dict) or hasattr(value, "items"):
        return {key: without_places(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(without_places(each) for each in value)
    return value


def _shown(value: Any) -> str:
    """A declared part in a few words."""
    if value is None or value == () or value == {}:
        return "nothing"
    if is_dataclass(value) and not isinstance(value, type):
        said = (
            (each.name, getattr(value, each.name)) for each in fields(value) if each.name not in ("place", "because")
        )
        return ", ".join(f"{name} {_shown(each)}" for name, each in said if each not in (None, "", (), False))[:120]
    if isinstance(value, tuple | list):
        return "; ".join(_shown(each) for each in value)[:120]
    if hasattr(value, "items"):
        return ", ".join(map(str, value))[:120]
    return format_duration(value) if hasattr(value, "total_seconds") else str(value)


CONFIGURATION: tuple[Broken, ...] = ("configuration",)
