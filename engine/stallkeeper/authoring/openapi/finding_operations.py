"""A document in, the operations that a channel is made of out: the list of orders, one order, and the actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stallkeeper.authoring.openapi.document import Document, Operation, Part

_BESIDE = re.compile(
    r"invoice|document|message|thread|export|import|label|subscri|offer|claim|return|delete|tracking$|adjust|evaluat"
    r"|batch|report|tax|event|stat(s|istics)$|requests?$|group|billing|points|carrier|inventor|product|fee|payout|insight",
    re.IGNORECASE,
)
_ORDER = re.compile(r"order|checkout|purchase|sale", re.IGNORECASE)
_ABOUT_LISTS = re.compile(
    r"stat(e|us)|limit|size|max|page|offset|cursor|token|since|after|from|start|updat|creat", re.I
)

_NO_RECORDS = re.compile(r"error|warning|link|message", re.IGNORECASE)

_VERBS: Mapping[str, re.Pattern[str]] = {
    "accept": re.compile(r"^(accept|acknowledge|approve|confirm)", re.IGNORECASE),
    "refuse": re.compile(r"^(refus|reject|declin)", re.IGNORECASE),
    "ship": re.compile(r"^(ship|send|dispatch|fulfil)", re.IGNORECASE),
    "cancel": re.compile(r"^cancel", re.IGNORECASE),
    "refund": re.compile(r"^refund", re.IGNORECASE),
}


@dataclass(frozen=True)
class Found:
    """What was found; None, or missing, where nothing came near."""

    listing: Operation | None
    one: Operation | None
    actions: Mapping[str, Operation] = field(default_factory=dict)


def find_operations(document: Document) -> Found:
    """The operations that come nearest to what a channel needs."""
    operations = tuple(document.operations())
    listing = _best((_listing_score(document, each), each) for each in operations if each.method == "get")
    one = _best((_one_score(each, listing), each) for each in operations if each.method == "get")
    actions = {
        verb: best
        for verb in _VERBS
        if (best := _best((_action_score(verb, each), each) for each in operations if each.method != "get")) is not None
    }
    return Found(listing, one, actions)


def _best(scored: Iterator[tuple[int, Operation]]) -> Operation | None:
    """The highest score above nothing; of equals the shortest path, then the first."""
    found = [(score, each) for score, each in scored if score > 0]
    found.sort(key=lambda pair: (-pair[0], len(pair[1].segments), pair[1].method == "delete"))
    return found[0][1] if found else None


def _listing_score(document: Document, each: Operation) -> int:
    if "{" in each.path or not each.words or not _ORDER.search(each.path) or _BESIDE.search("/".join(each.words[-2:])):
        return 0
    last = each.words[-1]
    score = 2 + 3 * bool(re.search(r"(^|[-_])orders?$|checkout-forms$|sales?$", last, re.I)) + bool(last.endswith("s"))
    score += min(3, sum(1 for one in each.parameters if one.place == "query" and _ABOUT_LISTS.search(one.name)))
    return score + 2 * (each.answer is not None and rows_of(document, each) is not None)


def rows_of(document: Document, each: Operation) -> tuple[str, ...] | None:
    """The way to the list of records in an answer, () where it is the answer itself; None where there is none."""
    if each.answer is None:
        return None
    waiting: list[tuple[tuple[str, ...], Part]] = [((), each.answer)]
    for way, schema in waiting:
        if schema.data.get("type") == "array" or "items" in schema.data:
            return way
        if len(way) < 4:
            members = document.properties(schema).items()
            inner = sorted(members, key=lambda pair: not _ORDER.search(pair[0]))
            inner = [(name, part) for name, part in inner if not _NO_RECORDS.search(name)]
            waiting += [((*way, name), part) for name, part in inner]
    return None


def _one_score(each: Operation, listing: Operation | None) -> int:
    if listing is None or not each.segments or "{" not in each.segments[-1]:
        return 0
    if each.segments[:-1] == listing.segments:
        return 10
    return 0


def _action_score(verb: str, each: Operation) -> int:
    if not each.words or (_BESIDE.search(each.path) and not _VERBS[verb].search(each.words[-1])):
        return 0
    if _BESIDE.search("/".join(each.words[:-1])):
        return 0
    match = bool(_VERBS[verb].search(each.words[-1]))
    if not match or _BESIDE.search(each.words[-1]):
        return 0
    about_orders = bool(_ORDER.search("/".join(each.words))) or each.words[-1].lower() in ("shipments", "refunds")
    if not about_orders:
        return 0
    exact = each.words[-1].lower().rstrip("s") in (verb, f"{verb}ment", f"{verb}ping", "acknowledge", "send")
    last = each.words[-1].lower()
    exact = exact or (verb == "ship" and "confirm" in last)
    score = 3 + 2 * exact + ("confirm" in last) + 2 * bool(_ORDER.search(each.path))
    return score + ("{" in each.path) + (each.body is not None)
