"""An account's rules as they were written, and its channel, in; typed rules out. What may be wrong is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b

from stallkeeper.spec.build_conditions import Names, build_conditions
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.seller_rule import ALWAYS, RuleLimits, SellerRule, When


def build_seller_rules(rules: Part, channel: ChannelSpec) -> tuple[SellerRule, ...]:
    """In the author's order, in which they are asked."""
    return tuple(_rules(rules, Names(channel.fields, channel.order_fields)))


def _rules(rules: Part, names: Names) -> Iterator[SellerRule]:
    for name, part in rules.members():
        given = part.at("with")
        yield SellerRule(
            id=name,
            when=_when(part.at("when"), names),
            action=part.text("do"),
            place=part.place,
            fields={key: each.value for key, each in given.members()},
            field_places={key: each.place for key, each in given.members()},
            stock_buffer=part.at("stock_buffer").value,
            limits=_limits(part.at("limits")),
            since=_since(part.text("since")),
            digest=blake2b(repr(part.value).encode(), digest_size=16).hexdigest(),
            places={key: each.place for key, each in part.members()},
        )


def _when(part: Part, names: Names) -> When:
    return When(
        statuses=part.words("status"),
        natives=part.words("native"),
        conditions=build_conditions(part.at("if"), names),
        countries=part.words("countries"),
        lasting=part.duration("for"),
        ordered_within=part.duration("ordered_within"),
    )


def _limits(part: Part) -> RuleLimits:
    amount, _, currency = part.text("amount").partition(" ")
    return RuleLimits(
        amount=Decimal(amount) if amount else None,
        currency=currency or None,
        quantity=part.at("quantity").value,
        per_day=part.at("per_day").value,
    )


def _since(text: str) -> datetime | None:
    """A day is meant from its beginning in UTC."""
    if text in ("", "switched_on"):
        return None
    return ALWAYS if text == "always" else datetime.fromisoformat(text).replace(tzinfo=UTC)
