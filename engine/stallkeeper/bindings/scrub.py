"""A marketplace's own text in, the same fit to be shown and kept out: no people, no secrets, no payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from unicodedata import normalize

from stallkeeper.orders import Address, Order

_LONGEST = 200
_SHORTEST = 2
_E_MAIL = re.compile(r"[^\s@\uff20<>\"']{1,64}(?:@|\uff20|%40)[^\s@\uff20<>\"']{1,255}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])\+?\d(?:[ .\-/()]{0,2}\d){7,17}(?!\w)")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_QUERY = re.compile(r"(https?://[^\s?]{1,500})\?\S{1,2000}")
_APART = re.compile(r"[\s,;]+")
_LONG_WORD = re.compile(r"[\w\-=+/]{40,}")


def nobody(text: str) -> tuple[str, ...]:  # noqa: ARG001  # whoever knows buyers looks into it
    """No buyer is known."""
    return ()


def scrubbed(
    text: str,
    *,
    known: Iterable[str] = (),
    keep: Iterable[str] = (),
    buyers: Callable[[str], Iterable[str]] = nobody,
) -> str:
    """`text` on one line, at most 200 signs. `known` values must not appear; `keep` are ids that look like phones.

    `buyers` is asked what of the text's own words is of buyers.
    """
    text = normalize("NFC", _unescaped(text[:5000]))
    known = (*known, *buyers(text))
    for value in sorted({normalize("NFC", value) for value in known if len(value) >= _SHORTEST}, key=len, reverse=True):
        text = _known(value).sub("…", text)
    text = _QUERY.sub(r"\1?…", _E_MAIL.sub("…", _MARKUP.sub(" ", text)))
    kept = set(keep)
    text = _PHONE.sub(lambda match: match[0] if match[0] in kept else "…", text)
    text = _LONG_WORD.sub("…", text)
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape  # here, for its table of names costs each start two milliseconds

    return unescape(text)


def _known(value: str) -> re.Pattern[str]:
    """However it is cased, spaced and parted by commas. Two signs alone are part of many words, and count as one."""
    if len(value) == _SHORTEST:
        return re.compile(rf"\b{re.escape(value)}\b")
    words = [re.escape(word) for word in _APART.split(value) if word]
    return re.compile(_APART.pattern.join(words) or re.escape(value), re.IGNORECASE)


def personal_values(order: Order | None) -> tuple[str, ...]:
    """Everything in an order's addresses that is text of some length: what a message must not repeat."""
    if order is None:
        return ()
    return address_values(each for each in (order.report.billing, order.report.delivery) if each is not None)


def address_values(addresses: Iterable[Address]) -> tuple[str, ...]:
    """The same of addresses."""
    names = [field.name for field in fields(Address) if field.name != "country"]
    values = (getattr(address, name) for address in addresses for name in names)
    return tuple(value for value in values if isinstance(value, str) and len(value) >= _SHORTEST)
