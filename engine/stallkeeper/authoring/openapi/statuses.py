"""A document and its record in, its native statuses out, each with the canonical status it seems to mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.authoring.openapi.document import Document, Operation, Part
from stallkeeper.authoring.openapi.schema_walk import Leaf
from stallkeeper.words import STATUSES

_STATUS = re.compile(r"(^|[_-])(order)?_?(line|unit|item)?_?(stat(e|us)(_codes?|es)?)$|status(es)?$", re.IGNORECASE)
_OF_ORDERS = re.compile(r"order|fulfil|checkout", re.IGNORECASE)
_NOT = re.compile(r"payment|invoice|refund|return|offer|label|claim|ticket|process|report|import|feed|substatus", re.I)

_MEANINGS: tuple[tuple[str, str], ...] = (
    ("waiting_acceptance|pending_acceptance|to_accept|^created$|^new$|^bought$|^placed$", "waiting_acceptance"),
    ("debit|payment|pending|staging|unpaid|filled|invoice_?unconfirmed|reserved", "accepted"),
    ("part.*refund", "partial_refunded"),
    ("refunding|refund_requested", "refunding"),
    ("refund|returned_paid", "refunded"),
    ("cancel", "canceled"),
    ("refus|reject|declin", "refused"),
    ("pick.?ed.?up", "pickup_completed"),
    ("collect|pick.?up", "to_pickup"),
    (
        "unshipped|partially.?shipped|^shipping$|ready|to_be_sent|^open$|processing|acknowledged|accepted",
        "waiting_shipment",
    ),
    ("shipped|sent|fulfilled|dispatched|handled|transit", "shipped"),
    ("delivered|received|closed|complete|returned", "closed"),
)


@dataclass(frozen=True)
class NativeStatuses:
    """Where the word stands in a record, the words by status, and those that no status was found for."""

    way: str | None
    source: Part | None
    words: dict[str, list[str]]
    unknown: list[str]


def find_statuses(document: Document, found: list[Leaf], listing: Operation | None) -> NativeStatuses:
    """The nearest list of status words in the record; else one of the list's parameters, else a schema of that name."""
    in_record = [leaf for leaf in found if _STATUS.search(leaf.name) and not _NOT.search(leaf.dotted)]
    nearest = in_record[0].dotted if in_record else None
    candidates: list[tuple[str | None, Part]] = [(leaf.dotted, leaf.schema) for leaf in in_record]
    candidates += [(None, part) for part in _elsewhere(document, listing)]
    told = [(way, part, words) for way, part in candidates if len(words := document.enum(part)) > 1]
    read = [_sorted_out(way or nearest, part, words) for way, part, words in told]
    known = [each for each in read if sum(map(len, each.words.values())) > len(each.unknown)]
    return known[0] if known else NativeStatuses(nearest, None, {}, [])


def _elsewhere(document: Document, listing: Operation | None) -> Iterator[Part]:
    for parameter in listing.parameters if listing is not None else ():
        if _STATUS.search(parameter.name):
            yield parameter.schema
    for schemas in (
        document.at(document.at(document.root, "components"), "schemas"),
        document.at(document.root, "definitions"),
    ):
        for name in schemas.data:
            if _STATUS.search(str(name)) and _OF_ORDERS.search(str(name)) and not _NOT.search(str(name)):
                yield document.at(schemas, name)


def _sorted_out(way: str | None, part: Part, words: tuple[str, ...]) -> NativeStatuses:
    by_status: dict[str, list[str]] = {}
    unknown = []
    for word in words:
        status = _meaning(word)
        if status is None:
            unknown.append(word)
        else:
            by_status.setdefault(status, []).append(word)
    ordered = {status: by_status[status] for status in STATUSES if status in by_status}
    return NativeStatuses(way, part, ordered, unknown)


def _meaning(word: str) -> str | None:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower().replace("-", "_").replace(" ", "_")
    return next((status for form, status in _MEANINGS if re.search(form, plain)), None)
