"""Documents of orders over real HTTP: fetched by themselves, waited for, kept, handed out, erased; ours handed over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.client import DocumentFile
from stallkeeper.errors import AccountError, UsageError
from stallkeeper.orders import Event
from tests.bindings.serving import Said
from tests.runtime.paper_marketplace import PDF, Papers, open_seller, seller

INVOICE = DocumentFile("F-7.pdf", "application/pdf", b"%PDF-1.7 invoice", "F-7")
MARKED = b"Ms Marked"


def test_what_the_account_wants_is_fetched_by_itself_and_only_once(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.read()
        here.read()
        note = here.documents("A1")["delivery_note"]
        assert (note.state, note.media_type, note.size) == ("kept", "application/pdf", len(PDF))
        assert here.papers.fetched("note") == 1
        assert here.engine.documents.content(here.key("A1"), "delivery_note") == PDF
        kinds = [
            (each.kind, each.details.get("name") or each.details.get("how"))
            for each in here.engine.store.history(here.key("A1"))
        ]
        assert kinds[-2:] == [("document", "delivery_note"), ("disclosed", "document delivery_note")]
        (shown, *_) = here.engine.store.audit.entries()
        assert (shown.what.who, shown.where) == ("seller:program", "api"), "a program that names nobody"


def test_the_orders_of_the_very_first_reading_have_their_documents_fetched_too(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.read()
        assert here.documents("A1")["delivery_note"].state == "kept"


def test_an_account_that_begins_to_want_documents_gets_those_of_what_happens_from_then(tmp_path: Path) -> None:
    papers = Papers()
    with seller(tmp_path, papers=papers) as here:
        papers.arrive("A1")
        papers.give("A1", "note")
        here.read()
        here.accounts.write_text(here.accounts.read_text().replace("documents: []", "documents: [delivery_note]"))
        with open_seller(here.accounts, papers, here.clock) as after:
            papers.arrive("A2")
            papers.give("A2", "note")
            after.read()
            assert (after.documents("A1"), after.documents("A2")["delivery_note"].state) == ({}, "kept")


def test_nothing_is_fetched_for_an_account_that_wants_nothing(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.read()
        assert (here.documents("A1"), here.papers.fetched("note")) == ({}, 0)
        (kept,) = here.engine.documents.fetch(here.key("A1"), "delivery_note")
        assert kept.state == "kept"
        assert here.engine.documents.fetch(here.key("A1"), "delivery_note") == (kept,)
        assert here.papers.fetched("note") == 1


def test_a_document_that_some_orders_have_is_fetched_for_those(tmp_path: Path) -> None:
    with seller(tmp_path, "[label]") as here:
        here.read()
        here.papers.arrive("A1", mode="express")
        here.papers.arrive("A2")
        here.papers.give("A1", "label")
        here.read()
        assert here.documents("A1")["label"].state == "kept"
        assert here.documents("A2") == {}
        with pytest.raises(
            UsageError, match="order A2 has no document label that the marketplace makes; it has: delivery_note"
        ):
            here.engine.documents.fetch(here.key("A2"), "label")


def test_one_that_is_not_there_yet_is_asked_for_less_and_less_often(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        for _ in range(12):
            here.read(minutes=15)
        wanted = here.documents("A1")["delivery_note"]
        assert (wanted.state, here.papers.fetched("note")) == ("wanted", 3)
        here.papers.give("A1", "note")
        here.read(hours=4)
        assert here.documents("A1")["delivery_note"].state == "kept"


def test_one_that_never_comes_is_given_up_told_once_and_wanted_again_when_the_order_moves(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.arrive("A2")
        for _ in range(16):
            here.read(days=1)
        assert {here.documents(each)["delivery_note"].state for each in ("A1", "A2")} == {"not_given"}
        told = [each for each in here.engine.store.incidents() if each.kind == "document_not_given"]
        assert [(each.subject, each.count) for each in told] == [("delivery_note", 2)]

        def is_told() -> bool:
            return "document_not_given" in {each.kind for each in here.engine.store.incidents()}

        asked = here.papers.fetched("note")
        here.papers.arrive("A1", "SENT")
        here.papers.give("A1", "note")
        here.read()
        assert here.papers.fetched("note") == asked + 1
        assert is_told(), "one of them is still not given"
        here.papers.arrive("A2", "SENT")
        here.papers.give("A2", "note")
        here.read()
        assert not is_told()
        assert here.documents("A1")["delivery_note"].state == "kept"


def test_a_failure_of_one_document_is_tried_again_and_its_sweep_is_complete(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.papers["A1", "note"] = Said({"error": "broken"}, 400)
        here.read()
        failed = here.documents("A1")["delivery_note"]
        assert failed.state == "wanted" and failed.error is not None and "400" in failed.error
        here.papers.give("A1", "note")
        here.read()
        done = here.documents("A1")["delivery_note"]
        assert (done.state, done.error) == ("kept", None)


@pytest.mark.parametrize("answer", [Said({"error": "bad"}, 400), Said({"error": "none"}, 404)])
def test_one_that_another_process_fetched_while_it_was_asked_for_in_vain_stays_kept(
    tmp_path: Path, answer: Said
) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")

        def meanwhile(path: str) -> None:
            if path.endswith("/note"):
                here.papers.on_ask = None
                here.papers.give("A1", "note")
                with open_seller(here.accounts, here.papers, here.clock) as other:
                    other.engine.documents.fetch(other.key("A1"), "delivery_note")
                here.papers.papers["A1", "note"] = answer

        here.papers.on_ask = meanwhile
        here.read()
        assert here.documents("A1")["delivery_note"].state == "kept"
        assert here.engine.documents.content(here.key("A1"), "delivery_note") == PDF


def test_several_files_of_one_document_are_its_parts(tmp_path: Path) -> None:
    from tests.bindings.test_documents_over_http import PNG, zip_of

    with seller(tmp_path, "[customs]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "customs", zip_of({"a.pdf": PDF, "b.png": PNG}))
        here.read()
        key = here.key("A1")
        found = here.engine.documents.of(key)
        assert [(each.part, each.media_type) for each in found] == [(1, "application/pdf"), (2, "image/png")]
        assert [here.engine.documents.content(key, "customs", part) for part in (1, 2)] == [PDF, PNG]


def test_documents_go_with_the_buyer_and_are_not_fetched_again(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note, bill]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.read()
        here.engine.documents.upload(
            here.key("A1"), "invoice", DocumentFile("Ms Marked.pdf", "application/pdf", PDF, "F-1")
        )
        answer = here.engine.privacy.erase_orders([here.key("A1")], "a test", open_too=True)
        assert answer.certificate is not None and answer.certificate.complete
        assert {each.state for each in here.engine.documents.of(here.key("A1"))} == {"erased"}
        with pytest.raises(UsageError, match="was erased, and its documents with it"):
            here.engine.documents.content(here.key("A1"), "delivery_note")
        asked = len([path for path in here.papers.asked if path != "/orders"])
        here.papers.arrive("A1", "SENT")
        here.read(days=2)
        assert len([path for path in here.papers.asked if path != "/orders"]) == asked
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and MARKED in path.read_bytes()]


def test_one_whose_buyer_is_erased_while_it_is_on_its_way_is_not_kept(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.papers.on_ask = lambda path: (
            path.endswith("/note") and here.engine.privacy.erase_orders([here.key("A1")], "a test", open_too=True)
        )
        here.read()
        assert here.papers.fetched("note") == 1
        assert {each.state for each in here.engine.documents.of(here.key("A1"))} == {"erased"}
        assert here.engine.store.documents.all(here.key("A1")) == ()
    assert not [path for path in (tmp_path / "orders.db.documents").rglob("*") if path.is_file()]


def test_one_whose_buyer_is_hidden_is_not_asked_for(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.read()
        asked = here.papers.fetched("note")
        hidden = Event(here.clock.now(), here.key("A1"), "restricted", "a test", details={"rule": "Tax audit"})
        assert asked == 1 and here.engine.store.eraser.restrict(here.key("A1"), hidden)
        here.read(days=2)
        assert here.papers.fetched("note") == asked


def test_a_document_of_ours_is_handed_over_and_kept(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        done = here.engine.documents.upload(here.key("A1"), "invoice", INVOICE, "seller:anna")
        assert (done.state, done.number, done.size) == ("uploaded", "F-7", len(INVOICE.content))
        (body,) = here.papers.uploads
        assert INVOICE.content in body
        assert here.engine.documents.content(here.key("A1"), "invoice") == INVOICE.content
        with pytest.raises(UsageError, match="the document invoice of order A1 is uploaded since"):
            here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert here.engine.documents.upload(here.key("A1"), "invoice", INVOICE, again=True).attempts == 2
        assert len(here.papers.uploads) == 2


def test_a_document_that_is_refused_says_why_and_may_be_handed_over_again(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        here.papers.upload_answers.append(Said({"error": "no"}, 400))
        refused = here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert refused.state == "refused" and refused.error is not None
        assert here.engine.documents.upload(here.key("A1"), "invoice", INVOICE).state == "uploaded"


def test_one_that_may_have_arrived_is_in_doubt_and_not_sent_twice_by_itself(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        here.papers.upload_answers.append(Said({"error": "late"}, 502))
        assert here.engine.documents.upload(here.key("A1"), "invoice", INVOICE).state == "in_doubt"
        with pytest.raises(UsageError, match="is in doubt since"):
            here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert len(here.papers.uploads) == 1


def test_an_upload_whose_process_ended_is_in_doubt_for_the_next_one(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    papers = Papers()
    with seller(tmp_path, papers=papers) as here:
        papers.arrive("A1")
        here.read()
        lane = here.engine._lanes.of("shop")
        lane.client.upload = cut  # type: ignore[assignment,method-assign]
        with pytest.raises(PowerCut):
            here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        assert here.documents("A1")["invoice"].state == "uploading"
        with open_seller(here.accounts, papers, here.clock) as after:
            after.clock.advance(timedelta(minutes=20))
            assert after.documents("A1")["invoice"].state == "in_doubt"


def test_what_is_no_document_of_the_channel_is_told_when_the_account_is_used(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_notes]") as here:
        result = here.engine.sync("shop", "latest")
        assert not result.complete and result.error is not None
        assert "`delivery_notes`" in result.error and "did you mean `delivery_note`" in result.error


def test_a_document_of_ours_that_is_too_large_or_unknown_is_refused_before_anything_leaves(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        with pytest.raises(UsageError, match="more than 20 MB"):
            here.engine.documents.upload(here.key("A1"), "invoice", DocumentFile("big.pdf", "x", bytes(21 * 1024**2)))
        with pytest.raises(UsageError, match="no document manual that the seller hands over; it has: invoice"):
            here.engine.documents.upload(here.key("A1"), "manual", INVOICE)
        assert here.papers.uploads == []


def test_an_account_without_its_key_says_so(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        here.papers.arrive("A1")
        here.read()
        accounts = here.accounts.read_text().replace("PAPER_KEY", "NO_SUCH_KEY")
        here.accounts.write_text(accounts)
        with open_seller(here.accounts, here.papers, here.clock) as after, pytest.raises(AccountError):
            after.engine.documents.fetch(after.key("A1"), "delivery_note")
