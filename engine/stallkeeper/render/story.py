"""An order's history and what was asked for goes in, sentences come out, one for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stallkeeper.machine.wording import value_text
from stallkeeper.orders import Event, Submission
from stallkeeper.render.pen import printable
from stallkeeper.words import TOO_LATE

_BUYER = {"erased": "erased", "restricted": "hidden"}
_WHO = {"channel": "the marketplace", "engine": "us"}


def story(history: Sequence[Event], submissions: Iterable[Submission] = ()) -> Iterator[str]:
    """2026-11-22 12:00 UTC  accepted → waiting_shipment by the marketplace (PREPARATION).

    With `submissions`, what was given with each and what the marketplace answered in the end is told too.
    """
    asked = {submission.id: submission for submission in submissions}
    last = {event.submission: event for event in history}
    for event in history:
        line = f"{event.at:%Y-%m-%d %H:%M} UTC  {event_sentence(event)}"
        submission = asked.get(event.submission or "")
        yield line + _more(event, submission, last[event.submission] is event) if submission else line


def given_text(submission: Submission) -> str:
    """carrier DPD, tracking_number 0123."""
    return ", ".join(f"{printable(name)} {printable(_text(value))}" for name, value in submission.fields.items())


def _more(event: Event, submission: Submission, is_last: bool) -> str:
    """What history leaves out of a step: the fields of the first, the marketplace's own words of the last."""
    if event.details.get("state") == "queued" and event.who not in _WHO:
        return f" with {given_text(submission)}" if submission.fields else ""
    return f": {printable(submission.error)}" if is_last and submission.error else ""


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
            line = f" on line {_detail(details, 'line')}" if "line" in details else ""
            return f"flag {_detail(details, 'flag')} {'raised' if details.get('raised', True) else 'lowered'}{line}"
        case "changed":
            before = f"; the total was {_detail(details, 'total_before')}" if "total_before" in details else ""
            return f"changed at {who}{before}"
        case "linked":
            return f"listed by account {_detail(details, 'account')} ({_detail(details, 'channel')}) as well"
        case "stale":
            return f"an older report came in and was not applied ({_detail(details, 'native_status')})"
        case "drift":
            return f"fields of the payload have changed their type: {printable(', '.join(details.get('paths', ())))}"
        case "deadline":
            return f"deadline {_detail(details, 'rule')} passed: {_consequence(event)}"
        case "alert":
            name, level = _detail(details, "deadline"), _detail(details, "level")
            return f"{level} % of the time of deadline {name} have gone: then {_detail(details, 'consequence')}"
        case "submission":
            return f"{_detail(details, 'action')} {_submitted(event)}"
        case "erased" | "restricted":
            return f"the buyer's data was {_BUYER[event.kind]} by {who} under: {_detail(details, 'rule')}"
        case "raw_erased":
            return f"a part of what is kept was erased by {who} under: {_detail(details, 'rule')}"
        case "rules":
            return (
                f"its rules were stopped: {_detail(details, 'why')}"
                if details.get("stopped")
                else f"its rules go on, by {who}"
            )
        case "document":
            why = f" ({_detail(details, 'reason')})" if details.get("reason") else ""
            return f"document {_detail(details, 'name')}: {_detail(details, 'state').replace('_', ' ')}, by {who}{why}"
        case "back_office":
            ids = details.get("own_ids")
            what = f"is {printable(', '.join(map(str, ids)) or 'nothing')} there" if ids is not None else "was taken"
            return f"back office {_detail(details, 'back_office')}: the order {what}"
        case "disclosed":
            return f"the buyer's data was handed out to {who} ({_detail(details, 'how')})"
    return printable(event.kind)


def _who(event: Event) -> str:
    kind, _, name = event.who.partition(":")
    return (
        printable(name or "the seller")
        if kind in ("seller", "back_office")
        else _WHO.get(event.who, printable(event.who))
    )


def _detail(details: Mapping[str, Any], name: str) -> str:
    return printable(_text(details.get(name, "?")))


def _consequence(event: Event) -> str:
    if event.to_status is not None:
        return f"{event.from_status or 'unknown'} → {event.to_status} by us"
    if event.details.get("consequence") == [TOO_LATE]:
        return f"from now on it is {TOO_LATE}"
    return f"{_detail(event.details, 'consequence')} by the marketplace, which has not said so yet"


def _submitted(event: Event) -> str:
    """asked for by anna · in_doubt, 2nd attempt (read back before anything is sent again)."""
    details = event.details
    if details.get("state") == "queued" and event.who not in _WHO:
        return f"asked for by {_who(event)}"
    if details.get("state") == "needs_data":
        missing = details.get("missing") or ()
        return f"asked for by {_who(event)}, and waits for {printable(', '.join(missing) or 'a person')}"
    attempt = details.get("attempt", 0)
    again = f", attempt {attempt}" if isinstance(attempt, int) and attempt > 1 else ""
    why = [_detail(details, name) for name in ("error_kind", "reason") if name in details]
    because = f" ({'; '.join(why)})" if why else ""
    return f"{_detail(details, 'state')}{again}{because}"


def _text(value: Any) -> str:
    return " ".join(map(value_text, value)) if isinstance(value, (list, tuple)) else value_text(value)
