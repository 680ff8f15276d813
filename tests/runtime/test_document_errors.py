"""Documents that are not there after a try stand in the queue of errors, over real HTTP, until they are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.client import DocumentFile
from stallkeeper.errors import UsageError
from stallkeeper.orders import Failure
from tests.bindings.serving import Said
from tests.runtime.paper_marketplace import Seller, open_seller, seller

INVOICE = DocumentFile("F-7.pdf", "application/pdf", b"%PDF-1.7 invoice", "F-7")
ANNA = "seller:anna"
DOWN = Said({"error": "Ms Marked is not ready"}, 503)


def queue(here: Seller) -> tuple[Failure, ...]:
    """Without what is told of the server's clock, which is not the one that is driven."""
    return tuple(each for each in here.engine.errors.list("shop") if each.subject != "clock_skew")


def wanting(here: Seller, *orders: str, said: Said | None = None) -> None:
    """Each order's delivery note is asked for once, in vain."""
    here.read()
    for order in orders:
        here.papers.arrive(order)
        if said is not None:
            here.papers.papers[order, "note"] = said
    here.read()


def test_one_that_fails_twice_says_its_class_its_tries_and_the_next_and_goes_once_it_is_there(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1", said=DOWN)
        (once,) = queue(here)
        here.read()
        (failure,) = queue(here)
        assert (failure.id, failure.subject) == (
            "shop/document/A1 delivery_note",
            "document delivery_note of order A1",
        )
        assert (failure.kind, failure.attempts, once.attempts) == ("transient", 2, 1)
        assert failure.next_attempt_at is not None and failure.next_attempt_at > here.clock.now()
        assert failure.first_at == once.first_at < failure.last_at
        here.papers.give("A1", "note")
        here.read(hours=2)
        assert here.documents("A1")["delivery_note"].state == "kept"
        assert queue(here) == ()


def test_those_that_are_not_there_yet_are_not_found_and_of_one_cause(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1", "A2")
        found = queue(here)
        assert {(each.kind, each.attempts) for each in found} == {("not_found", 1)}
        assert (len(found), len({each.cause for each in found})) == (2, 1)


def test_the_words_of_a_marketplace_name_no_buyer_that_we_know(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1", said=DOWN)
        (failure,) = queue(here)
        assert "503" in failure.message and "Marked" not in failure.message


def test_what_was_never_tried_and_what_is_erased_is_no_error(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1")
        here.engine.privacy.erase_orders([here.key("A1")], "a test", open_too=True)
        assert queue(here) == ()


def test_one_whose_order_moves_while_nothing_can_be_fetched_stays_with_what_is_known_of_it(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1", "A2", said=DOWN)
        here.read()
        (before,) = (each for each in queue(here) if each.id.endswith("A2 delivery_note"))
        here.papers.arrive("A2", "SENT")
        here.read()  # the first one fails again, and so the second is not asked for
        (after,) = (each for each in queue(here) if each.id == before.id)
        assert (after.kind, after.message, after.first_at) == (before.kind, before.message, before.first_at)
        assert (before.attempts, after.attempts) == (1, 0), "it is tried as a new one is"


def test_one_that_somebody_dealt_with_does_not_come_back_when_its_order_moves(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1")
        (failure,) = queue(here)
        here.engine.errors.handle(failure.id, "printed on the marketplace's own pages", ANNA)
        asked = here.papers.fetched("note")
        here.papers.arrive("A1", "SENT")
        here.read()
        assert here.papers.fetched("note") == asked + 1
        assert queue(here) == ()


def test_a_retry_fetches_now_and_is_on_record(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1")
        (failure,) = queue(here)
        here.papers.give("A1", "note")
        assert here.engine.errors.retry(failure.id, ANNA) is None
        assert queue(here) == ()
        *_, told = here.engine.store.history(here.key("A1"))
        assert (told.kind, told.who, told.details["state"]) == ("document", ANNA, "kept")


def test_a_retry_that_fails_too_is_due_with_the_next_reading(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1", said=DOWN)
        here.read()
        (failure,) = queue(here)
        here.engine.errors.retry(failure.id, ANNA)
        (still,) = queue(here)
        assert still.attempts == 2 and still.next_attempt_at is not None
        assert still.next_attempt_at <= here.clock.now()
        here.papers.give("A1", "note")
        here.read(minutes=1)
        assert queue(here) == ()


def test_one_that_is_not_given_in_the_end_stands_there_once_as_the_incident_it_is(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1")
        for _ in range(16):
            here.read(days=1)
        assert [each.id for each in queue(here)] == ["shop/document_not_given/delivery_note"]


def test_one_that_somebody_dealt_with_is_no_error_and_the_history_says_why(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        wanting(here, "A1")
        (failure,) = queue(here)
        here.engine.errors.handle(failure.id, "printed on the marketplace's own pages", ANNA)
        assert queue(here) == ()
        *_, told = here.engine.store.history(here.key("A1"))
        assert (told.who, told.details["reason"]) == (ANNA, "handled by hand: printed on the marketplace's own pages")
        here.read(hours=2)
        assert queue(here) == (), "a further try in vain brings it back"
        here.papers.give("A1", "note")
        here.read(days=1)
        assert here.documents("A1")["delivery_note"].state == "kept", "it is not fetched any more"


def test_one_of_ours_that_was_refused_is_handed_over_by_a_person_or_handled(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        here.papers.upload_answers += [Said({"error": "no"}, 400), Said({"error": "no"}, 400)]
        here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        (failure,) = queue(here)
        assert (failure.id, failure.kind, failure.attempts) == ("shop/document/A1 invoice", "validation", 1)
        assert failure.next_attempt_at is None
        with pytest.raises(UsageError, match="documents A1 --upload invoice FILE"):
            here.engine.errors.retry(failure.id, ANNA)
        here.engine.errors.handle(failure.id, "sent by post", ANNA)
        assert queue(here) == ()
        here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert len(queue(here)) == 1, "what is refused anew is an error anew"
        here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert queue(here) == ()


def test_one_in_doubt_that_is_looked_for_by_itself_is_settled_and_neither_retried_nor_handled(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        here.papers.upload_answers.append(Said({"error": "late"}, 502))
        here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        (failure,) = queue(here)
        assert (failure.kind, failure.attempts) == ("unknown", 1)
        assert failure.next_attempt_at == here.clock.now() + timedelta(minutes=1)
        for way in (here.engine.errors.retry, lambda name, who: here.engine.errors.handle(name, "seen", who)):
            with pytest.raises(UsageError, match="--arrived invoice"):
                way(failure.id, ANNA)
        here.engine.documents.settle(here.key("A1"), "invoice", False, ANNA)
        assert queue(here) == (), "a person knows of it"
        here.papers.upload_answers.append(Said({"error": "late"}, 502))
        here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        for _ in range(5):
            here.read(days=1)
        assert [each.id for each in queue(here)] == ["shop/document_in_doubt/A1 invoice"]
        here.engine.documents.settle(here.key("A1"), "invoice", True, ANNA)
        assert queue(here) == ()


def test_an_upload_whose_process_ended_is_an_error_once_nobody_can_be_at_it(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        here.engine._lanes.of("shop").client.upload = cut  # type: ignore[assignment,method-assign]
        with pytest.raises(PowerCut):
            here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        with open_seller(here.accounts, here.papers, here.clock) as after:
            assert queue(after) == (), "it may be on its way"
            after.clock.advance(timedelta(minutes=20))
            (failure,) = queue(after)
            assert (failure.kind, "ended before its answer" in failure.message) == ("unknown", True)
            assert after.papers.uploads == []
