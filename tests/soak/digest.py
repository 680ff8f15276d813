"""The history of all orders and every effect in, one digest out: two runs of one seed give the same.

Left out is what hangs on keys that each store draws for itself: the seals of the chain with their salts, and digests
of payloads in the details. Times are the driven clock's, identifiers count up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from stallkeeper.orders import AuditEntry, Event, Note
from stallkeeper.store import Store
from tests.soak.marketplaces import Marketplace

KEYED = ("digest", "head")


def lines_of(store: Store, marketplaces: Sequence[Marketplace]) -> Iterator[str]:
    """Every line of the history, newest first, and every effect, in words."""
    for entry in store.audit.entries():
        yield _told(entry)
    for marketplace in marketplaces:
        for effect in marketplace.world.effects():
            yield f"{marketplace.name} {effect.number} {effect.order_id} {effect.action} {effect.at} {effect.lines}"


def digest_of(store: Store, marketplaces: Sequence[Marketplace]) -> str:
    found = sha256()
    for line in lines_of(store, marketplaces):
        found.update(f"{line}\n".encode())
    return found.hexdigest()[:32]


def _told(entry: AuditEntry) -> str:
    what = entry.what
    if isinstance(what, Note):
        return f"note {what.at} {what.kind} {what.who} {entry.where}"
    assert isinstance(what, Event)
    details = {name: value for name, value in sorted(what.details.items()) if name not in KEYED}
    words = (entry.number, what.at, what.key, what.kind, what.who, what.from_status, what.to_status)
    return f"{words} {what.native_status} {what.submission} {details} {entry.where} {entry.cause}"
