"""A report of an order in, the same without anything about its buyer out: what commerce and accounting keep. Pure.

Of an address the country stays, and the area that its postcode begins with; of parcels who carried them and when. Of
the channel's own fields texts go, for anybody may have written them; numbers, dates and yes or no stay.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from stallkeeper.orders import Address, Event, OrderReport, Parcel, Submission
from stallkeeper.orders.free_text import without_texts

_AREA = 2
"""How much of a postcode tells where, and not who."""

KEPT_FIELDS = frozenset({"carrier", "return_carrier", "shipping_method", "refund_mode", "line"})
"""Fields of an action whose texts are codes of the channel's, or ids of lines."""


WRITTEN_DETAILS = ("reason", "why", "own_ids")
"""Details of an event that a person may have written, or a seller's own system, in any words."""


def without_buyer(report: OrderReport, keep: Collection[str] = ()) -> OrderReport:
    """`keep` names the channel's own fields whose texts come from a list, so that they tell nothing of anybody."""
    return replace(
        report,
        billing=area_of(report.billing),
        delivery=area_of(report.delivery),
        parcels=tuple(Parcel(each.carrier, each.carrier_name, None, None, each.shipped_at) for each in report.parcels),
        extras=without_texts(report.extras, keep),
    )


def hidden_submission(submission: Submission) -> Submission:
    """What may be shown of an action on an order whose buyer is hidden: codes and numbers, and nobody's words."""
    return replace(submission, fields=without_texts(submission.fields, KEPT_FIELDS), error=None, extras={})


def hidden_event(event: Event) -> Event:
    """What may be shown of a line of such an order's history."""
    return replace(event, details={name: each for name, each in event.details.items() if name not in WRITTEN_DETAILS})


def area_of(address: Address | None) -> Address | None:
    """The country and the beginning of the postcode; None where neither is known."""
    if address is None or not (address.country or address.zip_code):
        return None
    return Address(zip_code=(address.zip_code or "")[:_AREA] or None, country=address.country)
