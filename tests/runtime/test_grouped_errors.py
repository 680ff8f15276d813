"""One cause that struck many orders is one group of the queue, and two causes are never one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.orders import Address, Failure, Incident, Note
from stallkeeper.render.failures import failures_text
from stallkeeper.runtime import incidents
from stallkeeper.runtime.incident_classes import order_of
from tests.runtime.arranged import SELLER, World, world
from tests.runtime.played import played
from tests.store.samples import NOW

Make = Callable[[str], Incident]
OF_AN_ORDER: dict[str, Make] = {
    "vanished": lambda order: incidents.vanished("my-shop", order, NOW),
    "unreadable": lambda order: incidents.unreadable_order("my-shop", order, "`total` is no number", NOW),
    "rules_stopped": lambda order: incidents.rules_stopped("my-shop", order, "hold has acted, then free", NOW),
    "erased": lambda order: incidents.erased_while_open("my-shop", order, "max", "it waits for a parcel", NOW),
    "document": lambda order: incidents.document_in_doubt("my-shop", "invoice", order, NOW),
}
OTHERWISE: dict[str, Make] = {
    "vanished": lambda order: incidents.unreadable_order("my-shop", order, "`id` is no text", NOW),
    "unreadable": lambda order: incidents.unreadable_order("my-shop", order, "`currency` is no text", NOW),
    "rules_stopped": lambda order: incidents.rules_stopped("my-shop", order, "free has acted, then hold", NOW),
    "erased": lambda order: incidents.erased_while_open("my-shop", order, "max", "a refund waits", NOW),
    "document": lambda order: incidents.document_in_doubt("my-shop", "note", order, NOW),
}


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def queue(here: World) -> tuple[Failure, ...]:
    return here.engine.errors.list()


def test_five_orders_that_vanished_are_one_group_and_say_what_to_do_once(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        here.world.create(1, "REFUNDED", ago=timedelta(days=20))
        ids = here.world.create(5, "PREPARATION", lines=1, ago=timedelta(days=20))
        here.engine.tick()
        for order_id in ids:
            here.world.vanish(order_id)
        for _ in range(60):
            here.clock.advance(timedelta(minutes=30))
            here.engine.tick()
        found = here.engine.errors.list()
        assert sorted(each.order_id or "" for each in found) == sorted(ids)
        heading, *named = failures_text(found).splitlines()
        assert heading.startswith("my-shop  not_found  5 times: the marketplace does not know order … any more")
        assert len(named) == 5 and all(any(order_id in line for line in named) for order_id in ids)


@pytest.mark.parametrize("kind", OF_AN_ORDER)
def test_what_is_told_of_each_order_is_one_cause_and_another_reason_is_another_one(here: World, kind: str) -> None:
    for order_id in ("A1", "B-22", "7"):
        here.store.raise_incident(OF_AN_ORDER[kind](order_id))
    here.store.raise_incident(OTHERWISE[kind]("C3"))
    causes = [each.cause for each in queue(here)]
    assert len(causes) == 4 and len(set(causes)) == 2


def test_an_action_refused_for_several_orders_is_one_cause(here: World) -> None:
    for order_id in ("A1", "A2"):
        here.shop.put(order_id)
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    for order_id in ("A1", "A2"):
        here.shop.fail("before send", ChannelError(f"order {order_id} is locked", "validation"))
        here.act("accept", order_id)
        here.engine.send()
    assert [each.order_id for each in queue(here)] == ["A2", "A1"]
    assert len({each.cause for each in queue(here)}) == 1


def test_every_incident_whose_subject_is_an_order_says_which() -> None:
    given = {"order": "ORDER-1", "account": "shop", "now": NOW, "name": "invoice"}
    makers = [each for _, each in inspect.getmembers(incidents, inspect.isfunction) if _is_of_an_order(each)]
    told = [make(**{name: given.get(name, "said") for name in inspect.signature(make).parameters}) for make in makers]
    of_an_order = [each for each in told if "ORDER-1" in each.subject]
    assert len(of_an_order) == len(OF_AN_ORDER)
    assert {each.kind: order_of(each) for each in of_an_order} == dict.fromkeys(
        (each.kind for each in of_an_order), "ORDER-1"
    )
    assert [order_of(each) for each in told if each not in of_an_order] == [None] * (len(told) - len(of_an_order))


def _is_of_an_order(make: Callable[..., object]) -> bool:
    signature = inspect.signature(make)
    return "order" in signature.parameters and signature.return_annotation == "Incident"


def test_a_reason_about_a_document_names_no_buyer_either(here: World) -> None:
    here.shop.put("A1", "PAID", delivery=Address(full_name="Odile Martin", city="Lyon"))
    here.pass_time(timedelta(minutes=16))
    here.engine.tick()
    here.store.raise_incident(incidents.document_in_doubt("my-shop", "invoice", "A1", here.clock.now()))
    (failure,) = queue(here)
    here.engine.errors.handle(failure.id, "Odile Martin has it on paper", SELLER)
    notes = [each.what for each in here.store.audit.entries() if isinstance(each.what, Note)]
    assert [note.details["because"] for note in notes] == ["… has it on paper"]
