"""An order's history goes in, sentences come out, one for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stallkeeper.machine.wording import value_text
from stallkeeper.orders import Event
from stallkeeper.render.pen import printable

_WHO = {"channel": "the marketplace", "engine": "us"}


def story(history: Iterable[Event]) -> Iterator[str]:
    """2026-11-22 12:00  the marketplace moved it from accepted to waiting_shipment (PREPARATION)."""
    for event in history:
        yield f"{event.at:%Y-%m-%d %H:%M}  {event_sentence(event)}"


def event_sentence(event: Event) -> str:
    """One line of the history in words; details hold no personal data, so they may be shown."""
    who = _who(event)
    native = f" ({printable(event.native_status)})" if event.native_status else ""
    start, end = event.from_status or "unknown", event.to_status or "unknown"
    details = event.details
    match event.kind:
        case "first_seen":
            return f"first seen at {who}{native}"
        case "moved":
            return f"{start} → {end} by {who}{native}"
        case "unforeseen":
            return f"unforeseen: {start} → {end} by {who}{native}"
        case "unknown_status":
            return f"unknown native status{native}; it was {start}"
        case "flagged":
            return f"flag {_detail(details, 'flag')} {'raised' if details.get('raised', True) else 'lowered'}"
        case "changed":
            return f"changed at {who}{_all(details)}"
        case "stale":
            return f"an older report came in and was not applied{native}"
        case "drift":
            return f"fields of the payload have changed their type{_all(details)}"
        case "deadline":
            return f"deadline {_detail(details, 'rule')} passed{_all(details, 'rule')}"
        case "submission":
            what = f"{_detail(details, 'action')} {_detail(details, 'state')}"
            return f"{what} by {who}{_all(details, 'action', 'state')}"
    return printable(event.kind)


def _who(event: Event) -> str:
    kind, _, name = event.who.partition(":")
    return printable(name or "the seller") if kind == "seller" else _WHO.get(event.who, printable(event.who))


def _detail(details: Mapping[str, Any], name: str) -> str:
    return printable(_text(details.get(name, "?")))


def _all(details: Mapping[str, Any], *without: str) -> str:
    shown = [f"{name}: {printable(_text(value))}" for name, value in details.items() if name not in without]
    return f" ({', '.join(shown)})" if shown else ""


def _text(value: Any) -> str:
    return " ".join(map(value_text, value)) if isinstance(value, (list, tuple)) else value_text(value)
