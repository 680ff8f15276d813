"""A marketplace's own text in, the same fit to be shown and kept out: no people, no secrets, no payload."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from stallkeeper.orders import Address, Order

_LONGEST = 200
_E_MAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,255}")
_PHONE = re.compile(r"(?<![\w+])\+?\d(?:[ .\-/()]{0,2}\d){7,17}(?!\w)")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_QUERY = re.compile(r"(https?://[^\s?]{1,500})\?\S{1,2000}")
_LONG_WORD = re.compile(r"[\w\-=+/]{40,}")


def scrubbed(text: str, *, known: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """`text` on one line, at most 200 signs. `known` values must not appear; `keep` are ids that look like phones."""
    text = text[:5000]
    for value in sorted({value for value in known if len(value) >= 3}, key=len, reverse=True):
        text = re.sub(re.escape(value), "…", text, flags=re.IGNORECASE)
    text = _QUERY.sub(r"\1?…", _E_MAIL.sub("…", _MARKUP.sub(" ", text)))
    kept = set(keep)
    text = _PHONE.sub(lambda match: match[0] if match[0] in kept else "…", text)
    text = _LONG_WORD.sub("…", text)
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def personal_values(order: Order | None) -> tuple[str, ...]:
    """Everything in an order's addresses that is text of some length: what a message must not repeat."""
    if order is None:
        return ()
    addresses = [each for each in (order.report.billing, order.report.delivery) if each is not None]
    values = (getattr(address, field.name) for address in addresses for field in fields(Address))
    return tuple(value for value in values if isinstance(value, str) and len(value) >= 3)
