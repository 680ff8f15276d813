from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stallkeeper.orders import Address, Order, OrderKey, OrderLine, OrderReport, Parcel
from stallkeeper.store import OrderFilter, Store
from tests.store.samples import NOW, order_of, page_of, write_of
from tests.store.test_typed_json import KEYS, VALUES, shape

TEXTS = st.text(max_size=8)
MAYBE_TEXT = st.none() | TEXTS
INSTANTS = st.datetimes(timezones=st.just(UTC))
MAYBE_INSTANT = st.none() | INSTANTS
AMOUNTS = (
    st.none()
    | st.decimals(allow_nan=False)
    | st.sampled_from([Decimal("1E+2"), Decimal("-0"), Decimal("9" * 60 + ".9")])
)
MAYBE_FLAG = st.none() | st.booleans()
WORDS = st.lists(TEXTS, max_size=3).map(tuple)

PARTS: dict[type, dict[str, st.SearchStrategy[Any]]] = {}
"""For each kind of value, what each of its fields may hold; a test below sees that no field is forgotten."""


def every(kind: type, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    PARTS[kind] = parts
    return st.builds(kind, **parts)


ADDRESSES = every(Address, **{field.name: MAYBE_TEXT for field in fields(Address)})
LINES = every(
    OrderLine,
    id=TEXTS,
    sku=TEXTS,
    title=MAYBE_TEXT,
    quantity=st.integers(-(2**63), 2**63 - 1),
    unit_price=AMOUNTS,
    total=AMOUNTS,
    shipping=AMOUNTS,
    tax_rate=AMOUNTS,
    refunded=AMOUNTS,
    native_status=MAYBE_TEXT,
    status=MAYBE_TEXT,
    flags=WORDS,
    product_id=MAYBE_TEXT,
    ean=MAYBE_TEXT,
    condition=MAYBE_TEXT,
    shipped=st.none() | st.integers(-(2**63), 2**63 - 1),
)
PARCELS = every(
    Parcel,
    carrier=MAYBE_TEXT,
    carrier_name=MAYBE_TEXT,
    tracking_number=MAYBE_TEXT,
    tracking_url=MAYBE_TEXT,
    shipped_at=MAYBE_INSTANT,
)
REPORTS = every(
    OrderReport,
    id=TEXTS,
    native_status=TEXTS,
    ordered_at=MAYBE_INSTANT,
    modified_at=MAYBE_INSTANT,
    currency=MAYBE_TEXT,
    total=AMOUNTS,
    shipping=AMOUNTS,
    commission=AMOUNTS,
    refunded=AMOUNTS,
    lines=st.lists(LINES, max_size=2).map(tuple),
    parcels=st.lists(PARCELS, max_size=2).map(tuple),
    billing=st.none() | ADDRESSES,
    delivery=st.none() | ADDRESSES,
    delivery_mode=MAYBE_TEXT,
    fulfilled_by_channel=st.booleans(),
    fulfilment=MAYBE_TEXT,
    has_claim=MAYBE_FLAG,
    partially_canceled=MAYBE_FLAG,
    ship_by=MAYBE_INSTANT,
    site=MAYBE_TEXT,
    tax=MAYBE_TEXT,
    flags=WORDS,
    extras=st.dictionaries(KEYS, VALUES, max_size=3),
    drift=WORDS,
)
ORDERS = every(
    Order,
    key=st.builds(OrderKey, scope=TEXTS, channel=TEXTS, id=TEXTS),
    account=TEXTS,
    status=MAYBE_TEXT,
    native_status=TEXTS,
    status_since=INSTANTS,
    first_seen_at=INSTANTS,
    updated_at=INSTANTS,
    report=REPORTS,
    last_known_status=MAYBE_TEXT,
    partially_canceled_since=MAYBE_INSTANT,
    flags=WORDS,
    erased=st.none(),  # only erasing writes it, and takes the rest away: test_eraser
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store.open(":memory:", now=NOW) as opened:
        yield opened


def written_out(value: Any) -> Any:
    """A value with the types of all its parts, so that True is not 1 and 1E+2 is not 100."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: written_out(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {name: written_out(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value), [written_out(part) for part in value]
    return shape(value)


_FRESH = count(1)


def fresh(order: Order) -> Order:
    """The order under a key that the shared store has not seen."""
    return replace(order, key=replace(order.key, scope=f"{next(_FRESH)} {order.key.scope}"))


def without_addresses(order: Order) -> Order:
    return replace(order, report=replace(order.report, billing=None, delivery=None))


_IN_A_SHARED_STORE = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)


@_IN_A_SHARED_STORE
@given(ORDERS)
def test_a_new_order_comes_back_field_by_field(store: Store, order: Order) -> None:
    order = fresh(order)
    store.write_page(page_of(write_of(order, events=())))
    back = store.order(order.key)
    assert written_out(back) == written_out(order)


@_IN_A_SHARED_STORE
@given(ORDERS, ORDERS)
def test_a_changed_order_comes_back_field_by_field(store: Store, old: Order, new: Order) -> None:
    new = fresh(new)
    key = new.key
    old = replace(without_addresses(old), key=key)
    store.write_page(page_of(write_of(old, b"old", events=())))
    store.write_page(page_of(write_of(new, b"new", events=())))
    assert written_out(store.order(key)) == written_out(new)


@_IN_A_SHARED_STORE
@given(ORDERS)
def test_the_order_that_a_page_is_compared_with_lacks_nothing_but_its_addresses(store: Store, order: Order) -> None:
    order = fresh(order)
    store.write_page(page_of(write_of(order, events=())))
    known = store.known(order.key.scope, order.key.channel, [order.key.id])[order.key.id]
    assert written_out(known.order) == written_out(without_addresses(order))
    (listed,) = [one for one in store.orders(OrderFilter(ids=(order.key.id,))) if one.key == order.key]
    assert written_out(listed) == written_out(without_addresses(order))


@pytest.mark.parametrize("kind", [Order, OrderReport, OrderLine, Parcel, Address])
def test_the_rules_above_are_about_every_field(kind: type) -> None:
    """A field that is added to the domain and forgotten here would never be seen to come back."""
    assert set(PARTS[kind]) == {field.name for field in fields(kind)}


def test_an_address_not_given_yet_is_not_an_address_given_empty(store: Store) -> None:
    order = fresh(order_of(billing=None, delivery=Address()))
    store.write_page(page_of(write_of(order)))
    back = store.order(order.key)
    assert back is not None
    assert back.report.billing is None
    assert back.report.delivery == Address()


def test_units_that_left_are_kept_apart_from_units_that_nobody_counts(store: Store) -> None:
    lines = (OrderLine("1", "LAMP", quantity=3, shipped=0), OrderLine("2", "RUG"))
    order = fresh(order_of("counted", lines=lines))
    store.write_page(page_of(write_of(order)))
    back = store.order(order.key)
    assert back is not None and [line.shipped for line in back.report.lines] == [0, None]


def test_no_amount_is_ever_stored_as_a_float(store: Store) -> None:
    line = OrderLine(id="1", sku="s", unit_price=Decimal("0.10"), tax_rate=Decimal("20"))
    order = fresh(order_of("in text", total=Decimal("1E+2"), shipping=Decimal("-0"), lines=(line,)))
    store.write_page(page_of(write_of(order)))
    assert store._database.rows(
        "SELECT typeof(o.total), o.total, typeof(o.shipping), o.shipping, typeof(unit_price), unit_price, tax_rate"
        " FROM orders AS o JOIN lines ON order_number = number WHERE o.id = 'in text'"
    ) == [("text", "1E+2", "text", "-0", "text", "0.10", "20")]
