"""The journal: a submission moves as it was read, or not at all; a person is told to look again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper import Engine, Submission, open_engine
from stallkeeper.errors import UsageError
from stallkeeper.runtime.journal import Journal, TakenOver
from tests.cli.shop import ENVIRON, Shop, open_shop


@pytest.fixture
def doubt(tmp_path: Path) -> Iterator[tuple[Journal, Submission, Engine]]:
    """An acceptance whose answer got lost, and who may move it."""
    with open_shop(tmp_path) as shop, open_engine(shop.accounts, environ=ENVIRON) as engine:
        yield engine._journal, doubtful(shop, engine), engine


def doubtful(shop: Shop, engine: Engine) -> Submission:
    (order,) = shop.arrive("PENDING")
    engine.sync("shop")
    shop.server.marketplace.faults.arm("drop_next", {"route": "accept", "after_effect": True})
    (held,) = engine.store.find(order)
    engine.act("accept", held.key, {}, "seller:alice")
    engine.send("shop")
    submission = engine.store.open_submission(held.key)
    assert submission is not None and submission.state == "in_doubt"
    return submission


def test_what_a_person_moves_stands_in_the_history_under_their_name(
    doubt: tuple[Journal, Submission, Engine],
) -> None:
    journal, submission, engine = doubt
    after = journal.move_by_hand(submission, "confirmed", who="seller:alice", reason="seen there")
    assert (after.state, engine.store.submission(submission.id)) == ("confirmed", after)
    line = engine.store.history(submission.key)[-1]
    assert (line.who, line.details["state"], line.details["reason"]) == ("seller:alice", "confirmed", "seen there")


def test_who_moves_what_has_moved_since_is_told_to_look_again_and_nothing_changes(
    doubt: tuple[Journal, Submission, Engine],
) -> None:
    journal, submission, engine = doubt
    journal.move_by_hand(submission, "confirmed", who="seller:alice")
    history = engine.store.history(submission.key)
    with pytest.raises(UsageError, match="has just moved; look at it again"):
        journal.move_by_hand(submission, "rejected", who="seller:bob")
    stored = engine.store.submission(submission.id)
    assert stored is not None and stored.state == "confirmed"
    assert engine.store.history(submission.key) == history


def test_for_a_program_the_same_is_an_error_of_its_own_kind(doubt: tuple[Journal, Submission, Engine]) -> None:
    journal, submission, _ = doubt
    journal.move(submission, "confirmed")
    with pytest.raises(TakenOver):
        journal.move(submission, "rejected")


def test_a_person_does_not_move_what_was_answered_since_they_looked(doubt: tuple[Journal, Submission, Engine]) -> None:
    journal, submission, engine = doubt
    sending = journal.move(submission, "sending")
    answered = journal.move(sending, "acknowledged", receipt="R1")
    with pytest.raises(UsageError, match="look at it again"):
        journal.move_by_hand(sending, "queued", who="seller:bob")
    assert engine.store.submission(submission.id) == answered
