"""Any channel, any order, any report: hypothesis strategies that stay inside the types and leave nothing else out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport
from stallkeeper.problems import Place
from stallkeeper.spec.channel_spec import (
    ActionSpec,
    Carrier,
    CarrierRules,
    ChannelSpec,
    Deadline,
    Exclusion,
    FieldSpec,
    Flag,
    Fulfilment,
    LineDecision,
    LineRules,
    StatusSpec,
)
from stallkeeper.spec.conditions import Condition, Need
from stallkeeper.words import STATUSES

PLACE = Place("channel.yaml")
NATIVES = ("A", "B", "C", "D", "os.system", "__class__", "trigger", "Σ", "a b", "None")
ACTIONS = ("ship", "refund", "trigger", "state", "is_new")
FIELDS = ("carrier", "tracking_number", "quantity", "refund_price", "line", "day", "fees", "reason")
TYPES = {"quantity": "whole_number", "refund_price": "decimal", "day": "date", "fees": "boolean"}

statuses = st.sampled_from(tuple(STATUSES))
instants = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.text(max_size=8),
    st.sampled_from(NATIVES),
    st.dates(),
    st.floats(),
    st.lists(st.integers(), max_size=2),
    instants,
)
names = st.one_of(
    st.sampled_from(FIELDS),
    st.sampled_from(tuple(f"order.{name}" for name in ORDER_FIELDS)),
    st.sampled_from(("native.status", "order.extra", "order.__class__", "native.odd")),
)
literals = st.one_of(st.booleans(), st.sampled_from(NATIVES), st.decimals(allow_nan=False), st.dates(), st.integers())


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    operator = draw(st.sampled_from(("is", "one_of", "given", "not", "above", "below")))
    value: Any = draw(st.booleans()) if operator == "given" else draw(literals)
    if operator == "one_of":
        value = tuple(draw(st.lists(literals, min_size=1, max_size=3)))
    return Condition(draw(names), operator, value, PLACE)


some_conditions = st.lists(conditions(), max_size=2).map(tuple)


@st.composite
def fields(draw: st.DrawFn, name: str) -> FieldSpec:
    kind: Any = TYPES.get(name, "text")
    values = tuple(draw(st.lists(literals, max_size=2)))
    return FieldSpec(
        name=name,
        type=kind,
        values=values,
        minimum=draw(st.none() | st.just(Decimal(0))),
        max_length=draw(st.none() | st.integers(0, 5)),
        pattern=draw(st.none() | st.sampled_from(("[A-Z]{2}", "(", "x*"))),
        default=draw(st.none() | literals),
    )


@st.composite
def actions(draw: st.DrawFn, name: str, known: list[str]) -> ActionSpec:
    needs = st.builds(
        Need, st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2).map(tuple), some_conditions, st.just(PLACE)
    )
    return ActionSpec(
        name=name,
        results_in=tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))),
        place=PLACE,
        needs=tuple(draw(st.lists(needs, max_size=3))),
        accepts=tuple(draw(st.lists(st.sampled_from(FIELDS), max_size=3))),
        conditions=draw(some_conditions),
    )


@st.composite
def deadlines(draw: st.DrawFn, known: list[str]) -> Deadline:
    return Deadline(
        id=draw(st.sampled_from(("payment", "ship", "see"))),
        within=draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=30 * 999_999))),
        outcomes=tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))),
        kept_by=draw(st.sampled_from(("channel", "us"))),
        since=draw(st.sampled_from(("status", "ordered", "partial_cancel"))),
        conditions=draw(some_conditions),
        because="Because.",
        place=PLACE,
    )


@st.composite
def specs(draw: st.DrawFn) -> ChannelSpec:
    """Any channel that can be compiled, however senseless."""
    known = draw(st.lists(statuses, min_size=1, max_size=6, unique=True))
    named = draw(st.lists(st.sampled_from(ACTIONS), max_size=3, unique=True))
    among = st.lists(st.sampled_from(known), max_size=3, unique=True).map(tuple)
    words = draw(st.dictionaries(st.sampled_from(NATIVES), st.sampled_from(known), max_size=8))
    offered = st.lists(st.sampled_from(named), max_size=2, unique=True).map(tuple) if named else st.just(())
    status_specs = {
        status: StatusSpec(
            status=status,
            place=PLACE,
            native=tuple(native for native, target in words.items() if target == status),
            actions=draw(offered),
            next=draw(among),
            deadline=draw(st.none() | deadlines(known)),
            advances_to=draw(st.none() | st.none() | st.sampled_from(known)),
        )
        for status in known
    }
    natives = st.sampled_from(NATIVES)
    flag = st.builds(Flag, st.just(""), st.just("odd"), st.sampled_from(("order", "line")), st.just(PLACE))
    decision = st.builds(
        LineDecision,
        st.sampled_from(("all", "any")),
        st.sampled_from(known),
        st.sampled_from(known),
        some_conditions,
        st.just(PLACE),
    )
    return ChannelSpec(
        channel="any",
        title="Any",
        language=1,
        maturity="draft",
        sources=(),
        retrieval=(),
        starts_at=draw(among),
        statuses=MappingProxyType(status_specs),
        actions=MappingProxyType({name: draw(actions(name, known)) for name in named}),
        lines=LineRules(
            draw(st.dictionaries(natives, st.sampled_from(known), max_size=2)),
            draw(st.frozensets(natives, max_size=1)),
            tuple(draw(st.lists(decision, max_size=2))),
        ),
        gates=draw(st.dictionaries(natives, st.just("Closed."), max_size=1)),
        flags=draw(st.dictionaries(natives, flag, max_size=2)),
        fields=MappingProxyType({name: draw(fields(name)) for name in FIELDS}),
        only=tuple(
            draw(st.lists(st.builds(Exclusion, some_conditions, st.just("Not ours."), st.just(PLACE)), max_size=1))
        ),
        carriers=draw(
            st.none()
            | st.builds(
                CarrierRules,
                st.just(("code", "name")),
                st.none(),
                st.just("130"),
                st.just((Carrier("130", "Custom"), Carrier("5", "Fedex"))),
                st.booleans(),
            )
        ),
        fulfilled_by_channel=draw(st.none() | st.builds(Fulfilment, st.just("flag"), st.sampled_from(known))),
    )


lines = st.builds(
    OrderLine,
    id=st.sampled_from(("1", "2", "3")),
    sku=st.just("sku"),
    native_status=st.none() | st.sampled_from(NATIVES) | st.text(max_size=3),
    status=st.none() | statuses,
)
reports = st.builds(
    OrderReport,
    id=st.just("A-1"),
    native_status=st.sampled_from(NATIVES) | st.text(max_size=3),
    ordered_at=st.none() | instants,
    modified_at=st.none() | instants,
    total=st.none() | st.decimals(),
    delivery_mode=st.none() | st.text(max_size=3),
    fulfilled_by_channel=st.booleans(),
    has_claim=st.none() | st.booleans(),
    partially_canceled=st.none() | st.booleans(),
    lines=st.lists(lines, max_size=4).map(tuple),
    flags=st.lists(st.sampled_from(("late", "odd")), max_size=2).map(tuple),
    extras=st.dictionaries(st.sampled_from(("extra", "corporation", "delivery_mode")), anything, max_size=2),
)
orders = st.builds(
    Order,
    key=st.just(OrderKey("scope", "any", "A-1")),
    account=st.just("account"),
    status=st.none() | statuses,
    native_status=st.sampled_from(NATIVES) | st.text(max_size=3),
    status_since=instants,
    first_seen_at=instants,
    updated_at=instants,
    report=reports,
    last_known_status=st.none() | statuses,
    partially_canceled_since=st.none() | instants,
)
given_fields = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), anything, max_size=4)
