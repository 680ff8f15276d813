"""Buyers' data goes by itself when its time has come, and when somebody asks; what it says is true."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.errors import ChannelError, StoreError
from stallkeeper.orders import Address, OrderDocument, Whole
from stallkeeper.runtime import incidents
from stallkeeper.runtime.erasing import Certificate, Erasing
from stallkeeper.store.audit_filter import AuditFilter
from tests.runtime.arranged import SELLER, World, world

DAY = timedelta(days=1)
BUYER = Address(full_name="Odile Martin", street="12 rue des Lilas", email="odile@post.example", country="FR")


def opened(folder: Path, *ids: str, native: str = "SENT", **keys: Any) -> World:
    """A world in which these orders were read on the first day, with that in its accounts file."""
    here = world(folder, retention=RetentionKeys(**keys))
    for order_id in ids:
        here.shop.put(order_id, native, delivery=BUYER)
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    return here


def state(here: World, order_id: str) -> str:
    return here.order(order_id).address_state("delivery")


def test_a_run_erases_by_itself_once_a_day(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"erase_after": "3 days", "anchor": "ordered"})
    states = []
    for _ in range(5):
        here.pass_time(DAY)
        here.engine.tick()
        states.append(state(here, "A1"))
    assert states == ["given", "given", "erased", "erased", "erased"]
    assert here.history("A1").count("erased") == 1
    assert isinstance(here.store.audit.check(), Whole)


def test_a_day_is_a_day_also_for_the_next_process(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"erase_after": "1 hour", "anchor": "ordered"})
    here.pass_time(timedelta(hours=20))
    here.restart()
    assert here.engine.privacy.daily() is None
    assert state(here, "A1") == "given"


def test_two_accounts_keep_their_buyers_for_as_long_as_each_says(tmp_path: Path) -> None:
    short = {"thirty": {"erase_after": "30 days", "anchor": "ordered"}}
    here = world(tmp_path, accounts=("thirty", "half-year"), retention=RetentionKeys(accounts=short))
    for name in ("thirty", "half-year"):
        here.shops[name].put(name, "SENT", delivery=BUYER)
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    seen = []
    for days in (29, 2, 148, 32):
        here.pass_time(days * DAY)
        here.engine.privacy.erase()
        seen.append((state(here, "thirty"), state(here, "half-year")))
    assert seen == [("given", "given"), ("erased", "given"), ("erased", "given"), ("erased", "erased")]


def test_what_is_under_way_holds_it_back_and_is_told_until_the_cap(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"erase_after": "10 days", "max": "20 days"})
    here.shop.put("A1", "SENT", has_claim=True)
    here.pass_time(DAY)
    here.engine.tick()
    here.pass_time(12 * DAY)
    here.engine.tick()
    assert state(here, "A1") == "given"
    (held_back,) = here.incidents(incidents.ERASURE_HELD_BACK)
    assert "held back because a claim is open: A1" in held_back.message
    here.pass_time(8 * DAY)
    here.engine.tick()
    assert state(here, "A1") == "erased"
    assert here.incidents(incidents.ERASURE_HELD_BACK) == []
    (told,) = here.incidents(incidents.ERASED_WHILE_OPEN)
    assert "A1 was erased (20 days after the order at most) although a claim is open" in told.message


def test_an_action_that_the_cap_overtakes_is_given_up_and_never_sent(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", native="PAID", whole={"max": "1 day", "erase_after": "1 day"})
    submission = here.act("ship", "A1", carrier="DHL", tracking_number="secret-tracking")
    here.pass_time(2 * DAY)
    certificate = here.engine.privacy.erase()
    assert certificate is not None and certificate.complete
    after = here.submission(submission)
    assert (after.state, after.fields) == ("superseded", {"carrier": "DHL"})
    here.engine.tick()
    assert here.shop.effects == []


def test_a_certificate_says_what_went_and_names_nobody(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", "A2", whole={"erase_after": "1 day", "anchor": "ordered"})
    here.pass_time(2 * DAY)
    certificate = here.engine.privacy.erase(SELLER)
    assert certificate is not None
    assert (certificate.orders, certificate.rules) == (2, {"1 day after the order": 2})
    assert certificate.counts == {"P1 direct": 6, "P3 content": 2}
    assert (certificate.complete, certificate.left, certificate.who) == (True, (), SELLER)
    assert certificate.looked_for == certificate.of > 0
    file = Path(certificate.path or "")
    assert file.parent == tmp_path / "orders.db.erasures"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    told = json.loads(file.read_text())
    assert (told["orders"], told["digest"], told["complete"]) == (2, certificate.digest, True)
    assert "A1" not in file.read_text() and "Odile" not in file.read_text()


def test_the_history_notes_the_certificate(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"erase_after": "1 day", "anchor": "ordered"})
    here.pass_time(2 * DAY)
    certificate = here.engine.privacy.erase(SELLER)
    assert certificate is not None
    note = next(entry.what for entry in here.store.audit.entries() if entry.number is None)
    assert (note.kind, note.who, note.details["digest"]) == ("erased", SELLER, certificate.digest)


def test_a_plan_counts_and_changes_nothing(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", "A2", whole={"erase_after": "1 day", "anchor": "ordered"})
    here.pass_time(2 * DAY)
    plan = here.engine.privacy.plan()
    assert (plan.rules, plan.counts) == ({"1 day after the order": 2}, {"P1 direct": 6, "P3 content": 2})
    assert state(here, "A1") == "given"
    assert here.history("A1")[-1] != "erased"


def test_nothing_due_leaves_no_certificate(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    assert here.engine.privacy.erase() is None
    assert here.engine.privacy.plan().due == ()
    assert not (tmp_path / "orders.db.erasures").exists()


def test_what_the_law_wants_kept_is_hidden_when_its_time_has_come(tmp_path: Path) -> None:
    hold = {"because": "Tax audit", "orders": ["A1"]}
    here = opened(tmp_path, "A1", "A2", whole={"erase_after": "1 day", "anchor": "ordered", "legal_hold": hold})
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert (state(here, "A1"), state(here, "A2")) == ("restricted", "erased")
    assert here.engine.privacy.plan().due == ()


def test_what_the_law_wants_kept_keeps_its_documents_and_its_record(tmp_path: Path) -> None:
    hold = {"because": "Tax audit", "orders": ["A1"]}
    parts = {"raw": "1 day", "documents": "1 day", "anchor": "ordered", "legal_hold": hold}
    here = opened(tmp_path, "A1", "A2", whole=parts)
    for order in ("A1", "A2"):
        here.store.documents.keep(here.key(order), b"a letter")
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert [len(here.store.documents.all(here.key(order))) for order in ("A1", "A2")] == [1, 0]
    assert here.store.payload(here.key("A1")) is not None
    assert here.store.payload(here.key("A2")) is None


def test_the_record_of_an_order_with_an_open_claim_is_held_back_and_told_until_it_is_over(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"raw": "2 days", "documents": "2 days", "anchor": "ordered"})
    here.shop.put("A1", "SENT", has_claim=True)
    here.pass_time(DAY)
    here.engine.tick()
    here.pass_time(2 * DAY)
    here.engine.tick()
    assert here.store.payload(here.key("A1")) is not None
    (held_back,) = here.incidents(incidents.ERASURE_HELD_BACK)
    assert "held back because a claim is open: A1" in held_back.message
    here.shop.put("A1", "SENT", has_claim=False)
    here.pass_time(DAY)
    here.engine.tick()
    here.pass_time(DAY)
    here.engine.tick()
    assert here.store.payload(here.key("A1")) is None
    assert here.incidents(incidents.ERASURE_HELD_BACK) == []


def test_an_order_under_legal_hold_is_not_hidden_while_it_is_open_unless_that_is_asked_for(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", native="NEW", whole={"legal_hold": {"because": "Tax audit"}})
    (refusal,) = asked(here, "A1").refused
    assert (refusal.restricted, refusal.by_law, state(here, "A1")) == (False, True, "given")
    for open_too in (True, False):
        (refusal,) = asked(here, "A1", open_too=open_too).refused
        assert (refusal.restricted, state(here, "A1")) == (True, "restricted")


def test_exports_go_with_the_daily_look_and_one_that_was_changed_is_told_until_it_is_gone(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    until = here.clock.now() + 7 * DAY
    for name in ("o.csv", "changed.csv"):
        line = here.store.exports.begin(tmp_path / name, until)
        (tmp_path / name).write_text("Odile Martin")
        here.store.exports.finish(line)
    (tmp_path / "changed.csv").write_text("Odile Martin, and a note")
    here.pass_time(6 * DAY)
    here.engine.tick()
    assert (tmp_path / "o.csv").exists()
    here.pass_time(2 * DAY)
    assert set(here.engine.privacy.plan().exports) == {str(tmp_path / "o.csv"), str(tmp_path / "changed.csv")}
    here.engine.tick()
    assert not (tmp_path / "o.csv").exists()
    (left,) = here.incidents(incidents.EXPORT_LEFT)
    assert str(tmp_path / "changed.csv") in left.message
    (note,) = here.store.audit.entries(AuditFilter(kind="exports_deleted"))
    assert note.what.details == {"files": 1}
    (tmp_path / "changed.csv").unlink()
    here.pass_time(DAY)
    here.engine.tick()
    assert here.incidents(incidents.EXPORT_LEFT) == []


def test_exports_go_also_where_an_erasure_fails_and_that_is_tried_again_in_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = opened(tmp_path, "A1", whole={"erase_after": "3 days", "anchor": "ordered"})
    line = here.store.exports.begin(tmp_path / "o.csv", here.clock.now())
    (tmp_path / "o.csv").write_text("Odile Martin")
    here.store.exports.finish(line)
    here.pass_time(4 * DAY)

    def fails(*_: Any, **__: Any) -> None:
        raise StoreError("the database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(Erasing, "carry_out", fails)
        with pytest.raises(StoreError):
            here.engine.privacy.daily()
        assert not (tmp_path / "o.csv").exists()
        here.pass_time(timedelta(minutes=59))
        assert here.engine.privacy.daily() is None
    here.pass_time(timedelta(minutes=1))
    assert here.engine.privacy.daily() is not None
    assert state(here, "A1") == "erased"


def test_the_record_may_go_first(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"raw": "1 day", "anchor": "ordered"})
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert here.store.payload(here.key("A1")) is None
    assert state(here, "A1") == "given"
    assert here.engine.privacy.plan().due == ()


def test_the_documents_may_go_first(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"documents": "1 day", "anchor": "ordered"})
    here.store.documents.keep(here.key("A1"), b"a label")
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert here.store.documents.names(here.key("A1")) == ()
    assert state(here, "A1") == "given"
    assert here.engine.privacy.plan().due == ()


def test_the_record_goes_before_the_rest_also_where_documents_do(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", "A2", whole={"documents": "1 day", "raw": "2 days", "anchor": "ordered"})
    here.store.documents.keep(here.key("A1"), b"a label")
    here.pass_time(3 * DAY)
    assert len(here.engine.privacy.plan().of("payload")) == 2
    here.engine.privacy.erase()
    assert here.store.documents.names(here.key("A1")) == ()
    assert [here.store.payload(here.key(each)) for each in ("A1", "A2")] == [None, None]
    assert (state(here, "A1"), here.engine.privacy.plan().due) == ("given", ())


def kept(here: World, order_id: str, **changes: Any) -> OrderDocument:
    """A document of the order, with its row."""
    key = here.key(order_id)
    name = here.store.documents.keep(key, b"a label for Odile")
    document = OrderDocument(key, "label", 1, "channel", "kept", here.clock.now(), kept=name, **changes)
    assert here.store.document_states.save([document])
    return document


def test_documents_whose_files_went_with_a_killed_process_are_said_to_be_erased_by_the_next(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"documents": "1 day", "anchor": "ordered"})
    kept(here, "A1")
    here.store.documents.destroy(here.key("A1"))  # and the process ends before it could say so
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert [each.state for each in here.store.document_states.of_order(here.key("A1"))] == ["erased"]
    assert here.history("A1").count("raw_erased") == 1
    assert here.engine.privacy.plan().due == ()


def test_a_document_that_was_still_to_be_fetched_when_their_time_was_over_is_not_fetched_any_more(
    tmp_path: Path,
) -> None:
    here = opened(tmp_path, "A1", whole={"documents": "1 day", "anchor": "ordered"})
    key, now = here.key("A1"), here.clock.now()
    here.store.document_states.save([OrderDocument(key, "label", 1, "channel", "wanted", now, next_attempt_at=now)])
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    assert here.store.document_states.due("my-shop", here.clock.now(), 9, "channel") == ()


def test_a_document_that_was_kept_in_the_very_moment_of_erasing_goes_at_the_next_look(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", "A2", whole={"erase_after": "1 day", "anchor": "ordered"})
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    name = here.store.documents.keep(here.key("A1"), b"a label for Odile")  # and the process ends here
    assert here.store.documents.content(here.key("A1"), name) is not None
    here.engine.privacy.erase()
    assert here.store.documents.names(here.key("A1")) == ()
    assert here.store.keys.document_key(here.key("A1")) is None


def test_what_an_action_on_an_erased_order_was_given_goes_once_it_is_over(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", native="PAID", whole={"max": "1 day"})
    here.pass_time(2 * DAY)
    here.engine.privacy.erase()
    asked = here.act("ship", "A1", carrier="130", tracking_number="XY-0001-ODILE")
    assert here.engine.privacy.erase() is None
    assert here.submission(asked).fields["tracking_number"] == "XY-0001-ODILE", "it is needed until it is over"
    here.engine.send()
    here.pass_time(DAY)
    here.engine.tick()
    assert here.submission(asked).state == "confirmed"
    here.pass_time(DAY)
    here.engine.tick()
    assert here.history("A1").count("erased") == 2
    assert dict(here.submission(asked).fields) == {"carrier": "130"}
    assert here.engine.privacy.erase() is None
    assert b"XY-0001" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_words_of_a_rule_that_a_later_refusal_repeats_stay_in_the_record_of_the_erasure(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    here.pass_time(timedelta(minutes=16))
    here.shop.put("A1", "PAID", delivery=BUYER, modified_at=here.clock.now() - timedelta(minutes=30))
    here.engine.sync("my-shop", "catch_up")
    assert "stale" in here.history("A1"), "a line whose details go with the buyer"
    asked(here, "A1")
    submission = here.act("refund", "A1", refund_price="1.00")
    here.shop.fail("send", ChannelError("on request", "validation"))
    here.engine.send()
    here.pass_time(2 * DAY)
    certificate = here.engine.privacy.erase()
    assert certificate is not None and (certificate.complete, certificate.left) == (True, ())
    erased = [each.details for each in here.store.history(here.key("A1")) if each.kind == "erased"]
    assert [(each["rule"], each["took_out"]) for each in erased] == [("on request", 1), ("on request", 0)]
    assert here.submission(submission).error == "(erased)"
    assert isinstance(here.store.audit.check(), Whole)


def test_an_order_of_an_account_that_is_gone_goes_half_a_year_later(tmp_path: Path) -> None:
    opened(tmp_path, "A1")
    other = world(tmp_path, accounts=("another",))
    other.clock.advance(181 * DAY)
    certificate = other.engine.privacy.erase()
    assert certificate is not None
    assert certificate.orders == 1


# On request


def asked(here: World, order_id: str, **more: Any) -> Any:
    return here.engine.privacy.erase_orders([here.key(order_id)], SELLER, **more)


def test_a_buyer_who_asks_is_erased_whatever_the_age_of_the_order(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    answer = asked(here, "A1")
    assert isinstance(answer.certificate, Certificate)
    assert (answer.certificate.rules, answer.refused) == ({"on request": 1}, ())
    assert here.store.history(here.key("A1"))[-1].who == SELLER
    assert asked(here, "A1").certificate is None


def test_an_order_that_is_still_open_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", native="PAID")
    (refusal,) = asked(here, "A1").refused
    assert (refusal.because, refusal.restricted) == ("it is still open (waiting_shipment)", False)
    assert state(here, "A1") == "given"
    assert asked(here, "A1", open_too=True).refused == ()
    assert state(here, "A1") == "erased"


def test_under_legal_hold_it_is_refused_hidden_and_erased_once_the_hold_is_gone(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", whole={"legal_hold": {"because": "Tax audit"}})
    (refusal,) = asked(here, "A1").refused
    assert (refusal.because, refusal.restricted) == ("the law wants it kept: Tax audit", True)
    assert state(here, "A1") == "restricted"
    free = world(tmp_path, here.loaded, here.clock, here.shops)
    certificate = free.engine.privacy.erase()
    assert certificate is not None
    assert certificate.rules == {"on request": 1}


def test_what_was_erased_is_erased_again_where_an_older_copy_is_put_back(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    backup = tmp_path / "orders.db"
    here.store.close()
    before = backup.read_bytes()
    here.restart()
    asked(here, "A1")
    here.store.close()
    backup.write_bytes(before)
    here.restart()
    assert state(here, "A1") == "given"
    certificate = here.engine.privacy.erase()
    assert certificate is not None
    assert certificate.rules == {"on request": 1}
    assert state(here, "A1") == "erased"


def test_a_backup_of_database_and_documents_that_is_put_back_opens_no_erased_one_and_is_erased_again(
    tmp_path: Path,
) -> None:
    here = opened(tmp_path, "A1", "A2")
    names = {each: here.store.documents.keep(here.key(each), f"label of {each}".encode()) for each in ("A1", "A2")}
    backup = copied(here, tmp_path, tmp_path.with_name(f"{tmp_path.name}-backup"))
    answer = asked(here, "A1")
    assert answer.certificate is not None and answer.certificate.complete
    put_back(here, tmp_path, backup)
    assert (state(here, "A1"), here.order("A1").report.delivery) == ("given", BUYER), "it is as it was before"
    assert here.store.documents.names(here.key("A1")) == (names["A1"],), "its document lies there again"
    assert here.store.documents.content(here.key("A1"), names["A1"]) is None
    assert here.store.documents.content(here.key("A2"), names["A2"]) == b"label of A2"
    here.pass_time(DAY)
    here.engine.tick()
    assert (state(here, "A1"), state(here, "A2")) == ("erased", "given")
    assert here.store.documents.names(here.key("A1")) == ()
    assert here.store.history(here.key("A1"))[-1].details["rule"] == "on request"
    assert isinstance(here.store.audit.check(), Whole)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert path.read_bytes().count(b"Odile Martin") == (1 if path.name == "orders.db" else 0), "A2's alone"


def copied(here: World, folder: Path, backup: Path) -> Path:
    """What docs/privacy.md says belongs into a backup: database and documents, and no keys."""
    here.store.close()
    backup.mkdir()
    shutil.copy(folder / "orders.db", backup)
    shutil.copytree(folder / "orders.db.documents", backup / "orders.db.documents")
    here.restart()
    return backup


def put_back(here: World, folder: Path, backup: Path) -> None:
    """As somebody does who has lost both."""
    here.store.close()
    for path in folder.glob("orders.db*"):
        if path.name in ("orders.db", "orders.db-wal", "orders.db-shm"):
            path.unlink()
    shutil.rmtree(folder / "orders.db.documents")
    shutil.copytree(backup, folder, dirs_exist_ok=True)
    here.restart()


def test_all_that_is_kept_is_handed_out_and_that_is_noted(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1", "A2")
    found = here.engine.privacy.of_buyer("ODILE@post.example")
    assert [key.id for key in found] == ["A1", "A2"]
    held = list(here.engine.privacy.disclose(found, SELLER, "access export"))
    assert [each.order.report.delivery for each in held] == [BUYER, BUYER]
    event = here.store.history(here.key("A2"))[-1]
    assert (event.kind, event.who, event.details) == ("disclosed", SELLER, {"how": "access export"})


def test_a_sweep_that_lists_an_erased_order_changes_nothing_and_notes_nothing(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    asked(here, "A1")
    before = here.history("A1")
    here.pass_time(timedelta(minutes=20))
    result = here.engine.sync("my-shop", "catch_up")
    assert [(sweep.created, sweep.changed, sweep.unchanged) for sweep in result.sweeps] == [(0, 0, 1)]
    assert here.history("A1") == before


def test_what_a_later_record_says_of_an_erased_order_is_taken_without_the_buyer(tmp_path: Path) -> None:
    here = opened(tmp_path, "A1")
    asked(here, "A1")
    here.pass_time(DAY)
    here.shop.put("A1", "CANCELED", delivery=BUYER)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    order = here.order("A1")
    assert (order.status, order.address_state("delivery")) == ("canceled", "erased")
    assert order.report.delivery == Address(country="FR")
    assert here.store.payload(order.key) is None
