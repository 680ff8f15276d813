"""Erasing: nothing of a buyer is left in the database, and nothing of it comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from stallkeeper.orders import Address, Erasure, Event, Incident, Parcel, Whole
from stallkeeper.store import Store
from stallkeeper.store.eraser import Erased, ToErase
from tests.store.samples import (
    JEANNE,
    LATER,
    NOW,
    digest_of,
    key_of,
    order_of,
    page_of,
    submission_event,
    submission_of,
    sweep_of,
    write_of,
)

BUYER = replace(JEANNE, phone="0612345678", email="Odile.Martin@post.example", company="Martin Toitures")
PARCEL = Parcel("130", "Colis Express", "XY123456789FR", "https://track.example/XY123456789FR", NOW)
PAYLOAD = (
    b'{"id": "A1", "buyer": {"alias": "odile-7f@relay.example", "note": "Ring at the back door"}, "state": "PENDING"}'
)
EXTRAS = {"gift_message": "Bonne fete, Odile!", "corporation": "CDSB2C", "weight": Decimal("1.5"), "pro": True}
RULE = "180 days after the last final status"
TOLD = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": RULE})
MARKERS = (
    "Odile", "12 rue des Lilas", "0612345678", "post.example", "Toitures", "XY123456789FR", "relay.example",
    "back door", "Bonne fete", "Lyon", "0000-secret-tracking", "please hurry",
)  # fmt: skip


def filled(path: Path | str) -> Store:
    """An order with all that may be personal, its neighbour, an action, a stale report, an incident, a failed sweep."""
    store = Store.open(path, now=NOW)
    order = order_of(
        "A1", billing=BUYER, delivery=replace(BUYER, instructions="Code 4711, third floor"), parcels=(PARCEL,),
        extras=EXTRAS, total=Decimal("39.80"),
    )  # fmt: skip
    store.write_page(page_of(write_of(order, PAYLOAD), write_of(order_of("A2", billing=replace(BUYER, phone=None)))))
    fields = {"carrier": "130", "tracking_number": "0000-secret-tracking", "comment": "please hurry", "amount": 7}
    done = submission_of(state="confirmed", fields=fields, error="no such street: 12 rue des Lilas", receipt="R-17")
    store.add_submission(done, (submission_event(done),))
    stale = Event(NOW, order.key, "stale", "channel", details={"digest": digest_of(PAYLOAD).hex()})
    told = Event(NOW, order.key, "flagged", "channel", details={"flag": "late", "raised": True})
    store.update_order(order, (stale, told))
    message = "the marketplace says: parcel for Odile Martin is lost"
    store.raise_incident(Incident("my-shop", "drift", "a.b", message, NOW, NOW))
    store.save_sweep(sweep_of("sweep-2", state="incomplete", error="12 rue des Lilas is no address"))
    return store


@pytest.fixture
def store() -> Iterator[Store]:
    with filled(":memory:") as opened:
        yield opened


def erase(store: Store, keep: tuple[str, ...] = ("corporation",)) -> Erased:
    (erased,) = store.eraser.erase([ToErase(key_of("A1"), TOLD, keep)])
    return erased


def everything(store: Store, without: tuple[str, ...] = ()) -> str:
    """All cells of all tables, those of other orders aside."""
    tables = [row[0] for row in store._database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    cells = []
    for table in tables:
        columns = [row[1] for row in store._database.rows(f"PRAGMA table_info({table})")]
        owner = "number" if table == "orders" else "order_number" if "order_number" in columns else None
        rows = store._database.rows(f"SELECT * FROM {table}" + (f" WHERE {owner} = 1" if owner else ""))
        cells += [repr(cell) for row in rows for cell in row]
    return "\n".join(cells)


def test_nothing_of_the_buyer_is_left_in_any_row(store: Store) -> None:
    assert all(marker in everything(store) for marker in MARKERS)
    erased = erase(store)
    left = everything(store)
    assert [marker for marker in MARKERS if marker in left] == []
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []


def test_what_commerce_and_accounting_need_stays(store: Store) -> None:
    erase(store)
    order = store.order(key_of("A1"))
    assert order is not None
    report = order.report
    assert (report.total, report.currency, report.lines[0].sku) == (Decimal("39.80"), "EUR", "LAMP-7")
    assert report.billing == report.delivery == Address(zip_code="69", country="FR")
    assert report.parcels == (replace(PARCEL, tracking_number=None, tracking_url=None),)
    assert report.extras == {"corporation": "CDSB2C", "weight": Decimal("1.5"), "pro": True}
    submission = store.submission("s1")
    assert submission is not None
    assert (submission.fields, submission.receipt) == ({"carrier": "130", "amount": 7}, "R-17")


def test_the_order_says_that_it_was_erased_when_and_why(store: Store) -> None:
    erase(store)
    order = store.order(key_of("A1"))
    assert order is not None
    assert order.erased == Erasure(LATER, "180 days after the last final status")
    assert order.address_state("billing") == "erased"
    assert store.payload(order.key) is None
    event = store.history(order.key)[-1]
    assert (event.kind, event.who) == ("erased", "engine")
    assert event.details["counts"] == {"P1 direct": 13, "P2 indirect": 8, "P3 content": 1}


def test_another_order_of_the_same_buyer_keeps_what_it_has(store: Store) -> None:
    erase(store)
    other = store.order(key_of("A2"))
    assert other is not None
    assert other.report.billing == replace(BUYER, phone=None)
    assert other.address_state("billing") == "given"


def test_the_history_is_whole_after_it_and_keeps_what_is_not_personal(store: Store) -> None:
    erase(store)
    assert isinstance(store.audit.check(), Whole)
    details = {event.kind: event.details for event in store.history(key_of("A1"))}
    assert details["flagged"] == {"flag": "late", "raised": True}
    assert details["stale"] == {}


def test_what_was_told_of_the_buyer_elsewhere_is_gone_and_the_rest_of_it_stays(store: Store) -> None:
    erase(store)
    (incident,) = store.incidents()
    assert (incident.kind, incident.subject, incident.message) == ("drift", "a.b", "(erased)")
    assert [sweep.error for sweep in store.sweeps() if sweep.id == "sweep-2"] == ["(erased)"]


def own_ids(store: Store, *ids: str) -> None:
    said = Event(
        NOW, key_of("A1"), "back_office", "back_office:erp", details={"back_office": "erp", "own_ids": list(ids)}
    )
    assert store.back_offices.give("erp", ids, said) == ()


def test_an_own_id_of_a_back_office_that_names_the_buyer_goes_and_any_other_stays(store: Store) -> None:
    own_ids(store, "SO-1001", "ODILE.MARTIN@post.example/7")
    erased = erase(store)
    kept, gone = sorted(store.back_offices.mark("erp", key_of("A1")).own_ids, reverse=True)
    assert kept == "SO-1001" and gone.startswith("(erased) ")
    assert "odile" not in everything(store).lower()
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []
    assert isinstance(store.audit.check(), Whole)


@pytest.mark.parametrize(
    "reason", ["handled by hand: mme ODILE MARTIN has called", "Odile Marti\u0301n", "sent to Li, by post"]
)
def test_a_reason_that_names_the_buyer_in_somebody_s_own_words_goes(reason: str) -> None:
    buyer = Address(first_name="Li", full_name="Odile Martin", last_name="Odile Mart\u00edn")
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1", billing=buyer))))
        said = [
            Event(NOW, key_of("A1"), "submission", "seller", details={"state": "rejected", "reason": text})
            for text in (reason, "the list was empty; linked by hand")
        ]
        store.update_order(order_of("A1", billing=buyer), said)
        erase(store)
        told = [each.details for each in store.history(key_of("A1")) if each.kind == "submission"]
        assert told == [{}, {"state": "rejected", "reason": "the list was empty; linked by hand"}]


def test_erasing_twice_does_nothing_the_second_time(store: Store) -> None:
    erase(store)
    assert store.eraser.erase([ToErase(key_of("A1"), TOLD)]) == []
    assert [event.kind for event in store.history(key_of("A1"))].count("erased") == 1


def test_an_order_that_is_not_there_cannot_be_erased(store: Store) -> None:
    assert store.eraser.erase([ToErase(key_of("Z9"), TOLD)]) == []


def read_again(store: Store, **changes: object) -> None:
    """The marketplace lists the order again, buyer and all."""
    held = store.known("company", "bazaar", ["A1"])["A1"]
    report = {"billing": BUYER, "delivery": BUYER, "parcels": (PARCEL,), "extras": EXTRAS, **changes}
    order = replace(order_of("A1", **report), status="shipped", erased=held.order.erased)
    moved = Event(LATER, key_of("A1"), "moved", "channel", "waiting_shipment", "shipped")
    store.write_page(page_of(write_of(order, PAYLOAD + b" ", events=(moved,), held=held.digest)))


def test_a_payload_with_the_buyer_in_it_brings_only_what_commerce_needs(store: Store) -> None:
    erased = erase(store)
    read_again(store, total=Decimal("19.90"))
    order = store.order(key_of("A1"))
    assert order is not None
    assert (order.status, order.report.total) == ("shipped", Decimal("19.90"))
    assert order.report.extras == {"corporation": "CDSB2C", "weight": Decimal("1.5"), "pro": True}
    assert store.payload(order.key) is None
    assert order.address_state("delivery") == "erased"
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []


def test_a_payload_that_is_known_is_still_known_by_a_digest_that_tells_nothing(store: Store) -> None:
    erase(store)
    known = store.known("company", "bazaar", ["A1"])["A1"]
    assert known.holds(digest_of(PAYLOAD))
    assert not known.holds(digest_of(b"another"))
    assert known.digest != digest_of(PAYLOAD)


def test_the_engines_own_changes_bring_nothing_back(store: Store) -> None:
    erased = erase(store)
    order = order_of("A1", billing=BUYER, parcels=(PARCEL,), erased=Erasure(LATER, "x"))
    store.update_order(replace(order, flags=("late",)), ())
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []
    (found,) = store.find("A1")
    assert found.flags == ("late",)


def test_a_change_of_ours_that_was_begun_before_the_erasing_brings_nothing_back(store: Store) -> None:
    (read_before,) = store.find("A1")
    erased = erase(store)
    told = Event(LATER, key_of("A1"), "flagged", "engine", details={"flag": "late", "raised": True})
    store.update_order(replace(read_before, flags=("late",)), (told,))
    assert [marker for marker in MARKERS if marker in everything(store)] == []
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []
    (found,) = store.find("A1")
    assert found.flags == ("late",)


def test_an_action_that_comes_in_the_moment_of_erasing_leaves_all_of_it_to_the_next_look(store: Store) -> None:
    asked = submission_of("s2", state="queued", fields={"tracking_number": "0000-secret-tracking"})
    store.add_submission(asked, (submission_event(asked),))
    assert store.eraser.erase([ToErase(key_of("A1"), TOLD)]) == []
    assert store.submission("s2") == asked
    assert store.eraser.came_back() == {key_of("A1"): RULE}


def test_an_order_that_was_erased_does_not_come_back_with_an_older_copy_of_the_database(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    filled(path).close()
    shutil.copy(path, tmp_path / "backup.db")
    with Store.open(path, now=NOW) as store:
        erase(store)
        assert store.eraser.came_back() == {}
    path.unlink()
    shutil.copy(tmp_path / "backup.db", path)
    with Store.open(path, now=NOW) as store:
        assert store.eraser.came_back() == {key_of("A1"): RULE}


def test_an_order_that_was_erased_comes_without_its_buyer_where_its_row_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with filled(path) as store:
        erase(store)
    path.unlink()
    with Store.open(path, now=NOW) as store:
        order = order_of("A1", billing=BUYER, parcels=(PARCEL,), total=Decimal("39.80"))
        store.write_page(page_of(write_of(order, PAYLOAD), write_of(order_of("A3", billing=BUYER))))
        back, new = store.order(key_of("A1")), store.order(key_of("A3"))
        assert back is not None and new is not None
        assert (back.address_state("billing"), new.address_state("billing")) == ("erased", "given")
        assert (back.report.total, store.payload(back.key)) == (Decimal("39.80"), None)
        assert store.known("company", "bazaar", ["A1"])["A1"].holds(digest_of(PAYLOAD))
        assert not any(marker in everything(store) for marker in MARKERS)


def test_what_the_law_wants_kept_is_hidden_and_still_there(store: Store) -> None:
    assert store.eraser.restrict(key_of("A1"), replace(TOLD, kind="restricted"))
    order = store.order(key_of("A1"))
    assert order is not None
    assert order.erased == Erasure(LATER, "180 days after the last final status", restricted=True)
    assert order.address_state("billing") == "restricted"
    assert order.report.billing == Address(zip_code="69", country="FR")
    assert (order.report.parcels[0].tracking_number, store.payload(order.key)) == (None, None)
    held = store.eraser.belongings(order.key)
    assert held is not None
    assert (held.order.report.billing, held.payload) == (BUYER, PAYLOAD)
    assert not store.eraser.restrict(key_of("A1"), replace(TOLD, kind="restricted"))


def test_what_is_hidden_stays_whole_through_changes_and_is_erased_like_all_else(store: Store) -> None:
    store.eraser.restrict(key_of("A1"), replace(TOLD, kind="restricted"))
    (shown,) = store.find("A1")
    store.update_order(replace(shown, flags=("late",)), ())
    held = store.eraser.belongings(key_of("A1"))
    assert held is not None
    assert (held.order.report.parcels, held.order.report.extras, held.order.flags) == ((PARCEL,), EXTRAS, ("late",))
    erased = erase(store)
    assert store.eraser.leftovers.in_rows({erased.key: erased.values}) == []


def test_the_marketplaces_own_record_may_go_before_the_rest(store: Store) -> None:
    event = replace(TOLD, kind="raw_erased")
    assert store.eraser.erase_payload(key_of("A1"), event)
    assert not store.eraser.erase_payload(key_of("A1"), event)
    assert not store.eraser.holds_payload(key_of("A1"))
    order = store.order(key_of("A1"))
    assert order is not None and order.report.billing == BUYER


@pytest.mark.parametrize("email", ["odile.martin@POST.example", " Odile.Martin@post.example "])
def test_a_buyers_orders_are_found_by_their_address_of_e_mail(store: Store, email: str) -> None:
    assert store.eraser.of_email(email) == [key_of("A1"), key_of("A2")]


@pytest.mark.parametrize(
    "email",
    [
        "Martin@post.example",
        "e.martin@post.example",
        "Odile.Martin@post.exam",
        "@post.example",
        "post.example",
        "o",
        "%",
    ],
)
def test_whose_address_is_a_part_of_another_ones_is_somebody_else(store: Store, email: str) -> None:
    assert store.eraser.of_email(email) == []


NOTED = [
    ('"write to <odile+x@post.example>, please"', True),
    ('"odile\\u002Bx@post.example."', True),
    ('"ODILE+X@POST.EXAMPLE"', True),
    ('"jodile+x@post.example"', False),
    ('"o\'odile+x@post.example"', False),
    ('"odile+x@post.example.org"', False),
]


@pytest.mark.parametrize(("note", "is_theirs"), NOTED)
def test_an_address_within_a_text_is_found_whole_however_its_signs_are_written(note: str, is_theirs: bool) -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"), b'{"note": %s}' % note.encode())))
        assert store.eraser.of_email("odile+x@post.example") == ([key_of("A1")] if is_theirs else [])


def test_an_address_in_xml_is_found_in_a_text_and_in_an_attribute() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(
            page_of(
                write_of(order_of("A1"), b"<order><buyer mail='o&amp;d@post.example'/></order>"),
                write_of(order_of("A2"), b"<order><mail>O&#38;D@post.example</mail></order>"),
                write_of(order_of("A3"), b"<order><mail>no&amp;d@post.example</mail></order>"),
            )
        )
        assert store.eraser.of_email("o&d@post.example") == [key_of("A1"), key_of("A2")]


def test_an_address_that_only_an_action_or_a_field_of_the_channel_holds_is_found_when_the_record_is_gone() -> None:
    with Store.open(":memory:", now=NOW) as store:
        extras = {"contact": "odile@post.example"}
        store.write_page(page_of(write_of(order_of("A1", extras=extras)), write_of(order_of("A2"))))
        asked = replace(
            submission_of(state="confirmed", fields={"comment": "tell odile@post.example"}), key=key_of("A2")
        )
        store.add_submission(asked, (replace(submission_event(asked), key=key_of("A2")),))
        assert store.eraser.of_email("odile@post.example") == [key_of("A1"), key_of("A2")]


def test_an_address_that_stands_only_in_the_marketplaces_record_is_found_too(store: Store) -> None:
    assert store.eraser.of_email("odile-7f@relay.example") == [key_of("A1")]
    assert store.eraser.of_email("") == []
    assert store.eraser.of_email("nobody@post.example") == []


def test_a_process_that_ends_between_tombstone_and_erasing_is_found_by_the_next(tmp_path: Path) -> None:
    with filled(tmp_path / "orders.db") as store:
        store.keys.bury([(key_of("A1"), LATER, RULE)])
        assert store.eraser.came_back() == {key_of("A1"): RULE}
