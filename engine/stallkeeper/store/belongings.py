"""An order's number in, everything that is kept of its buyer out: to be counted, handed out, or erased."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from stallkeeper.orders import Address, Event, Order, Submission
from stallkeeper.orders.free_text import holds_text
from stallkeeper.store.without_buyer import KEPT_FIELDS
from stallkeeper.text.json_codec import decode
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.xml_codec import parse

_DIRECT = tuple(each.name for each in fields(Address) if each.name not in ("country", "zip_code", "city", "region"))
_INDIRECT = ("zip_code", "city", "region")
_SHORTEST = 5
"""A text this long is looked for wherever it may have got to; a shorter one may be anything."""

_COMMON = re.compile(r"[A-Z][A-Z0-9_-]*|[a-z][a-z0-9_-]*|[0-9.,:TZ+/-]+")
"""Words and numbers of a payload that tell nothing by themselves: codes, instants, amounts. What is personal among them
is mapped, and found there.
"""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is kept of one order's buyer. `documents` counts files beside the database."""

    order: Order = field(repr=False)
    payload: bytes | None = field(repr=False)
    submissions: tuple[Submission, ...] = field(repr=False, default=())
    history: tuple[Event, ...] = field(repr=False, default=())
    documents: int = 0
    keep: Collection[str] = ()
    """The channel's own fields whose texts come from a list, and tell nothing of anybody."""

    def counts(self) -> dict[str, int]:
        """How many values of each class there are; classes without any are left out."""
        found: Counter[str] = Counter()
        for address in self._addresses():
            found["P1 direct"] += sum(1 for name in _DIRECT if getattr(address, name))
            found["P2 indirect"] += sum(1 for name in _INDIRECT if getattr(address, name))
        report = self.order.report
        found["P1 direct"] += sum(1 for each in report.parcels for value in _tracking(each) if value)
        found["P2 indirect"] += len(self._own_texts())
        found["P2 indirect"] += sum(1 for each in self.submissions for _ in _texts_of(each))
        found["P3 content"] = self.documents + (1 if self.payload else 0)
        return {name: count for name, count in sorted(found.items()) if count}

    def values(self) -> frozenset[str]:
        """The texts that nothing may hold any more once the buyer is erased; what commerce keeps is not among them."""
        told = (text for text in payload_texts(self.payload) if not _COMMON.fullmatch(text))
        texts = {text for text in (*self._texts(), *told) if len(text) >= _SHORTEST}
        kept = set(leaves(self._kept()))
        return frozenset(text for text in texts if text not in kept)

    def mentions(self) -> Callable[[str], bool]:
        """Whether a text that somebody wrote names the buyer: any text of theirs, in any case, short ones as words."""
        named = (
            value for address in self._addresses() for name in (*_DIRECT, "city") if (value := getattr(address, name))
        )
        short = sorted({text.strip() for text in named if len(text.strip()) in range(2, _SHORTEST)})
        long = {_plain(text) for text in self.values()}
        word = re.compile(rf"\b(?:{'|'.join(re.escape(_plain(text)) for text in short)})\b") if short else None

        def names_them(text: str) -> bool:
            plain = _plain(text)
            return any(each in plain for each in long) or (word is not None and word.search(plain) is not None)

        return names_them

    def _addresses(self) -> Iterator[Address]:
        report = self.order.report
        return (each for each in (report.billing, report.delivery) if each is not None)

    def _texts(self) -> Iterator[str]:
        for address in self._addresses():
            yield from (value for name in (*_DIRECT, "city") if (value := getattr(address, name)))
        report = self.order.report
        yield from (value for each in report.parcels for value in _tracking(each) if value)
        yield from leaves(self._own_texts())
        yield from (text for each in self.submissions for text in _texts_of(each))

    def texts(self) -> Iterator[str]:
        """Every text that may be the buyer's, in no order."""
        yield from self._texts()
        yield from payload_texts(self.payload)

    def _own_texts(self) -> list[Any]:
        """The channel's own fields that may hold anything."""
        extras = self.order.report.extras
        return [value for name, value in extras.items() if name not in self.keep and holds_text(value)]

    def _kept(self) -> list[Any]:
        """Everything that stays: what commerce and accounting need is no trace of a buyer."""
        order, report = self.order, self.order.report
        own = [order.id, order.channel, order.key.scope, order.account, order.native_status, order.status or ""]
        plain = [getattr(report, each.name) for each in fields(report) if each.name not in _PERSONAL]
        lines = [[getattr(line, each.name) for each in fields(line)] for line in report.lines]
        carriers = [[each.carrier, each.carrier_name] for each in report.parcels]
        countries = [address.country for address in self._addresses()]
        codes = [[each.fields.get(name) for name in KEPT_FIELDS] for each in self.submissions]
        listed = [report.extras.get(name) for name in self.keep]
        return [own, plain, lines, carriers, countries, codes, listed]


_PERSONAL = frozenset({"billing", "delivery", "parcels", "extras", "lines"})


def _plain(text: str) -> str:
    """The same whatever its case, and however its accents are written."""
    return unicodedata.normalize("NFKC", text).casefold()


def _tracking(parcel: Any) -> tuple[str | None, str | None]:
    return parcel.tracking_number, parcel.tracking_url


def _texts_of(submission: Submission) -> Iterator[str]:
    """What a seller wrote into an action, and what the marketplace answered in its own words."""
    yield from leaves([value for name, value in submission.fields.items() if name not in KEPT_FIELDS])
    if submission.error:
        yield submission.error


def payload_texts(payload: bytes | None) -> Iterator[str]:
    """Every text of the marketplace's own record, be it JSON or XML; of one that is neither, what stands in it."""
    if not payload:
        return
    try:
        yield from leaves(decode(payload) if payload.lstrip()[:1] != b"<" else _texts_of_xml(payload))
    except Malformed:
        yield from leaves([text for text in payload.decode("utf-8", "replace").splitlines() if text])


def _texts_of_xml(payload: bytes) -> list[str]:
    """Of elements and of their attributes, as they are meant: `&amp;` is written for a single sign."""
    return [
        text
        for element in parse(payload).iter()
        for text in (element.text, element.tail, *element.attrib.values())
        if text
    ]


def leaves(value: Any) -> Iterator[str]:
    """Every text that stands in it somewhere, as it is and without blanks around it."""
    if isinstance(value, str):
        yield value
        if value != value.strip():
            yield value.strip()
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in leaves(each))
    elif isinstance(value, (list, tuple)):
        yield from (text for each in value for text in leaves(each))
