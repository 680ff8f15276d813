"""The general life of an order, held against what the general page says of each status (restated here)."""

from __future__ import annotations

import pytest

from stallkeeper.words import FIRST_SEEN, STATUSES

# The page announces ten statuses and lists sixteen; the list wins (contradiction S1).
IN_PAGE_ORDER = (
    "new",
    "waiting_acceptance",
    "accepted",
    "waiting_shipment",
    "shipped",
    "closed",
    "refused",
    "canceled",
    "refunding",
    "refunded",
    "partial_refunded",
    "pickup_to_prepare",
    "to_pickup",
    "pickup_completed",
    "pickup_canceled",
    "to_refund",
)

MOVES_THE_PAGE_NAMES = {
    "new": {"waiting_acceptance"},
    "waiting_acceptance": {"accepted", "refused"},
    "accepted": {"waiting_shipment"},
    "waiting_shipment": {"shipped"},
    "shipped": {"closed"},
    "refused": {"canceled"},
    "canceled": {"refunding"},
    "refunding": {"refunded", "canceled"},
}

WITHOUT_THE_SELLER = {"new", "accepted", "shipped", "refused", "canceled", "refunding"}

WHAT_THE_SELLER_MAY_DO = {
    "waiting_acceptance": ("accept", "refuse"),
    "waiting_shipment": ("ship",),
    "refused": ("refund",),
    "canceled": ("refund",),
}

# One or more words that the meaning has to carry, so that no statement of the page is lost in a rewording.
SAID_OF_EACH = {
    "new": ("registered", "by itself"),
    "waiting_acceptance": ("accept", "refuse", "not be processed"),
    "accepted": ("told", "waiting shipment", "by itself"),
    "waiting_shipment": ("Prepare", "send", "confirm the shipment", "tracked", "carrier or tracking number"),
    "shipped": ("tells the buyer", "dispute", "closed"),
    "closed": ("fully processed",),
    "refused": ("rejected", "tells the buyer", "canceled", "refund"),
    "canceled": ("buyer or the marketplace", "knows why", "refund"),
    "refunding": ("refunded", "canceled"),
    "refunded": ("refunded",),
    "partial_refunded": ("part",),
    "pickup_to_prepare": ("prepare",),
    "to_pickup": ("ready",),
    "pickup_completed": ("buyer has picked up",),
    "pickup_canceled": ("canceled",),
    "to_refund": ("has to refund",),
}


def test_there_are_sixteen_statuses_in_the_order_of_the_page() -> None:
    assert tuple(STATUSES) == IN_PAGE_ORDER


def test_every_status_is_kept_under_its_own_word() -> None:
    assert [word.word for word in STATUSES.values()] == list(STATUSES)


def test_the_general_moves_are_those_of_the_page_and_no_others() -> None:
    moves = {status: set(word.moves_to) for status, word in STATUSES.items() if word.moves_to}
    assert moves == MOVES_THE_PAGE_NAMES


def test_every_general_move_leads_to_a_status_that_exists() -> None:
    assert {target for word in STATUSES.values() for target in word.moves_to} <= set(STATUSES)


def test_what_moves_without_the_seller_is_marked_as_such() -> None:
    assert {status for status, word in STATUSES.items() if word.by_itself} == WITHOUT_THE_SELLER


def test_a_status_moves_by_itself_only_where_it_has_somewhere_to_go() -> None:
    assert all(word.moves_to for word in STATUSES.values() if word.by_itself)


def test_what_the_seller_may_do_is_what_the_page_offers() -> None:
    assert {status: word.actions for status, word in STATUSES.items() if word.actions} == WHAT_THE_SELLER_MAY_DO


@pytest.mark.parametrize("status", IN_PAGE_ORDER)
def test_the_meaning_of_a_status_carries_what_the_page_says_of_it(status: str) -> None:
    missing = [said for said in SAID_OF_EACH[status] if said not in STATUSES[status].meaning]
    assert missing == []


def test_every_order_is_first_seen_as_new() -> None:
    assert FIRST_SEEN == "new" and next(iter(STATUSES)) == "new"


def test_a_later_stage_never_ranks_below_the_one_it_came_from() -> None:
    """Refunding back to canceled is the only step back that the page names: a refund that was not granted."""
    back = {
        (status, target)
        for status, word in STATUSES.items()
        for target in word.moves_to
        if STATUSES[target].rank < word.rank
    }
    assert back == {("refunding", "canceled")}
