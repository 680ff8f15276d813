"""A marketplace that quotes its buyers wherever it can, a seller who does so too: erased, nothing of it is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.orders import Address, Event, OrderDocument, Parcel, Whole
from tests.cli.test_nothing_left import NUMBER, STEM, left_in
from tests.runtime.arranged import SELLER, World, world

IDS = ("A1", "A2", "A3", "A4", "A5")
MINUTES = timedelta(minutes=16)


def quoting(kind: str, order_id: str, doubtful: bool = False) -> ChannelError:
    """An error in the marketplace's words that nobody has scrubbed."""
    said = f"no such person: {STEM} Martin {order_id}, phone {NUMBER}{order_id[1:]}00"
    return ChannelError(said, kind, doubtful=doubtful)  # type: ignore[arg-type]


def marked(here: World, order_id: str, native: str = "OFFERED", **more: object) -> None:
    names = ("first_name", "last_name", "company", "street", "street_2", "street_3", "city", "relay", "instructions")
    buyer = Address(
        full_name=f"{STEM} Martin {order_id}",
        phone=f"{NUMBER}{order_id[1:]}00",
        email=f"{STEM.lower()}@{order_id.lower()}.example",
        zip_code="69002",
        country="FR",
        **{name: f"{STEM} {name} {order_id}" for name in names},  # type: ignore[arg-type]
    )
    extras = {
        "gift_message": f'{STEM} says <hello> & "bye"',
        "notes": [f"{STEM} twice", {"deep": f"{STEM} in the deep"}],
        "weight": Decimal("1.5"),
    }
    parcel = Parcel("130", "Colis", f"{STEM}-{order_id}", f"https://track.example/?q={STEM}-{order_id}")
    here.shop.put(order_id, native, billing=buyer, delivery=buyer, extras=extras, parcels=(parcel,), **more)


def acts_and_fails(here: World) -> None:
    """Every way in which an action ends, with the marketplace's words or the seller's."""
    here.shop.fail("before send", quoting("validation", "A1"))
    refused = here.act("accept", "A1").id
    here.engine.send()
    here.engine.errors.handle(refused, f"{STEM.upper()} MARTIN A1 has called", SELLER)
    here.shop.fail("before send", quoting("transient", "A2"))
    here.act("accept", "A2")
    here.engine.send()
    here.shop.fail("after send", quoting("unknown", "A3", doubtful=True))
    here.shop.silent_about.add("accept")
    doubtful = here.act("accept", "A3").id
    here.engine.send()
    for _ in range(4):
        here.pass_time(MINUTES)
        here.engine.tick()
    here.shop.silent_about.clear()
    if (found := here.store.submission(doubtful)) is not None and found.state == "in_doubt":
        here.engine.settle(doubtful, happened=False, who=SELLER)


def fails_to_be_read(here: World) -> None:
    """Sweeps and records that end with an error that quotes somebody."""
    here.shop.fail("list", *[quoting("validation", "A4")] * 3)
    here.pass_time(MINUTES)
    here.engine.tick()
    here.shop.faults.clear()
    here.pass_time(MINUTES)
    here.engine.tick()


def rests(here: World) -> None:
    """An account that waits, for a reason that quotes somebody."""
    here.shop.fail("list", quoting("rate_limited", "A5"))
    here.pass_time(MINUTES)
    here.engine.tick()
    rest = here.store.accounts.rest_of("my-shop", here.clock.now())
    assert rest is not None and STEM in rest.because


def told_by_others(here: World) -> None:
    """What a back office calls an order, a document with its papers, and what history may say in words."""
    key, now = here.key("A1"), here.clock.now()
    ids = (f"{STEM} Martin A1/7", "SO-1")
    said = Event(now, key, "back_office", "back_office:erp", details={"back_office": "erp", "own_ids": list(ids)})
    here.store.back_offices.give("erp", ids, said)
    name = here.store.documents.keep(key, f"label for {STEM}".encode())
    here.store.document_states.save(
        [
            OrderDocument(
                key,
                "invoice",
                1,
                "seller",
                "in_doubt",
                now,
                kept=name,
                number=f"{STEM}-7",
                receipt=STEM,
                error=STEM,
                file_name=f"{STEM}.pdf",
            )
        ]
    )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    here = world(tmp_path)
    for order_id in IDS:
        marked(here, order_id)
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    acts_and_fails(here)
    fails_to_be_read(here)
    rests(here)
    told_by_others(here)
    yield here
    here.engine.close()
    here.store.close()


def test_whatever_anybody_wrote_of_a_buyer_is_gone_from_every_byte(here: World) -> None:
    here.store.close()
    here.restart()
    assert left_in(here.folder), "nothing was there: this would prove nothing"
    answer = here.engine.privacy.erase_orders([here.key(each) for each in IDS], SELLER, open_too=True)
    assert answer.certificate is not None
    assert (answer.certificate.left, answer.refused) == ((), ())
    assert answer.certificate.complete
    assert left_in(here.folder) == {}
    assert isinstance(here.store.audit.check(), Whole)
    assert here.store.back_offices.orders_called("erp", "SO-1") == here.key("A1")


def test_nor_does_any_of_it_come_back_with_what_is_read_tried_or_told_afterwards(here: World) -> None:
    here.engine.privacy.erase_orders([here.key(each) for each in IDS], SELLER, open_too=True)
    for order_id in IDS:
        marked(here, order_id, "SENT", total=Decimal("21.50"))
    for _ in range(3):
        here.pass_time(MINUTES)
        here.engine.tick()
    assert {here.order(each).report.total for each in IDS} == {Decimal("21.50")}
    here.engine.close()
    here.store.close()
    assert left_in(here.folder) == {}
    here.restart()
