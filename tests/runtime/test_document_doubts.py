"""Documents of ours that may have arrived, over real HTTP: found in the marketplace's list, or left to a person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.client import DocumentFile
from stallkeeper.errors import UsageError
from stallkeeper.orders import OrderDocument
from stallkeeper.runtime.document_doubts import LOOKS
from tests.bindings.serving import Said
from tests.runtime.paper_marketplace import Papers, Seller, open_seller, seller
from tests.runtime.played import SELLER, marketplace
from tests.runtime.played import seller as played_seller

INVOICE = DocumentFile("F-7.pdf", "application/pdf", b"%PDF-1.7 invoice", "F-7")
SHOWN = {"kind": "INVOICE", "file": "F-7.pdf"}
LATE = Said({"error": "late"}, 502)


def hand_over(here: Seller, answer: Said = LATE, *, again: bool = False) -> OrderDocument:
    """The invoice, to a marketplace that answers so."""
    here.papers.upload_answers.append(answer)
    return here.engine.documents.upload(here.key("A1"), "invoice", INVOICE, again=again)


def begin(here: Seller) -> Seller:
    here.papers.arrive("A1")
    here.read()
    return here


def told(here: Seller) -> list[tuple[str, str]]:
    """What a person is told of documents."""
    incidents = here.engine.store.incidents()
    return [(each.kind, each.subject) for each in incidents if each.kind.startswith("document")]


def states(here: Seller) -> list[tuple[str, object]]:
    history = here.engine.store.history(here.key("A1"))
    return [(each.who, each.details["state"]) for each in history if each.kind == "document"]


def test_one_that_the_marketplace_lists_has_arrived_whatever_it_answered(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        begin(here).papers.listed.append(SHOWN)
        assert hand_over(here).state == "uploaded"
        assert here.documents("A1")["invoice"].error is None
        assert (len(here.papers.uploads), told(here)) == (1, [])
        assert [state for _, state in states(here)] == ["uploading", "in_doubt", "uploaded"]


def test_one_that_shows_later_is_found_when_orders_are_read(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        assert hand_over(begin(here)).state == "in_doubt"
        here.read()
        assert here.documents("A1")["invoice"].state == "in_doubt"
        here.papers.listed.append(SHOWN)
        here.read(hours=1)
        assert (here.documents("A1")["invoice"].state, told(here)) == ("uploaded", [])
        assert len(here.papers.uploads) == 1


@pytest.mark.parametrize("shown", [{"kind": "INVOICE", "file": "F-8.pdf"}, {"kind": "NOTE", "file": "F-7.pdf"}])
def test_another_document_is_not_taken_for_it(tmp_path: Path, shown: dict[str, str]) -> None:
    with seller(tmp_path) as here:
        begin(here).papers.listed.append(shown)
        assert hand_over(here).state == "in_doubt"


def test_one_that_never_shows_is_left_to_a_person_who_settles_it(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        hand_over(begin(here))
        for _ in LOOKS:
            here.read(days=1)
        assert told(here) == [("document_in_doubt", "A1 invoice")]
        asked = here.papers.fetched("papers")
        here.read(days=1)
        assert here.papers.fetched("papers") == asked, "it is not looked for for ever"
        settled = here.engine.documents.settle(here.key("A1"), "invoice", False, SELLER)
        assert (settled.state, settled.error) == ("refused", "a person looked: it has not arrived")
        assert told(here) == []
        assert states(here)[-1] == (SELLER, "refused")
        assert hand_over(here, Said({"ok": True})).state == "uploaded"


def test_a_person_who_has_seen_it_says_so_and_only_of_one_in_doubt(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        hand_over(begin(here))
        assert here.engine.documents.settle(here.key("A1"), "invoice", True, SELLER).state == "uploaded"
        with pytest.raises(UsageError, match="invoice of order A1 is uploaded; only one in doubt is settled by hand"):
            here.engine.documents.settle(here.key("A1"), "invoice", True, SELLER)
        here.papers.arrive("A2")
        here.read()
        with pytest.raises(UsageError, match="was not handed over"):
            here.engine.documents.settle(here.key("A2"), "invoice", True, SELLER)


def test_where_an_earlier_one_of_its_name_may_be_listed_a_person_is_told_at_once(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        hand_over(begin(here), Said({"ok": True}))
        here.papers.listed.append(SHOWN)
        assert hand_over(here, again=True).state == "in_doubt"
        assert told(here) == [("document_in_doubt", "A1 invoice")]


def test_one_that_was_refused_before_does_not_hide_the_next(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        assert hand_over(begin(here), Said({"error": "no"}, 400)).state == "refused"
        here.papers.listed.append(SHOWN)
        assert hand_over(here).state == "uploaded"


def test_one_that_a_person_did_not_find_does_not_hide_the_next(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        hand_over(begin(here))
        here.engine.documents.settle(here.key("A1"), "invoice", False, SELLER)
        here.papers.listed.append(SHOWN)
        assert hand_over(here).state == "uploaded"


def test_a_list_that_cannot_be_read_settles_nothing_and_is_read_again(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        begin(here).papers.listed.append(SHOWN)
        here.papers.list_answers += [Said({"error": "no"}, 400), Said({"other": []})]
        assert hand_over(here).state == "in_doubt"
        here.read()
        assert (here.documents("A1")["invoice"].state, here.papers.fetched("papers")) == ("in_doubt", 2)
        here.read(hours=1)
        assert here.documents("A1")["invoice"].state == "uploaded"


def test_one_whose_process_ended_is_looked_for_by_the_next(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    papers = Papers()
    with seller(tmp_path, papers=papers) as here:
        begin(here)
        client = here.engine._lanes.of("shop").client
        sent = client.upload

        def upload(*given: object) -> object:
            sent(*given)  # type: ignore[arg-type]
            papers.listed.append(SHOWN)
            raise PowerCut

        client.upload = upload  # type: ignore[assignment,method-assign]
        with pytest.raises(PowerCut):
            here.engine.documents.upload(here.key("A1"), "invoice", INVOICE)
        with open_seller(here.accounts, papers, here.clock) as after:
            after.read()
            assert after.documents("A1")["invoice"].state == "uploaded"
            assert [state for _, state in states(after)] == ["uploading", "in_doubt", "uploaded"]
    assert len(papers.uploads) == 1


def test_one_whose_buyer_is_erased_is_not_looked_for(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        hand_over(begin(here))
        asked = here.papers.fetched("papers")
        here.engine.privacy.erase_orders([here.key("A1")], "a test", open_too=True)
        here.read(days=2)
        assert here.papers.fetched("papers") == asked


def test_the_name_that_it_was_handed_over_under_goes_with_the_buyer(tmp_path: Path) -> None:
    with seller(tmp_path) as here:
        begin(here)
        file = DocumentFile("Marked-invoice.pdf", "application/pdf", b"%PDF", "F-7")
        here.engine.documents.upload(here.key("A1"), "invoice", file)
        here.engine.privacy.erase_orders([here.key("A1")], "a test", open_too=True)
        assert here.documents("A1")["invoice"].file_name is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"Marked-invoice" in path.read_bytes()]


def test_a_bundled_channel_with_a_list_settles_it_at_its_played_marketplace(tmp_path: Path) -> None:
    with marketplace("mirakl") as (server, clock), played_seller(tmp_path, "mirakl", server, clock) as here:
        (order_id,) = here.world.create(1, "SHIPPING", ago=timedelta(hours=1))
        here.sync()
        server.marketplace.faults.arm("fail_next", {"status": 502, "route": "or74", "after_effect": True})
        done = here.engine.documents.upload(here.key(order_id), "invoice", INVOICE)
        assert [file.name for file in here.world.files] == ["F-7.pdf"]
        assert (done.state, done.error) == ("uploaded", None)
