"""Whatever stands in a filter is a value: a quote ends nothing, and nothing of it is SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.orders import Event
from stallkeeper.store import OrderFilter, Store
from stallkeeper.store.audit_filter import AuditFilter
from tests.store.samples import NOW, key_of, order_of, page_of, sweep_of, write_of

HOSTILE = (
    "O'Brien",
    "x' OR '1'='1",
    "'; DROP TABLE orders; --",
    '"; DELETE FROM orders; --',
    "') UNION SELECT number FROM orders --",
    "%",
    "_1",
    "back\\slash",
    "?1",
    ":id",
    "line\nbreak",
)

CLOSED = {"kind", "where", "statuses"}
"""Filters whose words are all known: every other one is refused."""
TYPED = {"since", "until", "late", "limit"}
"""Filters that take an instant, a number, or yes and no: no text gets in."""


@pytest.fixture
def store() -> Iterator[Store]:
    """An order that is called as it should be, and one for each hostile word, which bears it wherever it can."""
    with Store.open(":memory:", now=NOW) as opened:
        opened.write_page(page_of(write_of(order_of("A1"))))
        for word in HOSTILE:
            key = key_of(word, word, word)
            lines = (
                Event(NOW, key, "first_seen", word, to_status="new"),
                Event(NOW, key, "moved", word, "new", "shipped"),
            )
            order = order_of(word, key=key, account=word, status="shipped")
            opened.write_page(page_of(write_of(order, events=lines), sweep=sweep_of(word, account=word)))
        yield opened


def texts_of(filter: type) -> set[str]:
    return {each.name for each in fields(filter)} - CLOSED - TYPED


def given(name: str, word: str) -> dict[str, Any]:
    value = {"ids": (word,), "cause": f"sweep:{word}"}.get(name, word)
    return {name: value}


def whole(store: Store) -> list[str]:
    return sorted(order.id for order in store.orders())


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("name", sorted(texts_of(AuditFilter)))
def test_of_the_record_it_finds_what_bears_it_and_nothing_else(store: Store, name: str, word: str) -> None:
    found = list(store.audit.entries(AuditFilter(**given(name, word))))
    assert {each.what.key.id for each in found if isinstance(each.what, Event)} == {word}
    assert list(store.audit.entries(AuditFilter(**given(name, word + "'")))) == []
    assert len(whole(store)) == len(HOSTILE) + 1


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("name", sorted(texts_of(OrderFilter)))
@pytest.mark.parametrize("more", [{}, {"limit": 5}, {"statuses": ("shipped", None)}, {"since": NOW, "late": False}])
def test_of_the_orders_it_finds_what_bears_it_and_nothing_else(
    store: Store, name: str, word: str, more: dict[str, Any]
) -> None:
    assert [order.id for order in store.orders(OrderFilter(**given(name, word), **more))] == [word]
    assert list(store.orders(OrderFilter(**given(name, word + "'"), **more))) == []
    assert len(whole(store)) == len(HOSTILE) + 1


@pytest.mark.parametrize("word", HOSTILE)
def test_an_order_is_found_by_it_in_every_other_way(store: Store, word: str) -> None:
    key = key_of(word, word, word)
    (order,) = store.find(word, word, word)
    assert store.order(key) == order
    assert (
        store.find(word + "'", word, word) == store.find(word, word + "'") == store.find(word, None, word + "'") == ()
    )
    assert [event.who for event in store.history(key)] == [word, word]
    assert (store.payload(key), list(store.known(word, word, [word, "A1"]))) == (f'{{"id": "{word}"}}'.encode(), [word])
    assert store.audit.accounts() == tuple(sorted((*HOSTILE, "my-shop"), key=str.encode))
    assert set(store.audit.names()) == {*HOSTILE, "channel"}
    assert store.sweeps(word)[0].id == word and store.submissions(word) == () and store.standing(word) == ()


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("name", ["kind", "where", "cause", "statuses"])
def test_where_only_known_words_are_taken_it_is_refused(name: str, word: str) -> None:
    with pytest.raises(UsageError, match="is called"):
        OrderFilter(statuses=(word,)) if name == "statuses" else AuditFilter(**{name: word})  # type: ignore[arg-type]


def test_every_filter_is_looked_at(store: Store) -> None:
    assert texts_of(AuditFilter) == {"order_id", "channel", "account", "who", "cause"}
    assert texts_of(OrderFilter) == {"channel", "account", "ids"}
    order = store.find("O'Brien")[0]
    store.update_order(replace(order, status="closed"), ())
    assert store.counts()["O'Brien", "closed"] == 1
