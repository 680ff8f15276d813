"""A channel and an order go in, the documents that this order has come out."""

from __future__ import annotations

from stallkeeper.machine.facts import facts_of
from stallkeeper.machine.guards import conditions_test
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import ChannelSpec, DocumentSpec


def documents_of(spec: ChannelSpec, order: Order) -> tuple[DocumentSpec, ...]:
    """The documents whose conditions hold for the order, in the author's order."""
    facts = facts_of(order)
    return tuple(document for document in spec.documents if conditions_test(document.conditions)(facts))
