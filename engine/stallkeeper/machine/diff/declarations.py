"""Two specs in, what they declare differently beside decisions and reports out: entries, windows, keeping, rules."""

from __future__ import annotations

from collections.abc import Iterable

from stallkeeper.durations import format_duration
from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.diff.declared_change import declared_change
from stallkeeper.machine.diff.declared_rules import compare_rules
from stallkeeper.machine.diff.difference import Broken, Difference
from stallkeeper.machine.diff.tally import Tally
from stallkeeper.machine.wording import list_text
from stallkeeper.spec.channel_spec import ChannelSpec, Window

_PLAIN = ("refunds", "back_office", "retention", "retention_max", "valid_from", "valid_to", "sites")
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
        change = declared_change(getattr(old, name), getattr(new, name))
        if change:
            message = f"{name} is declared otherwise: {change}"[:300]
            tally.add(Difference("rule-changed", name, message, tally.place(name.removesuffix("_max"))))
    compare_rules(sides, tally)


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


CONFIGURATION: tuple[Broken, ...] = ("configuration",)
